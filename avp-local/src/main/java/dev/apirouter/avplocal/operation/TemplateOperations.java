package dev.apirouter.avplocal.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apirouter.avplocal.protocol.Input;
import dev.apirouter.avplocal.protocol.TextRule;
import dev.apirouter.avplocal.store.Contents;
import dev.apirouter.avplocal.store.Identifiers;
import dev.apirouter.avplocal.store.PolicyStore;
import dev.apirouter.avplocal.store.PolicyStores;
import dev.apirouter.avplocal.store.Statement;
import dev.apirouter.avplocal.store.StoredTemplate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The operations on policy templates. */
final class TemplateOperations {
  private final PolicyStores stores;

  TemplateOperations(PolicyStores stores) {
    this.stores = stores;
  }

  JsonNode list(Input input) {
    PolicyStore store = store(input);
    return Pages.page(
        input,
        "policyTemplates",
        List.copyOf(store.contents().templates().values()),
        StoredTemplate::sequence,
        template -> described(store, template));
  }

  JsonNode get(Input input) {
    PolicyStore store = store(input);
    StoredTemplate template = store.contents().template(templateId(input));
    return described(store, template).put("statement", template.statement().source());
  }

  JsonNode create(Input input) {
    PolicyStore store = store(input);
    UpdateRules.refuseName(input);
    Instant now = store.now();
    StoredTemplate template =
        new StoredTemplate(
            Identifiers.random(),
            store.nextSequence(),
            statement(input),
            input.optionalText("description", TextRule.DESCRIPTION),
            now,
            now);
    store.change(contents -> contents.with(template));
    return identity(store, template);
  }

  JsonNode update(Input input) {
    PolicyStore store = store(input);
    UpdateRules.refuseName(input);
    String id = templateId(input);
    Statement statement = statement(input);
    Optional<String> description = input.optionalText("description", TextRule.DESCRIPTION);
    Contents after =
        store.change(contents -> {
          StoredTemplate before = contents.template(id);
          UpdateRules.requireUpdate(before.statement(), statement);
          return contents.with(
              new StoredTemplate(
                  id, before.sequence(), statement, description, before.created(), store.now()));
        });
    return identity(store, after.template(id));
  }

  JsonNode delete(Input input) {
    PolicyStore store = store(input);
    String id = templateId(input);
    store.change(contents -> {
      contents.template(id);
      return contents.withoutTemplate(id);
    });
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode described(PolicyStore store, StoredTemplate template) {
    ObjectNode json = identity(store, template);
    template.description().ifPresent(text -> json.put("description", text));
    return json;
  }

  private static ObjectNode identity(PolicyStore store, StoredTemplate template) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("policyStoreId", store.id())
        .put("policyTemplateId", template.id())
        .put("createdDate", template.created().toString())
        .put("lastUpdatedDate", template.updated().toString());
  }

  private static Statement statement(Input input) {
    return Statement.ofTemplate(input.text("statement", TextRule.NON_EMPTY));
  }

  private PolicyStore store(Input input) {
    return stores.get(input.text("policyStoreId", TextRule.RESOURCE_ID));
  }

  private static String templateId(Input input) {
    return input.text("policyTemplateId", TextRule.RESOURCE_ID);
  }
}
