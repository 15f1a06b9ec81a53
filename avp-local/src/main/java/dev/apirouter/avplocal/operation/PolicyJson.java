package dev.apirouter.avplocal.operation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apirouter.avplocal.store.Contents;
import dev.apirouter.avplocal.store.EntityReference;
import dev.apirouter.avplocal.store.PolicyStore;
import dev.apirouter.avplocal.store.StoredPolicy;
import java.util.List;

/** A policy in the API's output structures. */
final class PolicyJson {
  private PolicyJson() {}

  /** What creating or changing a policy answers: all but its definition. */
  static ObjectNode head(PolicyStore store, Contents contents, StoredPolicy policy) {
    ObjectNode json = identity(store, policy);
    contents
        .principal(policy)
        .ifPresent(entity -> json.set("principal", entity.entityIdentifier()));
    contents.resource(policy).ifPresent(entity -> json.set("resource", entity.entityIdentifier()));
    List<EntityReference> actions = contents.actions(policy);
    if (!actions.isEmpty()) {
      ArrayNode list = json.putArray("actions");
      actions.forEach(action -> list.add(action.actionIdentifier()));
    }
    json.put("effect", contents.effect(policy));
    return json;
  }

  /** GetPolicy's output. */
  static ObjectNode detail(PolicyStore store, Contents contents, StoredPolicy policy) {
    return head(store, contents, policy).set("definition", definition(policy, true));
  }

  /** One of ListPolicies' output: without the statement. */
  static ObjectNode item(PolicyStore store, Contents contents, StoredPolicy policy) {
    return head(store, contents, policy).set("definition", definition(policy, false));
  }

  /** One of BatchGetPolicy's output: without what the scope says. */
  static ObjectNode batchItem(PolicyStore store, StoredPolicy policy) {
    return identity(store, policy).set("definition", definition(policy, true));
  }

  private static ObjectNode identity(PolicyStore store, StoredPolicy policy) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("policyStoreId", store.id())
        .put("policyId", policy.id())
        .put(
            "policyType",
            policy.definition() instanceof StoredPolicy.Static ? "STATIC" : "TEMPLATE_LINKED")
        .put("createdDate", policy.created().toString())
        .put("lastUpdatedDate", policy.updated().toString());
  }

  private static ObjectNode definition(StoredPolicy policy, boolean withStatement) {
    ObjectNode union = JsonNodeFactory.instance.objectNode();
    switch (policy.definition()) {
      case StoredPolicy.Static own -> {
        ObjectNode json = union.putObject("static");
        own.description().ifPresent(text -> json.put("description", text));
        if (withStatement) {
          json.put("statement", own.statement().source());
        }
      }
      case StoredPolicy.TemplateLinked linked -> {
        ObjectNode json = union.putObject("templateLinked");
        json.put("policyTemplateId", linked.templateId());
        linked.principal().ifPresent(entity -> json.set("principal", entity.entityIdentifier()));
        linked.resource().ifPresent(entity -> json.set("resource", entity.entityIdentifier()));
      }
    }
    return union;
  }
}
