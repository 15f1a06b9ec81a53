@NullMarked
package dev.apirouter.authz.engine;

import org.jspecify.annotations.NullMarked;
