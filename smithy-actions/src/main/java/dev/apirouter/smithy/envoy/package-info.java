/**
 * Envoy's route configuration, generated from the action map.
 *
 * <p>{@link dev.apirouter.smithy.envoy.RouteTree} decides which routes are looked at for a path and
 * in which order, on plain values; {@link dev.apirouter.smithy.envoy.Routes} writes one route in
 * Envoy's terms; {@link dev.apirouter.smithy.envoy.RouteConfigurationGenerator} puts them together.
 */
@NullMarked
package dev.apirouter.smithy.envoy;

import org.jspecify.annotations.NullMarked;
