package dev.apirouter.authzlib;

import java.util.List;

/**
 * What an engine decided.
 *
 * @param allowed whether it may be done; false unless a permit applies, no forbid does, and every
 *     policy could be evaluated
 * @param determiningPolicies the policies that made it so: values of {@code @id} from Cedar, ids of
 *     the policy store from Amazon Verified Permissions; for logs, not for callers
 * @param errors what policies could not be evaluated, and why; for logs, not for callers
 */
public record FineGrainedDecision(
    boolean allowed, List<String> determiningPolicies, List<String> errors) {
  /**
   * Makes one.
   *
   * @throws IllegalArgumentException for one that allows in spite of errors: the policy that failed
   *     might have been the forbid
   */
  public FineGrainedDecision {
    determiningPolicies = List.copyOf(determiningPolicies);
    errors = List.copyOf(errors);
    if (allowed && !errors.isEmpty()) {
      throw new IllegalArgumentException("allowed in spite of " + errors);
    }
  }
}
