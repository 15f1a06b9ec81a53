package dev.apirouter.avplocal.operation;

import dev.apirouter.avplocal.protocol.Input;
import dev.apirouter.avplocal.protocol.TextRule;
import dev.apirouter.avplocal.store.EntityReference;

/** Reads the API's EntityIdentifier and ActionIdentifier. */
final class References {
  private References() {}

  static EntityReference entity(Input identifier) {
    return new EntityReference(
        identifier.text("entityType", TextRule.ENTITY_TYPE),
        identifier.text("entityId", TextRule.ENTITY_ID));
  }

  static EntityReference action(Input identifier) {
    return new EntityReference(
        identifier.text("actionType", TextRule.ACTION_TYPE),
        identifier.text("actionId", TextRule.ACTION_ID));
  }
}
