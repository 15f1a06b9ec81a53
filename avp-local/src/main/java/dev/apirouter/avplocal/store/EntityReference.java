package dev.apirouter.avplocal.store;

import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apirouter.avplocal.protocol.AvpException;

/** An entity's type and id. */
public record EntityReference(String type, String id) {
  /** From Cedar's JSON form {@code {"type": …, "id": …}}. */
  static EntityReference ofCedarJson(JsonNode json) {
    return new EntityReference(json.path("type").asText(), json.path("id").asText());
  }

  /** As Cedar takes it. */
  public EntityUID euid() {
    return EntityTypeName.parse(type)
        .map(name -> new EntityUID(name, id))
        .orElseThrow(() -> AvpException.validation("'" + type + "' is not an entity type"));
  }

  /** As an EntityIdentifier of the API. */
  public ObjectNode entityIdentifier() {
    return JsonNodeFactory.instance.objectNode().put("entityType", type).put("entityId", id);
  }

  /** As an ActionIdentifier of the API. */
  public ObjectNode actionIdentifier() {
    return JsonNodeFactory.instance.objectNode().put("actionType", type).put("actionId", id);
  }
}
