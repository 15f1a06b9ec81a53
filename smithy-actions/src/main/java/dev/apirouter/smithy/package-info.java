/**
 * The build step: Smithy model in; action map, Cedar schema and Envoy routes out.
 *
 * <p>{@link dev.apirouter.smithy.ApiRouterPlugin} is the thin end towards Smithy's build; what it
 * calls are pure functions of the model.
 */
@NullMarked
package dev.apirouter.smithy;

import org.jspecify.annotations.NullMarked;
