package dev.apirouter.authzlib;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;

/**
 * Asks whether a caller may do something to one very resource. Safe for use by several threads.
 *
 * <p>The router has decided already whether the caller may call the operation at all; what is asked
 * here is only what it could not know, the resource's own attributes.
 */
public final class FineGrainedAuthorizer {
  private static final String GROUPS = "groups";
  private static final String TENANT_ID = "tenant_id";

  private final FineGrainedActions actions;
  private final FineGrainedEngine engine;

  /**
   * Makes one.
   *
   * @param actions of the model's action map
   * @param engine decides
   */
  public FineGrainedAuthorizer(FineGrainedActions actions, FineGrainedEngine engine) {
    this.actions = requireNonNull(actions, "actions");
    this.engine = requireNonNull(engine, "engine");
  }

  /**
   * Checks, without anything more in the context; see {@link #check(RouterPrincipal, String,
   * ResourceEntity, Map)}.
   */
  public FineGrainedDecision check(
      RouterPrincipal principal, String action, ResourceEntity resource) {
    return check(principal, action, resource, Map.of());
  }

  /**
   * Checks; blocks.
   *
   * @param principal who calls, as the router says
   * @param action id of the operation's action, e.g. {@code commercial:UpdateOrder}
   * @param resource what is to be acted on, with its attributes as they are now
   * @param context what else policies may know of the request: the members of the operation's
   *     {@code @fineGrained(context)}
   * @return the decision; whatever is not allowed is denied
   * @throws CoarseActionException for an action that the model does not mark {@code @fineGrained}
   * @throws IllegalArgumentException for an action, a resource or a context that does not fit the
   *     model
   * @throws DecisionUnavailableException when there is no decision: answer 503
   */
  public FineGrainedDecision check(
      RouterPrincipal principal,
      String action,
      ResourceEntity resource,
      Map<String, AttributeValue> context) {
    actions.require(action, resource);
    Map<String, AttributeValue> whole = new HashMap<>(context);
    if (whole.containsKey(GROUPS) || whole.containsKey(TENANT_ID)) {
      throw new IllegalArgumentException(
          "the context has %s or %s, which say who calls".formatted(GROUPS, TENANT_ID));
    }
    whole.put(GROUPS, AttributeValue.ofAll(principal.groups()));
    principal.tenantId().ifPresent(tenant -> whole.put(TENANT_ID, AttributeValue.of(tenant)));
    return engine.decide(
        new FineGrainedQuery(actions.namespace(), principal, action, resource, whole));
  }
}
