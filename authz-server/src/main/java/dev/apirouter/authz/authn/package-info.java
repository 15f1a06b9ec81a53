/** Who is calling: token sources, JWT verification, the principal. */
@NullMarked
package dev.apirouter.authz.authn;

import org.jspecify.annotations.NullMarked;
