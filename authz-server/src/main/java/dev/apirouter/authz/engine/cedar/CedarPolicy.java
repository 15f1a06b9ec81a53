package dev.apirouter.authz.engine.cedar;

import dev.apirouter.authz.engine.EntityUid;
import dev.apirouter.cedar.ParsedPolicy;
import dev.apirouter.cedar.PolicyText;
import java.util.Set;

/**
 * One policy, parsed as far as slicing needs it.
 *
 * @param id the value of its {@code @id}, or {@code <file name>#<number in the file>}
 * @param text its text and where it stands
 * @param principal what its scope asks of the principal
 * @param action what its scope asks of the action
 * @param resource what its scope asks of the resource
 */
record CedarPolicy(
    String id,
    PolicyText text,
    ScopeConstraint principal,
    ScopeConstraint action,
    ScopeConstraint resource) {

  /** The policy, with what its scope asks. */
  static CedarPolicy of(ParsedPolicy policy) {
    return new CedarPolicy(
        policy.id(),
        policy.text(),
        ScopeConstraint.parse(policy.json().path("principal")),
        ScopeConstraint.parse(policy.json().path("action")),
        ScopeConstraint.parse(policy.json().path("resource")));
  }

  /**
   * Whether the scope can match a request of this kind. False only where it cannot match any: what
   * is not known to be impossible is possible.
   */
  boolean canMatch(RequestKind kind, CedarSchema schema) {
    return matchesAction(kind.action(), schema)
        && matchesType(principal, kind.principalType(), schema)
        && matchesType(resource, kind.resourceType(), schema);
  }

  private boolean matchesAction(EntityUid requested, CedarSchema schema) {
    return switch (action) {
      case ScopeConstraint.Equal(EntityUid entity) -> entity.equals(requested);
      case ScopeConstraint.In(var entities) -> {
        Set<EntityUid> groups = schema.groupsOf(requested);
        yield entities.stream().anyMatch(e -> e.equals(requested) || groups.contains(e));
      }
      case ScopeConstraint.Any _, ScopeConstraint.Is _, ScopeConstraint.IsIn _ -> true;
    };
  }

  private static boolean matchesType(
      ScopeConstraint constraint, String requested, CedarSchema schema) {
    return switch (constraint) {
      case ScopeConstraint.Any _ -> true;
      case ScopeConstraint.Equal(EntityUid entity) -> entity.type().equals(requested);
      case ScopeConstraint.Is(String type) -> type.equals(requested);
      case ScopeConstraint.In(var entities) ->
          entities.stream().anyMatch(e -> schema.canBeIn(requested, e.type()));
      case ScopeConstraint.IsIn(String type, EntityUid entity) ->
          type.equals(requested) && schema.canBeIn(requested, entity.type());
    };
  }
}
