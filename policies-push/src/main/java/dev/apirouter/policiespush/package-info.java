/**
 * Brings the model's policies and schema into a policy store of Amazon Verified Permissions.
 *
 * <p>{@code ModelPolicies} and {@code PolicyStore} say what shall be and what is, {@code PushPlan}
 * what is to be done in which order, {@code Push} does it.
 */
@NullMarked
package dev.apirouter.policiespush;

import org.jspecify.annotations.NullMarked;
