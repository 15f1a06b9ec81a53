package dev.apirouter.avplocal.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a policy's scope says of the principal, the action or the resource.
 *
 * @param json Cedar's JSON form; equal when the scopes are
 */
record Scope(JsonNode json) {
  /** Whether it says anything. */
  boolean isConstrained() {
    return !json.path("op").asText().equals("All");
  }

  /** Whether a template leaves the entity open. */
  boolean hasSlot() {
    return json.has("slot") || json.path("in").has("slot");
  }

  /** The entity of {@code ==}, {@code in} or {@code is … in}. */
  Optional<EntityReference> entity() {
    return entities().size() == 1 ? Optional.of(entities().getFirst()) : Optional.empty();
  }

  /** The entities that are named. */
  List<EntityReference> entities() {
    List<EntityReference> found = new ArrayList<>();
    for (JsonNode node : List.of(json.path("entity"), json.path("in").path("entity"))) {
      if (!node.isMissingNode()) {
        found.add(EntityReference.ofCedarJson(node));
      }
    }
    json.path("entities").forEach(node -> found.add(EntityReference.ofCedarJson(node)));
    return found;
  }
}
