package dev.apirouter.avplocal.operation;

import com.cedarpolicy.CedarJson;
import com.cedarpolicy.model.entity.Entities;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.value.Value;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.apirouter.avplocal.protocol.AvpException;
import java.util.Map;
import java.util.Set;

/** Reads entities and contexts in Cedar's own JSON form. */
final class CedarJsonValues {
  private CedarJsonValues() {}

  static Set<Entity> entities(String json) {
    try {
      refuseExtensionTypes(json);
      return Entities.parse(json).getEntities();
    } catch (JsonProcessingException e) {
      throw AvpException.validation("Invalid input: entities.cedarJson: " + e.getOriginalMessage());
    } catch (IllegalArgumentException | NullPointerException e) {
      // cedar-java's deserializer throws these for members that are missing or reserved.
      throw AvpException.validation("Invalid input: entities.cedarJson is not a list of entities");
    }
  }

  static Map<String, Value> context(String json) {
    try {
      refuseExtensionTypes(json);
      return CedarJson.objectReader()
          .forType(new TypeReference<Map<String, Value>>() {})
          .readValue(json);
    } catch (JsonProcessingException e) {
      throw AvpException.validation("Invalid input: context.cedarJson: " + e.getOriginalMessage());
    } catch (IllegalArgumentException | NullPointerException e) {
      // cedar-java's deserializer throws these for members that are missing or reserved.
      throw AvpException.validation("Invalid input: context.cedarJson is not a record");
    }
  }

  private static void refuseExtensionTypes(String json) throws JsonProcessingException {
    if (!CedarJson.objectReader().readTree(json).findValues("__extn").isEmpty()) {
      throw AvpException.validation("Invalid input: extension types are not supported");
    }
  }
}
