package dev.apirouter.authz.engine;

import java.util.List;

/**
 * What an engine found.
 *
 * @param allowed true only when some permit applies, no forbid applies and nothing went wrong while
 *     evaluating: a policy that cannot be evaluated might be the forbid that would have applied
 * @param determiningPolicies ids of the policies that determined it; empty when none applied
 * @param errors evaluation errors, one sentence each; not empty means not allowed
 */
public record Decision(boolean allowed, List<String> determiningPolicies, List<String> errors) {
  public Decision {
    determiningPolicies = List.copyOf(determiningPolicies);
    errors = List.copyOf(errors);
    if (allowed && !errors.isEmpty()) {
      throw new IllegalArgumentException("a decision with evaluation errors is never allowed");
    }
  }
}
