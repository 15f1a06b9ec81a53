package dev.apirouter.authz.engine.cedar;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.CedarList;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimString;
import com.cedarpolicy.value.Value;
import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;
import dev.apirouter.authz.engine.EngineUnavailableException;
import dev.apirouter.cedar.CedarMessages;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides a query by one snapshot, on the calling thread.
 *
 * <p>Values that a client chose reach Cedar as JSON strings only, never as Cedar text. The resource
 * has neither attributes nor parents, so Cedar is not told of it: an entity that is not there has
 * none either, and one that is its own principal (a user reading himself) keeps the principal's.
 */
final class SnapshotEvaluation {
  private static final BasicAuthorizationEngine CEDAR = new BasicAuthorizationEngine();

  private SnapshotEvaluation() {}

  /**
   * Decides the query.
   *
   * @throws EngineUnavailableException when Cedar fails, other than by an error in a policy
   */
  static Decision decide(PolicySnapshot snapshot, AuthorizationQuery query) {
    Slice slice =
        snapshot.slice(
            new RequestKind(query.action(), query.principal().type(), query.resource().type()));
    if (slice == null) {
      return refused(outsideSchema(snapshot, query));
    }
    if (!query.isWellFormed()) {
      return refused("an id, group or tenant is not well-formed Unicode");
    }
    if (slice.policies().getNumPolicies() == 0) {
      return new Decision(false, List.of(), List.of());
    }
    return decide(slice, slice.policies(), query);
  }

  /** Decides by these policies, of which the slice's are a part or all. */
  static Decision decide(Slice slice, PolicySet policies, AuthorizationQuery query) {
    Map<String, Value> claims = claims(query);
    EntityUID principal = new EntityUID(slice.principalType(), query.principal().id());
    Set<Entity> entities =
        Set.of(
            slice.action(),
            slice.anonymous()
                ? new Entity(principal)
                : new Entity(principal, claims, groups(slice, query)));
    AuthorizationRequest request =
        new AuthorizationRequest(
            principal,
            slice.action().getEUID(),
            new EntityUID(slice.resourceType(), query.resource().id()),
            claims);
    try {
      return decision(CEDAR.isAuthorized(request, policies, entities));
    } catch (AuthException e) {
      throw new EngineUnavailableException("Cedar failed", e);
    }
  }

  private static Decision decision(AuthorizationResponse response) {
    AuthorizationSuccessResponse success =
        response.success.orElseThrow(
            () -> new EngineUnavailableException("Cedar took no decision: " + response));
    List<String> errors =
        success.getErrors().stream()
            .map(error -> error.getPolicyId() + ": " + CedarMessages.of(error.getError()))
            .sorted()
            .toList();
    return new Decision(
        success.isAllowed() && errors.isEmpty(),
        success.getReason().stream().sorted().toList(),
        errors);
  }

  private static Map<String, Value> claims(AuthorizationQuery query) {
    Map<String, Value> claims = HashMap.newHashMap(2);
    CedarList groups = new CedarList();
    for (String group : query.groups()) {
      groups.add(new PrimString(group));
    }
    claims.put("groups", groups);
    query.tenantId().ifPresent(tenant -> claims.put("tenant_id", new PrimString(tenant)));
    return claims;
  }

  private static Set<EntityUID> groups(Slice slice, AuthorizationQuery query) {
    Set<EntityUID> groups = HashSet.newHashSet(query.groups().size());
    for (String group : query.groups()) {
      groups.add(new EntityUID(slice.groupType(), group));
    }
    return groups;
  }

  private static Decision refused(String error) {
    return new Decision(false, List.of(), List.of(error));
  }

  private static String outsideSchema(PolicySnapshot snapshot, AuthorizationQuery query) {
    if (!snapshot.hasAction(query.action())) {
      return "unknown action " + query.action().type() + "::\"" + query.action().id() + "\"";
    }
    return "action %s::\"%s\" does not apply to principal type %s and resource type %s"
        .formatted(
            query.action().type(),
            query.action().id(),
            query.principal().type(),
            query.resource().type());
  }
}
