package dev.apirouter.avplocal.store;

import com.cedarpolicy.CedarJson;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.value.EntityUID;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import dev.apirouter.avplocal.protocol.AvpException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A store's schema.
 *
 * @param json its text, as it was given
 * @param actions all actions with their groups, as entities
 */
public record StoredSchema(
    String json,
    String namespace,
    Schema cedar,
    Set<Entity> actions,
    Instant created,
    Instant updated) {
  /** The most bytes of a schema: "Schema size" among the service's quotas. */
  public static final int MAX_BYTES = 100_000;

  private static final Logger LOGGER = Logger.getLogger(StoredSchema.class.getName());
  private static final Set<String> RESERVED = Set.of("aws", "amazon", "cedar");
  private static final Set<String> EXTENSIONS = Set.of("ipaddr", "decimal", "datetime", "duration");

  /**
   * Parses a schema in Cedar's JSON form.
   *
   * @throws AvpException when Cedar refuses it, or the service would: it is too long, has not
   *     exactly one namespace, an empty or reserved one, an empty key or an extension type
   */
  public static StoredSchema parse(String json, Instant now) {
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw AvpException.validation(
          "The schema has %d bytes, more than %d".formatted(bytes, MAX_BYTES));
    }
    try {
      JsonNode tree =
          CedarJson.objectReader()
              .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
              .readTree(json);
      String namespace = namespace(tree);
      refuseNamesAndTypes(tree.path(namespace), namespace);
      Schema schema = Schema.parse(Schema.JsonOrCedar.Json, json);
      cache(schema);
      return new StoredSchema(json, namespace, schema, actions(tree, namespace), now, now);
    } catch (JsonProcessingException e) {
      throw AvpException.validation("The schema is not JSON: " + e.getOriginalMessage());
    } catch (InternalException e) {
      throw AvpException.validation("The schema is not valid: " + CedarText.of(e));
    }
  }

  private static String namespace(JsonNode tree) {
    List<String> namespaces = new ArrayList<>();
    tree.fieldNames().forEachRemaining(namespaces::add);
    if (namespaces.size() != 1) {
      throw AvpException.validation(
          "The schema has the namespaces %s, expected exactly one".formatted(namespaces));
    }
    String namespace = namespaces.getFirst();
    if (namespace.isEmpty()) {
      throw AvpException.validation("The schema's namespace must not be empty");
    }
    for (String part : namespace.split("::", -1)) {
      if (RESERVED.contains(part)) {
        throw AvpException.validation(
            "The schema's namespace '%s' includes the reserved word '%s'"
                .formatted(namespace, part));
      }
    }
    return namespace;
  }

  /* Annotations are free text; everything else has names for keys. */
  private static void refuseNamesAndTypes(JsonNode node, String path) {
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String at = path + "/" + member.getKey();
      if (member.getKey().isEmpty()) {
        throw AvpException.validation("The schema has an empty key at '%s'".formatted(path));
      }
      if (!member.getKey().equals("annotations")) {
        refuseNamesAndTypes(member.getValue(), at);
      }
    }
    String type = node.path("type").asText();
    String name = node.path("name").asText();
    boolean named = type.equals("Extension") || type.equals("EntityOrCommon");
    if (named && EXTENSIONS.contains(name.replace("__cedar::", ""))) {
      throw AvpException.validation(
          "The schema has the extension type '%s' at '%s': not supported".formatted(name, path));
    }
    if (EXTENSIONS.contains(type.replace("__cedar::", ""))) {
      throw AvpException.validation(
          "The schema has the extension type '%s' at '%s': not supported".formatted(type, path));
    }
  }

  private static Set<Entity> actions(JsonNode tree, String namespace) {
    Set<Entity> actions = new HashSet<>();
    for (Map.Entry<String, JsonNode> action : tree.path(namespace).path("actions").properties()) {
      Set<EntityUID> groups = new HashSet<>();
      for (JsonNode group : action.getValue().path("memberOf")) {
        String type = group.path("type").asText("Action");
        String qualified = type.contains("::") ? type : namespace + "::" + type;
        groups.add(new EntityReference(qualified, group.path("id").asText()).euid());
      }
      EntityUID uid = new EntityReference(namespace + "::Action", action.getKey()).euid();
      actions.add(new Entity(uid, groups));
    }
    return Set.copyOf(actions);
  }

  /* Without it Cedar parses the schema on each call: right, only slower. */
  private static void cache(Schema schema) {
    try {
      schema.cache();
    } catch (CacheException e) {
      LOGGER.log(Level.WARNING, "the schema is not cached; decisions are slow", e);
    }
  }

  StoredSchema withCreated(Instant before) {
    return new StoredSchema(json, namespace, cedar, actions, before, updated);
  }
}
