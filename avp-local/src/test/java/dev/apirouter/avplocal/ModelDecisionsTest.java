package dev.apirouter.avplocal;

import static org.assertj.core.api.Assertions.assertThat;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.CedarList;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimString;
import com.cedarpolicy.value.Value;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.apirouter.avplocal.seed.FolderWatch;
import dev.apirouter.avplocal.seed.PolicyFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.verifiedpermissions.model.AttributeValue;
import software.amazon.awssdk.services.verifiedpermissions.model.Decision;
import software.amazon.awssdk.services.verifiedpermissions.model.EntityIdentifier;
import software.amazon.awssdk.services.verifiedpermissions.model.EntityItem;

/** Asks cedar-java itself, given no schema and the actions' groups by hand, for the same cases. */
final class ModelDecisionsTest {
  private static final Path POLICIES = Path.of("../model/policies");
  private static final Path SCHEMA =
      Path.of("../model/target/smithy/source/api-router/cedar-schema.json");
  private static final List<String> GROUPS =
      List.of("administrators", "writers", "readers", "support-agents", "machine-clients", "none");

  private record Case(String action, String resourceType, String group, Optional<String> tenant) {}

  @Test
  void isAuthorized_everyActionAndGroup_isWhatCedarSays() throws IOException, AuthException {
    assertThat(SCHEMA).as("built by ./mvnw -f model/pom.xml package").exists();
    JsonNode namespace = new JsonMapper().readTree(SCHEMA.toFile()).path("ApiRouter");
    PolicySet policies = policies();
    Set<Entity> actions = actions(namespace);
    Map<Decision, Integer> seen = new EnumMap<>(Decision.class);
    try (TestService service = new TestService()) {
      new FolderWatch(
              new PolicyFolder(POLICIES, SCHEMA),
              service.stores.create("ps-model", true, Optional.empty()),
              _ -> {})
          .close();

      for (Case one : cases(namespace)) {
        Decision decision = ask(service, one);
        assertThat(decision).as(one.toString()).isEqualTo(cedar(policies, actions, one));
        seen.merge(decision, 1, Integer::sum);
      }
    }
    assertThat(seen.getOrDefault(Decision.ALLOW, 0)).isGreaterThan(50);
    assertThat(seen.getOrDefault(Decision.DENY, 0)).isGreaterThan(50);
  }

  private static List<Case> cases(JsonNode namespace) {
    List<Case> cases = new ArrayList<>();
    for (Map.Entry<String, JsonNode> action : namespace.path("actions").properties()) {
      JsonNode appliesTo = action.getValue().path("appliesTo");
      if (!appliesTo.path("principalTypes").toString().contains("\"User\"")) {
        continue;
      }
      for (JsonNode resource : appliesTo.path("resourceTypes")) {
        for (String group : GROUPS) {
          for (Optional<String> tenant : List.of(Optional.of("t-1"), Optional.<String>empty())) {
            cases.add(new Case(action.getKey(), resource.asText(), group, tenant));
          }
        }
      }
    }
    return cases;
  }

  private static Decision ask(TestService service, Case one) {
    EntityIdentifier user =
        EntityIdentifier.builder().entityType("ApiRouter::User").entityId("bob").build();
    Map<String, AttributeValue> claims = new HashMap<>();
    claims.put("groups", AttributeValue.fromSet(List.of(AttributeValue.fromString(one.group()))));
    one.tenant().ifPresent(tenant -> claims.put("tenant_id", AttributeValue.fromString(tenant)));
    EntityItem item =
        EntityItem.builder()
            .identifier(user)
            .attributes(claims)
            .parents(
                EntityIdentifier.builder()
                    .entityType("ApiRouter::Group")
                    .entityId(one.group())
                    .build())
            .build();
    return service
        .avp
        .isAuthorized(request ->
            request
                .policyStoreId("ps-model")
                .principal(user)
                .action(action -> action.actionType("ApiRouter::Action").actionId(one.action()))
                .resource(resource ->
                    resource
                        .entityType("ApiRouter::" + one.resourceType())
                        .entityId(resourceId(one)))
                .context(context -> context.contextMap(claims))
                .entities(entities -> entities.entityList(item)))
        .decision();
  }

  private static Decision cedar(PolicySet policies, Set<Entity> actions, Case one)
      throws AuthException {
    Map<String, Value> claims = new HashMap<>();
    CedarList groups = new CedarList();
    groups.add(new PrimString(one.group()));
    claims.put("groups", groups);
    one.tenant().ifPresent(tenant -> claims.put("tenant_id", new PrimString(tenant)));
    EntityUID user = uid("User", "bob");
    Set<Entity> entities = new HashSet<>(actions);
    entities.add(new Entity(user, claims, Set.of(uid("Group", one.group()))));
    boolean allowed =
        new BasicAuthorizationEngine()
            .isAuthorized(
                new AuthorizationRequest(
                    user,
                    uid("Action", one.action()),
                    uid(one.resourceType(), resourceId(one)),
                    claims),
                policies,
                entities)
            .success
            .orElseThrow()
            .isAllowed();
    return allowed ? Decision.ALLOW : Decision.DENY;
  }

  private static String resourceId(Case one) {
    return one.resourceType().equals("Service")
        ? one.action().substring(0, one.action().indexOf(':'))
        : "7";
  }

  private static PolicySet policies() throws IOException, AuthException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(POLICIES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        text.append(Files.readString(file)).append('\n');
      }
    }
    return PolicySet.parsePolicies(text.toString());
  }

  private static Set<Entity> actions(JsonNode namespace) {
    Set<Entity> actions = new HashSet<>();
    for (Map.Entry<String, JsonNode> action : namespace.path("actions").properties()) {
      Set<EntityUID> groups = new HashSet<>();
      action
          .getValue()
          .path("memberOf")
          .forEach(group -> groups.add(uid("Action", group.path("id").asText())));
      actions.add(new Entity(uid("Action", action.getKey()), groups));
    }
    return actions;
  }

  private static EntityUID uid(String type, String id) {
    return new EntityUID(EntityTypeName.parse("ApiRouter::" + type).orElseThrow(), id);
  }
}
