package dev.apirouter.authz.engine.cedar;

import com.cedarpolicy.CedarJson;
import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apirouter.authz.engine.EntityUid;
import java.util.Optional;
import java.util.Set;

/**
 * A policy template. A policy is made of it in <a
 * href="https://docs.cedarpolicy.com/policies/json-format.html">Cedar's JSON form</a>, where an
 * entity's id is a JSON string: whatever stands in an id, it cannot become policy text.
 */
final class PolicyTemplate {
  private final JsonNode json;

  private PolicyTemplate(JsonNode json) {
    this.json = json;
  }

  /**
   * Parses a template.
   *
   * @throws InternalException when it is no template
   */
  static PolicyTemplate parse(String id, String text) throws InternalException {
    PolicySet set = new PolicySet(Set.of(), Set.of(new Policy(text, id)));
    try {
      return new PolicyTemplate(
          CedarJson.objectReader().readTree(set.toJson()).path("templates").path(id));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cedar returned a template that is not JSON", e);
    }
  }

  /**
   * The text of the policy that has these entities in the template's slots.
   *
   * @throws IllegalArgumentException when a slot stays empty, or an entity has no slot
   * @throws InternalException when Cedar refuses the policy, e.g. for an entity type that is none
   */
  String link(String policyId, PolicyTexts.Link link) throws InternalException {
    ObjectNode policy = json.deepCopy();
    fill(policy, "principal", link.principal());
    fill(policy, "resource", link.resource());
    return Policy.fromJson(policyId, policy.toString()).getSource();
  }

  private static void fill(ObjectNode policy, String variable, Optional<EntityUid> entity) {
    // {"op": "==", "slot": "?principal"}, or {"op": "is", …, "in": {"slot": "?principal"}}
    JsonNode constraint = policy.path(variable);
    JsonNode holder = constraint.has("in") ? constraint.path("in") : constraint;
    if (holder.has("slot") != entity.isPresent()) {
      throw new IllegalArgumentException(
          entity.isPresent()
              ? "there is a " + variable + ", but the template has no slot ?" + variable
              : "the template's slot ?" + variable + " has no entity");
    }
    if (entity.isPresent() && holder instanceof ObjectNode slotted) {
      slotted.remove("slot");
      slotted.putObject("entity").put("type", entity.get().type()).put("id", entity.get().id());
    }
  }
}
