package dev.apirouter.avplocal.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apirouter.avplocal.protocol.AvpException;
import dev.apirouter.avplocal.protocol.AvpException.ResourceType;
import dev.apirouter.avplocal.protocol.Input;
import dev.apirouter.avplocal.protocol.TextRule;
import dev.apirouter.avplocal.store.Contents;
import dev.apirouter.avplocal.store.Identifiers;
import dev.apirouter.avplocal.store.PolicyStore;
import dev.apirouter.avplocal.store.PolicyStores;
import dev.apirouter.avplocal.store.StoredSchema;
import java.util.List;

/** The operations on policy stores and their schemas. */
final class StoreOperations {
  private enum ValidationMode {
    OFF,
    STRICT
  }

  private static final String ARN = "arn:aws:verifiedpermissions::123456789012:policy-store/";

  private final PolicyStores stores;

  StoreOperations(PolicyStores stores) {
    this.stores = stores;
  }

  JsonNode list(Input input) {
    return Pages.page(
        input, "policyStores", stores.all(), PolicyStore::sequence, StoreOperations::described);
  }

  JsonNode get(Input input) {
    PolicyStore store = store(input);
    ObjectNode json = described(store);
    json.putObject("validationSettings")
        .put(
            "mode",
            (store.contents().strict() ? ValidationMode.STRICT : ValidationMode.OFF).name());
    return json.put("deletionProtection", "DISABLED").put("cedarVersion", "CEDAR_4");
  }

  JsonNode create(Input input) {
    ValidationMode mode =
        input.structure("validationSettings").constant("mode", ValidationMode.class);
    PolicyStore store =
        stores.create(
            Identifiers.random(),
            mode == ValidationMode.STRICT,
            input.optionalText("description", TextRule.DESCRIPTION));
    return identity(store);
  }

  JsonNode delete(Input input) {
    stores.delete(input.text("policyStoreId", TextRule.RESOURCE_ID));
    return JsonNodeFactory.instance.objectNode();
  }

  JsonNode getSchema(Input input) {
    PolicyStore store = store(input);
    StoredSchema schema = schema(store, store.contents());
    return dated(store, schema).put("schema", schema.json());
  }

  JsonNode putSchema(Input input) {
    PolicyStore store = store(input);
    Input union = input.structure("definition");
    union.union(List.of("cedarJson"));
    StoredSchema schema =
        StoredSchema.parse(union.text("cedarJson", TextRule.NON_EMPTY), store.now());
    Contents after = store.change(contents -> contents.with(schema));
    return dated(store, schema(store, after));
  }

  private static ObjectNode dated(PolicyStore store, StoredSchema schema) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("policyStoreId", store.id())
            .put("createdDate", schema.created().toString())
            .put("lastUpdatedDate", schema.updated().toString());
    json.putArray("namespaces").add(schema.namespace());
    return json;
  }

  private static StoredSchema schema(PolicyStore store, Contents contents) {
    return contents
        .schema()
        .orElseThrow(() -> AvpException.notFound(ResourceType.SCHEMA, store.id()));
  }

  private static ObjectNode described(PolicyStore store) {
    ObjectNode json = identity(store);
    store.description().ifPresent(text -> json.put("description", text));
    return json;
  }

  private static ObjectNode identity(PolicyStore store) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("policyStoreId", store.id())
        .put("arn", ARN + store.id())
        .put("createdDate", store.created().toString())
        .put("lastUpdatedDate", store.updated().toString());
  }

  private PolicyStore store(Input input) {
    return stores.get(input.text("policyStoreId", TextRule.RESOURCE_ID));
  }
}
