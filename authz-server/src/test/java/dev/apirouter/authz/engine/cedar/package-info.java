@NullMarked
package dev.apirouter.authz.engine.cedar;

import org.jspecify.annotations.NullMarked;
