package dev.apirouter.authzlib.avp;

import dev.apirouter.authzlib.AttributeValue.Entity;
import dev.apirouter.authzlib.AttributeValue.Flag;
import dev.apirouter.authzlib.AttributeValue.ManyOf;
import dev.apirouter.authzlib.AttributeValue.Members;
import dev.apirouter.authzlib.AttributeValue.Text;
import dev.apirouter.authzlib.AttributeValue.WholeNumber;
import dev.apirouter.authzlib.FineGrainedQuery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.verifiedpermissions.model.ActionIdentifier;
import software.amazon.awssdk.services.verifiedpermissions.model.AttributeValue;
import software.amazon.awssdk.services.verifiedpermissions.model.ContextDefinition;
import software.amazon.awssdk.services.verifiedpermissions.model.EntitiesDefinition;
import software.amazon.awssdk.services.verifiedpermissions.model.EntityIdentifier;
import software.amazon.awssdk.services.verifiedpermissions.model.EntityItem;
import software.amazon.awssdk.services.verifiedpermissions.model.IsAuthorizedRequest;

/** Queries in the words of the API of Amazon Verified Permissions. */
final class IsAuthorizedRequests {
  private IsAuthorizedRequests() {}

  static IsAuthorizedRequest.Builder of(FineGrainedQuery query) {
    EntityIdentifier principal = entity(query, "User", query.principal().sub());
    EntityIdentifier resource = entity(query, query.resource().type(), query.resource().id());
    Map<String, AttributeValue> facts = new HashMap<>();
    facts.put(
        "groups",
        attribute(query, dev.apirouter.authzlib.AttributeValue.ofAll(query.principal().groups())));
    query
        .principal()
        .tenantId()
        .ifPresent(tenant -> facts.put("tenant_id", AttributeValue.fromString(tenant)));
    return IsAuthorizedRequest.builder()
        .principal(principal)
        .action(
            ActionIdentifier.builder()
                .actionType(query.qualified("Action"))
                .actionId(query.action())
                .build())
        .resource(resource)
        .context(ContextDefinition.fromContextMap(attributes(query, query.context())))
        .entities(
            EntitiesDefinition.fromEntityList(
                List.of(
                    EntityItem.builder()
                        .identifier(principal)
                        .attributes(facts)
                        .parents(
                            query.principal().groups().stream()
                                .map(group -> entity(query, "Group", group))
                                .toList())
                        .build(),
                    EntityItem.builder()
                        .identifier(resource)
                        .attributes(attributes(query, query.resource().attributes()))
                        .build())));
  }

  private static Map<String, AttributeValue> attributes(
      FineGrainedQuery query, Map<String, dev.apirouter.authzlib.AttributeValue> values) {
    Map<String, AttributeValue> attributes = new HashMap<>();
    values.forEach((name, value) -> attributes.put(name, attribute(query, value)));
    return attributes;
  }

  private static AttributeValue attribute(
      FineGrainedQuery query, dev.apirouter.authzlib.AttributeValue value) {
    return switch (value) {
      case Text(String text) -> AttributeValue.fromString(text);
      case WholeNumber(long number) -> AttributeValue.fromLongValue(number);
      case Flag(boolean flag) -> AttributeValue.fromBooleanValue(flag);
      case Entity(String type, String id) ->
          AttributeValue.fromEntityIdentifier(entity(query, type, id));
      case ManyOf(List<dev.apirouter.authzlib.AttributeValue> many) ->
          AttributeValue.fromSet(many.stream().map(one -> attribute(query, one)).toList());
      case Members(Map<String, dev.apirouter.authzlib.AttributeValue> members) ->
          AttributeValue.fromRecord(attributes(query, members));
    };
  }

  private static EntityIdentifier entity(FineGrainedQuery query, String type, String id) {
    return EntityIdentifier.builder().entityType(query.qualified(type)).entityId(id).build();
  }
}
