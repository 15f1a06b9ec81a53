/** The ext_authz server: composition root and entry point. */
@NullMarked
package dev.apirouter.authz;

import org.jspecify.annotations.NullMarked;
