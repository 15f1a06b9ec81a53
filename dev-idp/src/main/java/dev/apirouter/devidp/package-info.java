/**
 * An OpenID provider for development. It gives anybody any token: never run it where its issuer is
 * trusted with something real.
 */
@NullMarked
package dev.apirouter.devidp;

import org.jspecify.annotations.NullMarked;
