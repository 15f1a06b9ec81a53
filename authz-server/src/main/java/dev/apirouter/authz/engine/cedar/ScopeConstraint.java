package dev.apirouter.authz.engine.cedar;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apirouter.authz.engine.EntityUid;
import java.util.ArrayList;
import java.util.List;

/**
 * What a policy's scope asks of the principal, the action or the resource. The forms are those of
 * <a href="https://docs.cedarpolicy.com/policies/json-format.html">Cedar's JSON policy format</a>.
 */
sealed interface ScopeConstraint {
  /** Nothing. Also stands for a form that is not known here, since it leaves out no policy. */
  record Any() implements ScopeConstraint {}

  /** {@code == Type::"id"}. */
  record Equal(EntityUid entity) implements ScopeConstraint {}

  /** {@code in Type::"id"} or {@code in [Type::"id", …]}. */
  record In(List<EntityUid> entities) implements ScopeConstraint {
    public In {
      entities = List.copyOf(entities);
    }
  }

  /** {@code is Type}. */
  record Is(String type) implements ScopeConstraint {}

  /** {@code is Type in Type::"id"}. */
  record IsIn(String type, EntityUid entity) implements ScopeConstraint {}

  /** Reads the constraint from the member {@code principal}, {@code action} or {@code resource}. */
  static ScopeConstraint parse(JsonNode node) {
    return switch (node.path("op").asText()) {
      case "==" -> node.has("entity") ? new Equal(entity(node.path("entity"))) : new Any();
      case "in" -> in(node);
      case "is" -> is(node);
      default -> new Any();
    };
  }

  private static ScopeConstraint in(JsonNode node) {
    if (node.has("entity")) {
      return new In(List.of(entity(node.path("entity"))));
    }
    if (!node.has("entities")) {
      return new Any();
    }
    List<EntityUid> entities = new ArrayList<>();
    node.path("entities").forEach(entity -> entities.add(entity(entity)));
    return new In(entities);
  }

  private static ScopeConstraint is(JsonNode node) {
    String type = node.path("entity_type").asText();
    JsonNode in = node.path("in").path("entity");
    return in.isMissingNode() ? new Is(type) : new IsIn(type, entity(in));
  }

  private static EntityUid entity(JsonNode node) {
    return new EntityUid(node.path("type").asText(), node.path("id").asText());
  }
}
