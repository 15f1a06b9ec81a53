/** Envoy's route configuration. */
@NullMarked
package dev.apirouter.smithy.envoy;

import org.jspecify.annotations.NullMarked;
