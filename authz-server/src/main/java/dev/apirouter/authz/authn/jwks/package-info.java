/** Each issuer's keys: fetched in the background, kept while good. */
@NullMarked
package dev.apirouter.authz.authn.jwks;

import org.jspecify.annotations.NullMarked;
