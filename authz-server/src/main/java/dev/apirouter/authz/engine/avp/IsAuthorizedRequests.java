package dev.apirouter.authz.engine.avp;

import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.EntityUid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.verifiedpermissions.model.ActionIdentifier;
import software.amazon.awssdk.services.verifiedpermissions.model.AttributeValue;
import software.amazon.awssdk.services.verifiedpermissions.model.ContextDefinition;
import software.amazon.awssdk.services.verifiedpermissions.model.EntitiesDefinition;
import software.amazon.awssdk.services.verifiedpermissions.model.EntityIdentifier;
import software.amazon.awssdk.services.verifiedpermissions.model.EntityItem;
import software.amazon.awssdk.services.verifiedpermissions.model.IsAuthorizedRequest;

/**
 * Writes a query as AVP's {@code IsAuthorized}: the same Cedar request that the embedded engine
 * evaluates. Only the principal is described: groups and the resource have neither attributes nor
 * parents, and AVP adds the action groups from its schema.
 */
final class IsAuthorizedRequests {
  /** Longest entity id that AVP takes, in characters (API reference, EntityIdentifier). */
  static final int MAX_ENTITY_ID = 612;

  private IsAuthorizedRequests() {}

  /**
   * Why AVP would refuse the query for what its ids are: no policy store can hold a policy for such
   * an entity, so it is refused here, without a call, as an error of evaluation.
   */
  static Optional<String> refusal(AuthorizationQuery query) {
    if (!query.isWellFormed()) {
      return Optional.of("an id, group or tenant is not well-formed Unicode");
    }
    if (!fits(query.principal().id())
        || !fits(query.resource().id())
        || !query.groups().stream().allMatch(IsAuthorizedRequests::fits)) {
      return Optional.of("an entity id is empty or longer than " + MAX_ENTITY_ID + " characters");
    }
    return Optional.empty();
  }

  private static boolean fits(String id) {
    return !id.isEmpty() && id.length() <= MAX_ENTITY_ID;
  }

  static IsAuthorizedRequest.Builder request(String policyStoreId, AuthorizationQuery query) {
    Map<String, AttributeValue> claims = claims(query);
    return IsAuthorizedRequest.builder()
        .policyStoreId(policyStoreId)
        .principal(identifier(query.principal()))
        .action(
            ActionIdentifier.builder()
                .actionType(query.action().type())
                .actionId(query.action().id())
                .build())
        .resource(identifier(query.resource()))
        .context(ContextDefinition.fromContextMap(claims))
        .entities(EntitiesDefinition.fromEntityList(List.of(principal(query, claims))));
  }

  private static EntityItem principal(
      AuthorizationQuery query, Map<String, AttributeValue> claims) {
    EntityItem.Builder principal = EntityItem.builder().identifier(identifier(query.principal()));
    String namespace = namespace(query.principal().type());
    // The anonymous principal has neither attributes nor parents.
    if (!query.principal().type().equals(namespace + "Anonymous")) {
      principal
          .attributes(claims)
          .parents(
              query.groups().stream()
                  .map(group -> identifier(new EntityUid(namespace + "Group", group)))
                  .toList());
    }
    return principal.build();
  }

  private static Map<String, AttributeValue> claims(AuthorizationQuery query) {
    Map<String, AttributeValue> claims = HashMap.newHashMap(2);
    claims.put(
        "groups",
        AttributeValue.fromSet(query.groups().stream().map(AttributeValue::fromString).toList()));
    query
        .tenantId()
        .ifPresent(tenant -> claims.put("tenant_id", AttributeValue.fromString(tenant)));
    return claims;
  }

  private static EntityIdentifier identifier(EntityUid uid) {
    return EntityIdentifier.builder().entityType(uid.type()).entityId(uid.id()).build();
  }

  /** {@code ApiRouter::} of {@code ApiRouter::User}. */
  private static String namespace(String type) {
    return type.substring(0, type.lastIndexOf("::") + 2);
  }
}
