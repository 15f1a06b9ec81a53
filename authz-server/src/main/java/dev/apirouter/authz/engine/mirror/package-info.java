/** The engine that evaluates the policies of an AVP policy store in this process. */
@NullMarked
package dev.apirouter.authz.engine.mirror;

import org.jspecify.annotations.NullMarked;
