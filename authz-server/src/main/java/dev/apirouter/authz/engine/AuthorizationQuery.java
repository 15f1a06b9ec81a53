package dev.apirouter.authz.engine;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * One Cedar request: may this principal perform this action on this resource? Every engine is asked
 * the same query, so that policies move between engines unchanged.
 *
 * @param principal {@code ApiRouter::User::"sub"}, or {@code ApiRouter::Anonymous::"anonymous"}
 * @param groups the principal's group names, in the token's order, without duplicates; they are its
 *     parents {@code ApiRouter::Group::"name"}, its attribute {@code groups} and the context's
 *     {@code groups} (a set of strings, empty when there are none)
 * @param tenantId the attribute {@code tenant_id} of the principal and of the context; both absent
 *     when empty
 * @param action {@code ApiRouter::Action::"commercial:GetOrder"}
 * @param resource {@code ApiRouter::Order::"123"}
 */
public record AuthorizationQuery(
    EntityUid principal,
    List<String> groups,
    Optional<String> tenantId,
    EntityUid action,
    EntityUid resource) {
  public AuthorizationQuery {
    requireNonNull(principal, "principal");
    groups = List.copyOf(groups);
    requireNonNull(tenantId, "tenantId");
    requireNonNull(action, "action");
    requireNonNull(resource, "resource");
  }

  /**
   * Whether every text is Unicode: a surrogate without its other half cannot be passed on as UTF-8.
   */
  public boolean isWellFormed() {
    return isWellFormed(principal.id())
        && isWellFormed(resource.id())
        && tenantId.map(AuthorizationQuery::isWellFormed).orElse(true)
        && groups.stream().allMatch(AuthorizationQuery::isWellFormed);
  }

  private static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
