/** Reading JSON that a stranger wrote: tokens and key sets. */
@NullMarked
package dev.apirouter.authz.authn.json;

import org.jspecify.annotations.NullMarked;
