package dev.apirouter.policiespush;

import static java.util.Comparator.comparing;

import dev.apirouter.cedar.ParsedPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a push has to do.
 *
 * <p>The steps are in an order in which a push that ends after any of them has opened nothing that
 * neither the old nor the new policies permit: first every new forbid comes, so that old and new
 * forbids hold together while permits change, and old forbids go last. A changed forbid is
 * therefore never updated in place: the new one is there before the old one goes.
 *
 * @param putSchema whether the schema is another
 * @param validateStrictly whether the store does not validate policies yet
 * @param changes by {@code @id}: those of the model in its order, then what is deleted
 * @param unchanged how many policies are as they shall be
 * @param others how many policies of the store are not of a push
 */
record PushPlan(
    boolean putSchema, boolean validateStrictly, List<Change> changes, int unchanged, int others) {

  /** One {@code @id} whose policy is not as it shall be. */
  sealed interface Change {
    String id();

    /** There is none yet. */
    record Create(ParsedPolicy policy) implements Change {
      @Override
      public String id() {
        return policy.id();
      }
    }

    /** A permit gets another text in place. */
    record Update(StoredPolicy old, ParsedPolicy policy) implements Change {
      @Override
      public String id() {
        return policy.id();
      }
    }

    /** Another policy takes its place. */
    record Replace(List<StoredPolicy> old, ParsedPolicy policy) implements Change {
      @Override
      public String id() {
        return policy.id();
      }
    }

    /** The model has none. */
    record Delete(StoredPolicy old) implements Change {
      @Override
      public String id() {
        return old.id();
      }
    }
  }

  /** One call that changes the store. */
  sealed interface Step {
    /** Brings the new schema. */
    record PutSchema() implements Step {}

    /** Makes the store validate policies. */
    record ValidateStrictly() implements Step {}

    /** Brings a policy. */
    record CreatePolicy(ParsedPolicy policy) implements Step {}

    /** Changes a policy in place. */
    record UpdatePolicy(StoredPolicy old, ParsedPolicy policy) implements Step {}

    /** Takes a policy away. */
    record DeletePolicy(StoredPolicy old) implements Step {}
  }

  PushPlan {
    changes = List.copyOf(changes);
  }

  static PushPlan of(ModelPolicies model, PolicyStore.Contents store) {
    Map<String, List<StoredPolicy>> stored = new LinkedHashMap<>();
    store.policies().stream()
        .sorted(comparing(StoredPolicy::id).thenComparing(StoredPolicy::policyId))
        .forEach(policy -> stored.computeIfAbsent(policy.id(), _ -> new ArrayList<>()).add(policy));
    List<Change> changes = new ArrayList<>();
    int unchanged = 0;
    for (ParsedPolicy policy : model.policies()) {
      List<StoredPolicy> old = Optional.ofNullable(stored.remove(policy.id())).orElse(List.of());
      Optional<StoredPolicy> same = old.stream().filter(it -> it.says(policy)).findFirst();
      Optional<StoredPolicy> updatable =
          old.stream().filter(it -> !policy.isForbid() && it.canBecome(policy)).findFirst();
      if (same.isPresent()) {
        unchanged++;
        deleteAllBut(same.get(), old, changes);
      } else if (updatable.isPresent()) {
        changes.add(new Change.Update(updatable.get(), policy));
        deleteAllBut(updatable.get(), old, changes);
      } else {
        changes.add(old.isEmpty() ? new Change.Create(policy) : new Change.Replace(old, policy));
      }
    }
    stored.values().forEach(gone -> gone.forEach(it -> changes.add(new Change.Delete(it))));
    return new PushPlan(
        !store.hasSchema(model.schema()), !store.strict(), changes, unchanged, store.others());
  }

  /** Of an earlier push that was cut off between the new one's coming and the old one's going. */
  private static void deleteAllBut(
      StoredPolicy kept, List<StoredPolicy> all, List<Change> changes) {
    all.stream().filter(it -> !it.equals(kept)).forEach(it -> changes.add(new Change.Delete(it)));
  }

  boolean isEmpty() {
    return !putSchema && !validateStrictly && changes.isEmpty();
  }

  /** The calls, in order. */
  List<Step> steps() {
    List<Step> forbidsFirst = new ArrayList<>();
    List<Step> permits = new ArrayList<>();
    List<Step> permitsGo = new ArrayList<>();
    List<Step> forbidsLast = new ArrayList<>();
    for (Change change : changes) {
      switch (change) {
        case Change.Create(ParsedPolicy policy) -> create(policy, forbidsFirst, permits);
        case Change.Update(StoredPolicy old, ParsedPolicy policy) ->
            permits.add(new Step.UpdatePolicy(old, policy));
        case Change.Replace(List<StoredPolicy> old, ParsedPolicy policy) -> {
          create(policy, forbidsFirst, permits);
          old.forEach(it -> delete(it, permitsGo, forbidsLast));
        }
        case Change.Delete(StoredPolicy old) -> delete(old, permitsGo, forbidsLast);
      }
    }
    List<Step> steps = new ArrayList<>();
    if (putSchema) {
      steps.add(new Step.PutSchema());
    }
    if (validateStrictly) {
      steps.add(new Step.ValidateStrictly());
    }
    steps.addAll(forbidsFirst);
    steps.addAll(permits);
    steps.addAll(permitsGo);
    steps.addAll(forbidsLast);
    return steps;
  }

  private static void create(ParsedPolicy policy, List<Step> forbids, List<Step> permits) {
    (policy.isForbid() ? forbids : permits).add(new Step.CreatePolicy(policy));
  }

  private static void delete(StoredPolicy old, List<Step> permits, List<Step> forbids) {
    (old.forbid() ? forbids : permits).add(new Step.DeletePolicy(old));
  }
}
