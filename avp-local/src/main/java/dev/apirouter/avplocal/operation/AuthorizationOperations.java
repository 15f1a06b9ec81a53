package dev.apirouter.avplocal.operation;

import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.Value;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apirouter.avplocal.protocol.AvpException;
import dev.apirouter.avplocal.protocol.Input;
import dev.apirouter.avplocal.protocol.TextRule;
import dev.apirouter.avplocal.store.Decider;
import dev.apirouter.avplocal.store.Decider.Decision;
import dev.apirouter.avplocal.store.Decider.Request;
import dev.apirouter.avplocal.store.PolicyStore;
import dev.apirouter.avplocal.store.PolicyStores;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** IsAuthorized and BatchIsAuthorized. */
final class AuthorizationOperations {
  /** The most requests of a batch. */
  static final int MAX_BATCH = 30;

  private final PolicyStores stores;

  AuthorizationOperations(PolicyStores stores) {
    this.stores = stores;
  }

  JsonNode isAuthorized(Input input) {
    PolicyStore store = stores.get(input.text("policyStoreId", TextRule.RESOURCE_ID));
    return answer(Decider.decide(store, request(input), entities(input)));
  }

  JsonNode batchIsAuthorized(Input input) {
    PolicyStore store = stores.get(input.text("policyStoreId", TextRule.RESOURCE_ID));
    List<Input> items = input.structures("requests");
    if (items.isEmpty() || items.size() > MAX_BATCH) {
      throw AvpException.validation(
          "'requests' must have from 1 to %d members, not %d".formatted(MAX_BATCH, items.size()));
    }
    List<Request> requests = items.stream().map(AuthorizationOperations::request).toList();
    if (differ(requests, Request::principal) && differ(requests, Request::resource)) {
      throw AvpException.validation(
          "All requests of a batch must have the same principal or the same resource");
    }
    Set<Entity> entities = entities(input);
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    ArrayNode results = output.putArray("results");
    for (int i = 0; i < items.size(); i++) {
      ObjectNode result = answer(Decider.decide(store, requests.get(i), entities));
      results.add(result.set("request", items.get(i).json()));
    }
    return output;
  }

  private static boolean differ(List<Request> requests, Function<Request, ?> part) {
    return requests.stream().map(part).distinct().count() > 1;
  }

  private static Request request(Input input) {
    return new Request(
        References.entity(input.structure("principal")),
        References.action(input.structure("action")),
        References.entity(input.structure("resource")),
        input
            .optionalStructure("context")
            .map(AuthorizationOperations::context)
            .orElseGet(Map::<String, Value>of));
  }

  private static Map<String, Value> context(Input union) {
    return switch (union.union(List.of("contextMap", "cedarJson"))) {
      case "contextMap" -> AttributeValues.map(union.structure("contextMap"));
      default -> CedarJsonValues.context(union.text("cedarJson", TextRule.NON_EMPTY));
    };
  }

  private static Set<Entity> entities(Input input) {
    Set<Entity> entities =
        input
            .optionalStructure("entities")
            .map(union ->
                switch (union.union(List.of("entityList", "cedarJson"))) {
                  case "entityList" -> entityList(union.structures("entityList"));
                  default -> CedarJsonValues.entities(union.text("cedarJson", TextRule.NON_EMPTY));
                })
            .orElseGet(Set::<Entity>of);
    Set<EntityUID> seen = new HashSet<>();
    for (Entity entity : entities) {
      if (entity.getEUID().getType().getBaseName().equals("Action")) {
        throw AvpException.validation(
            "Invalid input: entities must not have the action %s: specify actions in the schema"
                .formatted(entity.getEUID()));
      }
      if (!seen.add(entity.getEUID())) {
        throw AvpException.validation(
            "Invalid input: duplicate entity %s".formatted(entity.getEUID()));
      }
    }
    return entities;
  }

  private static Set<Entity> entityList(List<Input> items) {
    Set<Entity> entities = new HashSet<>();
    for (Input item : items) {
      Set<EntityUID> parents = new HashSet<>();
      item.structures("parents").forEach(parent -> parents.add(References.entity(parent).euid()));
      entities.add(
          new Entity(
              References.entity(item.structure("identifier")).euid(),
              values(item, "attributes"),
              parents,
              values(item, "tags")));
    }
    return entities;
  }

  private static Map<String, Value> values(Input item, String member) {
    return item.optionalStructure(member).map(AttributeValues::map).orElseGet(Map::of);
  }

  private static ObjectNode answer(Decision decision) {
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    output.put("decision", decision.allowed() ? "ALLOW" : "DENY");
    ArrayNode policies = output.putArray("determiningPolicies");
    decision.policies().forEach(id -> policies.addObject().put("policyId", id));
    ArrayNode errors = output.putArray("errors");
    decision.errors().forEach(error -> errors.addObject().put("errorDescription", error));
    return output;
  }
}
