@NullMarked
package dev.apirouter.authz.engine.mirror;

import org.jspecify.annotations.NullMarked;
