/** The embedded Cedar engine. */
@NullMarked
package dev.apirouter.authz.engine.cedar;

import org.jspecify.annotations.NullMarked;
