package dev.apirouter.smithy;

import static java.util.Comparator.comparing;

import dev.apirouter.authz.v1.ActionMap;
import dev.apirouter.authz.v1.Auth;
import dev.apirouter.authz.v1.Operation;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.smithy.model.node.ArrayNode;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.ObjectNode;

/**
 * Makes the Cedar schema of an action map, in Cedar's JSON form: what a policy may name, and what a
 * decision's request holds. Only strings, sets and records: Amazon Verified Permissions takes no
 * extension types.
 *
 * <p>{@code Anonymous} is a principal only of the operations that may be called without a token, so
 * a policy that would let it do more does not validate. Annotations of an action name the route
 * that leads to it, as {@code @cedar-policy/cedar-authorization} does.
 *
 * @see <a href="https://docs.cedarpolicy.com/schema/json-schema.html">Cedar schema, JSON form</a>
 */
public final class CedarSchemaGenerator {
  /** Common type of every request's context. */
  static final String CONTEXT_TYPE = "RequestContext";

  private static final ObjectNode EMPTY = Node.objectNode();
  static final ObjectNode STRING = type("String");
  static final ObjectNode STRINGS = type("Set").withMember("element", STRING);

  private CedarSchemaGenerator() {}

  /**
   * Makes the schema.
   *
   * @param map a valid action map
   * @return JSON, stable for equal maps, with a line break at the end
   */
  public static String generate(ActionMap map) {
    ObjectNode schema =
        Node.objectNodeBuilder()
            .withMember(
                "commonTypes",
                Node.objectNodeBuilder().withMember(CONTEXT_TYPE, principalFacts()).build())
            .withMember("entityTypes", entityTypes(map))
            .withMember("actions", actions(map))
            .build();
    return Node.prettyPrintJson(
            Node.objectNodeBuilder().withMember(map.getCedarNamespace(), schema).build(), "  ")
        + "\n";
  }

  private static ObjectNode entityTypes(ActionMap map) {
    Set<String> resourceTypes = new TreeSet<>();
    for (Operation operation : map.getOperationsList()) {
      if (operation.hasResource()) {
        resourceTypes.add(operation.getResource().getType());
      }
    }
    ObjectNode.Builder types =
        Node.objectNodeBuilder()
            .withMember("Anonymous", EMPTY)
            .withMember("Group", EMPTY)
            .withMember(
                "User",
                Node.objectNodeBuilder()
                    .withMember("memberOfTypes", Node.fromStrings("Group"))
                    .withMember("shape", principalFacts())
                    .build());
    resourceTypes.forEach(type -> types.withMember(type, EMPTY));
    return types.build();
  }

  /** What is known of the caller, as attributes of the principal and as the context. */
  static ObjectNode principalFacts() {
    return type("Record")
        .withMember(
            "attributes",
            Node.objectNodeBuilder()
                .withMember("groups", STRINGS.withMember("required", true))
                .withMember("tenant_id", STRING.withMember("required", false))
                .build());
  }

  private static ObjectNode actions(ActionMap map) {
    ObjectNode.Builder actions = Node.objectNodeBuilder();
    Set<String> groups = new TreeSet<>();
    for (Operation operation : map.getOperationsList()) {
      groups.addAll(operation.getActionGroupsList());
    }
    groups.forEach(group -> actions.withMember(group, EMPTY));
    map.getOperationsList().stream()
        .filter(operation -> !operation.getAction().isEmpty())
        .sorted(comparing(Operation::getAction))
        .forEach(operation -> actions.withMember(operation.getAction(), action(operation)));
    return actions.build();
  }

  private static ObjectNode action(Operation operation) {
    return Node.objectNodeBuilder()
        .withMember(
            "annotations",
            Node.objectNodeBuilder()
                .withMember("httpVerb", operation.getMethod())
                .withMember("httpPathTemplate", operation.getUri())
                .build())
        .withMember("memberOf", memberOf(operation.getActionGroupsList()))
        .withMember(
            "appliesTo",
            Node.objectNodeBuilder()
                .withMember(
                    "principalTypes",
                    operation.getAuth() == Auth.AUTH_OPTIONAL
                        ? Node.fromStrings("Anonymous", "User")
                        : Node.fromStrings("User"))
                .withMember("resourceTypes", Node.fromStrings(operation.getResource().getType()))
                .withMember("context", type(CONTEXT_TYPE))
                .build())
        .build();
  }

  private static ArrayNode memberOf(Collection<String> groups) {
    return groups.stream()
        .map(group -> Node.objectNodeBuilder().withMember("id", group).build())
        .collect(ArrayNode.collect());
  }

  static ObjectNode type(String name) {
    return Node.objectNodeBuilder().withMember("type", name).build();
  }
}
