package dev.apirouter.authzlib;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The actions that a service may check itself, as the model's action map has them. */
public final class FineGrainedActions {
  private static final JsonFactory JSON = new JsonFactory();

  private final String namespace;
  private final Map<String, String> resourceTypes;
  private final Set<String> coarse;

  private FineGrainedActions(
      String namespace, Map<String, String> resourceTypes, Set<String> coarse) {
    this.namespace = namespace;
    this.resourceTypes = Collections.unmodifiableMap(resourceTypes);
    this.coarse = Set.copyOf(coarse);
  }

  /**
   * Reads the build's {@code action-map.json}.
   *
   * @throws IOException when it cannot be read, or is no action map
   */
  public static FineGrainedActions read(Path actionMap) throws IOException {
    try (InputStream in = Files.newInputStream(actionMap)) {
      return read(in);
    } catch (IOException e) {
      throw new IOException(actionMap + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the build's {@code action-map.json}.
   *
   * @param actionMap is not closed
   * @throws IOException when it cannot be read, or is no action map
   */
  public static FineGrainedActions read(InputStream actionMap) throws IOException {
    String namespace = "";
    Map<String, String> fineGrained = new TreeMap<>();
    Set<String> coarse = new HashSet<>();
    try (JsonParser json =
        JSON.createParser(actionMap).disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)) {
      expect(json.nextToken(), JsonToken.START_OBJECT, json);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String member = json.currentName();
        JsonToken value = json.nextToken();
        if (member.equals("cedarNamespace")) {
          namespace = json.getValueAsString("");
        } else if (member.equals("operations")) {
          expect(value, JsonToken.START_ARRAY, json);
          while (json.nextToken() == JsonToken.START_OBJECT) {
            Operation operation = Operation.read(json);
            if (operation.fineGrained) {
              fineGrained.put(operation.action, operation.resourceType);
            } else if (!operation.action.isEmpty()) {
              coarse.add(operation.action);
            }
          }
        } else {
          json.skipChildren();
        }
      }
    }
    if (namespace.isEmpty()) {
      throw new IOException("no action map: it has no cedarNamespace");
    }
    return new FineGrainedActions(namespace, fineGrained, coarse);
  }

  /** The platform's Cedar namespace. */
  String namespace() {
    return namespace;
  }

  /** Ids of the actions, e.g. {@code commercial:UpdateOrder}. */
  public Set<String> ids() {
    return resourceTypes.keySet();
  }

  /** Refuses every action but fine-grained ones, and every resource of another type. */
  void require(String action, ResourceEntity resource) {
    String type = resourceTypes.get(action);
    if (type == null) {
      if (coarse.contains(action)) {
        throw new CoarseActionException(action, ids());
      }
      throw new IllegalArgumentException(
          "no operation of the model has the action %s; fine-grained ones are %s"
              .formatted(action, ids()));
    }
    if (!type.equals(resource.type())) {
      throw new IllegalArgumentException(
          "action %s acts on a resource of type %s, not %s"
              .formatted(action, type, resource.type()));
    }
  }

  private static void expect(JsonToken actual, JsonToken expected, JsonParser json)
      throws IOException {
    if (actual != expected) {
      throw new IOException(
          "no action map: %s in line %d, expected %s"
              .formatted(actual, json.currentLocation().getLineNr(), expected));
    }
  }

  private static final class Operation {
    private String action = "";
    private String resourceType = "";
    private boolean fineGrained;

    static Operation read(JsonParser json) throws IOException {
      Operation operation = new Operation();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String member = json.currentName();
        JsonToken value = json.nextToken();
        switch (member) {
          case "action" -> operation.action = json.getValueAsString("");
          case "fineGrained" -> operation.fineGrained = value == JsonToken.VALUE_TRUE;
          case "resource" -> operation.resourceType = resourceType(json, value);
          default -> json.skipChildren();
        }
      }
      return operation;
    }

    private static String resourceType(JsonParser json, JsonToken value) throws IOException {
      expect(value, JsonToken.START_OBJECT, json);
      String type = "";
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isType = json.currentName().equals("type");
        json.nextToken();
        if (isType) {
          type = json.getValueAsString("");
        } else {
          json.skipChildren();
        }
      }
      return type;
    }
  }
}
