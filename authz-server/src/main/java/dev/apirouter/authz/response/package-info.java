/** What goes back to Envoy: header mutations and errors, as plain values. */
@NullMarked
package dev.apirouter.authz.response;

import org.jspecify.annotations.NullMarked;
