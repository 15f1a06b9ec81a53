package dev.apirouter.policiespush;

import dev.apirouter.cedar.ParsedPolicy;
import java.util.List;

/** Does what a plan says. */
final class Push {
  private Push() {}

  /**
   * Does all steps, one after the other.
   *
   * @throws PushException at the first that fails, with how many were done; they stand, nothing is
   *     open that should not be, and pushing again does the rest
   */
  static void run(PushPlan plan, ModelPolicies model, PolicyStore store) throws PushException {
    List<PushPlan.Step> steps = plan.steps();
    for (int done = 0; done < steps.size(); done++) {
      try {
        run(steps.get(done), model, store);
      } catch (PushException e) {
        throw new PushException(
            "%s%n%d of %d steps are done and stand; a push that ends halfway opens nothing. Push again to do the rest."
                .formatted(e.getMessage(), done, steps.size()),
            e);
      }
    }
  }

  private static void run(PushPlan.Step step, ModelPolicies model, PolicyStore store)
      throws PushException {
    switch (step) {
      case PushPlan.Step.PutSchema() -> store.putSchema(model.schema());
      case PushPlan.Step.ValidateStrictly() -> store.validateStrictly();
      case PushPlan.Step.CreatePolicy(ParsedPolicy policy) -> store.create(policy);
      case PushPlan.Step.UpdatePolicy(StoredPolicy old, ParsedPolicy policy) ->
          store.update(old, policy);
      case PushPlan.Step.DeletePolicy(StoredPolicy old) -> store.delete(old);
    }
  }
}
