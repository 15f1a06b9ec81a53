package dev.apirouter.authz.engine.cedar;

import com.cedarpolicy.model.schema.Schema;
import com.fasterxml.jackson.databind.JsonNode;
import dev.apirouter.authz.engine.EntityUid;
import dev.apirouter.cedar.PolicySchema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A Cedar schema of one namespace, as far as requests and slices need it: the actions with their
 * groups and the types they apply to, and which entity type can stand below which.
 */
final class CedarSchema {
  private final Schema schema;
  private final String namespace;
  private final Map<EntityUid, Set<EntityUid>> actionGroups;
  private final Map<String, Set<String>> ancestorTypes;
  private final Set<RequestKind> requestKinds;

  private CedarSchema(Schema schema, String namespace, JsonNode declarations) {
    this.schema = schema;
    this.namespace = namespace;
    JsonNode actions = declarations.path("actions");
    JsonNode entityTypes = declarations.path("entityTypes");

    Map<EntityUid, Set<EntityUid>> directGroups = new LinkedHashMap<>();
    Set<RequestKind> kinds = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> action : actions.properties()) {
      EntityUid uid = new EntityUid(namespace + "::Action", action.getKey());
      Set<EntityUid> groups = new LinkedHashSet<>();
      for (JsonNode group : action.getValue().path("memberOf")) {
        String type = group.path("type").asText("Action");
        groups.add(new EntityUid(qualified(type), group.path("id").asText()));
      }
      directGroups.put(uid, groups);
      JsonNode appliesTo = action.getValue().path("appliesTo");
      for (JsonNode principal : appliesTo.path("principalTypes")) {
        for (JsonNode resource : appliesTo.path("resourceTypes")) {
          kinds.add(
              new RequestKind(uid, qualified(principal.asText()), qualified(resource.asText())));
        }
      }
    }
    this.actionGroups = closure(directGroups);
    this.requestKinds = kinds;

    Map<String, Set<String>> directAncestors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> type : entityTypes.properties()) {
      Set<String> ancestors = new LinkedHashSet<>();
      type.getValue().path("memberOfTypes").forEach(t -> ancestors.add(qualified(t.asText())));
      directAncestors.put(qualified(type.getKey()), ancestors);
    }
    this.ancestorTypes = closure(directAncestors);
  }

  /** The schema, as far as slicing needs it. */
  static CedarSchema of(PolicySchema schema) {
    return new CedarSchema(schema.schema(), schema.namespace(), schema.declarations());
  }

  /** For cedar-java's validator. */
  Schema schema() {
    return schema;
  }

  /** The qualified name of the type of groups, the parents of a principal. */
  String groupType() {
    return namespace + "::Group";
  }

  /** The qualified name of the type of the principal that stands for a caller without a token. */
  String anonymousType() {
    return namespace + "::Anonymous";
  }

  /** Every kind of request that the schema allows. */
  Set<RequestKind> requestKinds() {
    return requestKinds;
  }

  boolean hasAction(EntityUid action) {
    return actionGroups.containsKey(action);
  }

  /** The action groups that the action is in, directly or through other groups. */
  Set<EntityUid> groupsOf(EntityUid action) {
    return actionGroups.getOrDefault(action, Set.of());
  }

  /**
   * Whether an entity of one type can be {@code in} one of the other: it is of that type itself,
   * the schema declares so, or it is a principal, which the engine puts into its groups.
   */
  boolean canBeIn(String type, String ancestorType) {
    return type.equals(ancestorType)
        || ancestorTypes.getOrDefault(type, Set.of()).contains(ancestorType)
        || (ancestorType.equals(groupType()) && !type.equals(anonymousType()));
  }

  private String qualified(String name) {
    return name.contains("::") ? name : namespace + "::" + name;
  }

  private static <T> Map<T, Set<T>> closure(Map<T, Set<T>> direct) {
    Map<T, Set<T>> closed = new LinkedHashMap<>();
    for (T node : direct.keySet()) {
      Set<T> found = new LinkedHashSet<>();
      Deque<T> open = new ArrayDeque<>(direct.getOrDefault(node, Set.of()));
      while (!open.isEmpty()) {
        T next = open.remove();
        if (found.add(next)) {
          open.addAll(direct.getOrDefault(next, Set.of()));
        }
      }
      closed.put(node, found);
    }
    return closed;
  }
}
