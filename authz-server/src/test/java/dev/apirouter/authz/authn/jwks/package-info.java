@NullMarked
package dev.apirouter.authz.authn.jwks;

import org.jspecify.annotations.NullMarked;
