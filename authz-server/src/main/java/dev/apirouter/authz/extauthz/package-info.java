/** The gRPC edge: the only place that knows Envoy's protos. */
@NullMarked
package dev.apirouter.authz.extauthz;

import org.jspecify.annotations.NullMarked;
