package dev.apirouter.avplocal.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apirouter.avplocal.protocol.AvpException;
import dev.apirouter.avplocal.protocol.Input;
import dev.apirouter.avplocal.protocol.TextRule;
import dev.apirouter.avplocal.store.Contents;
import dev.apirouter.avplocal.store.Identifiers;
import dev.apirouter.avplocal.store.PolicyStore;
import dev.apirouter.avplocal.store.PolicyStores;
import dev.apirouter.avplocal.store.Statement;
import dev.apirouter.avplocal.store.StoredPolicy;
import dev.apirouter.avplocal.store.StoredPolicy.Definition;
import dev.apirouter.avplocal.store.StoredPolicy.TemplateLinked;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The operations on policies. */
final class PolicyOperations {
  /** The most policies of one BatchGetPolicy. */
  static final int MAX_BATCH = 100;

  private final PolicyStores stores;

  PolicyOperations(PolicyStores stores) {
    this.stores = stores;
  }

  JsonNode list(Input input) {
    PolicyStore store = store(input);
    Contents contents = store.contents();
    Predicate<StoredPolicy> filter =
        input
            .optionalStructure("filter")
            .map(structure -> PolicyFilter.read(structure, contents))
            .orElse(_ -> true);
    List<StoredPolicy> policies = contents.policies().values().stream().filter(filter).toList();
    return Pages.page(
        input,
        "policies",
        policies,
        StoredPolicy::sequence,
        policy -> PolicyJson.item(store, contents, policy));
  }

  JsonNode get(Input input) {
    PolicyStore store = store(input);
    Contents contents = store.contents();
    return PolicyJson.detail(store, contents, contents.policy(policyId(input)));
  }

  JsonNode batchGet(Input input) {
    List<Input> requests = input.structures("requests");
    if (requests.isEmpty() || requests.size() > MAX_BATCH) {
      throw AvpException.validation(
          "'requests' must have from 1 to %d members, not %d"
              .formatted(MAX_BATCH, requests.size()));
    }
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    ArrayNode results = output.putArray("results");
    ArrayNode errors = output.putArray("errors");
    for (Input request : requests) {
      String storeId = request.text("policyStoreId", TextRule.RESOURCE_ID);
      String policyId = policyId(request);
      Optional<PolicyStore> store = stores.find(storeId);
      Optional<StoredPolicy> policy =
          store.flatMap(found -> Optional.ofNullable(found.contents().policies().get(policyId)));
      if (store.isPresent() && policy.isPresent()) {
        results.add(PolicyJson.batchItem(store.get(), policy.get()));
      } else {
        errors
            .addObject()
            .put("code", store.isPresent() ? "POLICY_NOT_FOUND" : "POLICY_STORE_NOT_FOUND")
            .put("policyStoreId", storeId)
            .put("policyId", policyId)
            .put(
                "message",
                store.isPresent()
                    ? "Policy '%s' does not exist".formatted(policyId)
                    : "Policy store '%s' does not exist".formatted(storeId));
      }
    }
    return output;
  }

  JsonNode create(Input input) {
    PolicyStore store = store(input);
    UpdateRules.refuseName(input);
    Definition definition = definition(input.structure("definition"));
    if (definition instanceof TemplateLinked linked) {
      store.contents().template(linked.templateId());
    }
    Instant now = store.now();
    StoredPolicy policy =
        new StoredPolicy(Identifiers.random(), store.nextSequence(), definition, now, now);
    Contents after = store.change(contents -> contents.with(policy));
    return PolicyJson.head(store, after, policy);
  }

  JsonNode update(Input input) {
    PolicyStore store = store(input);
    UpdateRules.refuseName(input);
    String id = policyId(input);
    Input union = input.structure("definition");
    union.union(List.of("static"));
    StoredPolicy.Static changed = staticDefinition(union.structure("static"));
    Contents after =
        store.change(contents -> contents.with(updated(contents.policy(id), changed, store.now())));
    return PolicyJson.head(store, after, after.policy(id));
  }

  JsonNode delete(Input input) {
    PolicyStore store = store(input);
    String id = policyId(input);
    store.change(contents -> contents.withoutPolicy(id));
    return JsonNodeFactory.instance.objectNode();
  }

  private static StoredPolicy updated(
      StoredPolicy before, StoredPolicy.Static changed, Instant now) {
    if (!(before.definition() instanceof StoredPolicy.Static own)) {
      throw AvpException.validation(
          "Invalid input: policy '%s' is template-linked: update its template"
              .formatted(before.id()));
    }
    UpdateRules.requireUpdate(own.statement(), changed.statement());
    return new StoredPolicy(before.id(), before.sequence(), changed, before.created(), now);
  }

  private static Definition definition(Input union) {
    return switch (union.union(List.of("static", "templateLinked"))) {
      case "static" -> staticDefinition(union.structure("static"));
      default -> {
        Input linked = union.structure("templateLinked");
        yield new TemplateLinked(
            linked.text("policyTemplateId", TextRule.RESOURCE_ID),
            linked.optionalStructure("principal").map(References::entity),
            linked.optionalStructure("resource").map(References::entity));
      }
    };
  }

  private static StoredPolicy.Static staticDefinition(Input definition) {
    return new StoredPolicy.Static(
        Statement.ofPolicy(definition.text("statement", TextRule.NON_EMPTY)),
        definition.optionalText("description", TextRule.DESCRIPTION));
  }

  private PolicyStore store(Input input) {
    return stores.get(input.text("policyStoreId", TextRule.RESOURCE_ID));
  }

  private static String policyId(Input input) {
    return input.text("policyId", TextRule.RESOURCE_ID);
  }
}
