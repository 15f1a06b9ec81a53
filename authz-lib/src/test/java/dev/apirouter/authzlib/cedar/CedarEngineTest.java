package dev.apirouter.authzlib.cedar;

import static dev.apirouter.authzlib.Fixture.UPDATE_ORDER;
import static dev.apirouter.authzlib.Fixture.order;
import static dev.apirouter.authzlib.Fixture.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apirouter.authzlib.AttributeValue;
import dev.apirouter.authzlib.FineGrainedAuthorizer;
import dev.apirouter.authzlib.FineGrainedDecision;
import dev.apirouter.authzlib.Fixture;
import dev.apirouter.authzlib.ResourceEntity;
import dev.apirouter.authzlib.RouterPrincipal;
import dev.apirouter.cedar.PolicyLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CedarEngineTest {
  private final FineGrainedAuthorizer authorizer =
      new FineGrainedAuthorizer(
          Fixture.actions(), CedarEngine.load(Fixture.POLICIES, Fixture.SCHEMA));

  CedarEngineTest() throws IOException, PolicyLoadException {}

  @Test
  void check_owner_isAllowedByThatPolicy() {
    assertThat(authorizer.check(user("alice"), UPDATE_ORDER, order(Map.of())))
        .isEqualTo(new FineGrainedDecision(true, List.of("owners"), List.of()));
  }

  @Test
  void check_ownerWithoutTenantAndGroups_isAllowed() {
    RouterPrincipal alice = new RouterPrincipal("alice", Optional.empty(), List.of());

    assertThat(authorizer.check(alice, UPDATE_ORDER, order(Map.of())).allowed()).isTrue();
  }

  @Test
  void check_somebodyElse_isDenied() {
    assertThat(authorizer.check(user("bob"), UPDATE_ORDER, order(Map.of())))
        .isEqualTo(new FineGrainedDecision(false, List.of(), List.of()));
  }

  @Test
  void check_forbidden_winsOverPermit() {
    assertThat(
            authorizer.check(
                user("alice"), UPDATE_ORDER, order(Map.of("locked", AttributeValue.of(true)))))
        .isEqualTo(new FineGrainedDecision(false, List.of("locked"), List.of()));
  }

  @Test
  void check_setsRecordsAndGroups_arePolicyInput() {
    ResourceEntity order =
        order(
            Map.of(
                "tags",
                AttributeValue.ofAll(List.of("clerks", "x")),
                "address",
                new AttributeValue.Members(Map.of("city", AttributeValue.of("Rome")))));

    assertThat(authorizer.check(user("bob", "clerks"), UPDATE_ORDER, order).determiningPolicies())
        .containsExactly("clerks");
    assertThat(authorizer.check(user("bob", "readers"), UPDATE_ORDER, order).allowed()).isFalse();
  }

  @Test
  void check_context_isPolicyInput() {
    assertThat(
            authorizer
                .check(
                    user("bob", "clerks"),
                    UPDATE_ORDER,
                    order(Map.of()),
                    Map.of("force", AttributeValue.of(true)))
                .allowed())
        .isTrue();
  }

  @Test
  void check_policyThatFails_isDeniedThoughAPermitApplies() {
    FineGrainedDecision decision =
        authorizer.check(
            user("alice"), UPDATE_ORDER, order(Map.of("total", AttributeValue.of(Long.MAX_VALUE))));

    assertThat(decision.allowed()).isFalse();
    assertThat(decision.errors()).singleElement().asString().startsWith("overflow: ");
  }

  @Test
  void check_attributeOfAnotherType_doesNotFitTheSchema() {
    assertThatThrownBy(() ->
            authorizer.check(
                user("alice"), UPDATE_ORDER, order(Map.of("status", AttributeValue.of(1)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("status");
  }

  @Test
  void check_attributeMissing_doesNotFitTheSchema() {
    ResourceEntity bare = new ResourceEntity("Order", "1", Map.of());

    assertThatThrownBy(() -> authorizer.check(user("alice"), UPDATE_ORDER, bare))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("owner");
  }

  @Test
  void check_contextUnknownToTheSchema_doesNotFitIt() {
    assertThatThrownBy(() ->
            authorizer.check(
                user("alice"),
                UPDATE_ORDER,
                order(Map.of()),
                Map.of("colour", AttributeValue.of("red"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void check_idsWithCedarSyntax_areOnlyIds() {
    String hostile = "a\" || true || Shop::User::\"alice";

    assertThat(authorizer.check(user(hostile), UPDATE_ORDER, order(Map.of())).allowed()).isFalse();
    assertThat(
            authorizer
                .check(
                    user(hostile),
                    UPDATE_ORDER,
                    order(Map.of("owner", AttributeValue.user(hostile))))
                .allowed())
        .isTrue();
  }

  @Test
  void load_brokenPolicy_namesFileAndLine(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("a.cedar"),
        "// One.\n@id(\"a\")\npermit (principal, action, resource)\nwhen { resource.colour == 1 };\n");

    assertThatThrownBy(() -> CedarEngine.load(folder, Fixture.SCHEMA))
        .isInstanceOf(PolicyLoadException.class)
        .hasMessageContaining("a.cedar:4: policy a: ");
  }

  @Test
  void load_noPolicy_isRefused(@TempDir Path folder) {
    assertThatThrownBy(() -> CedarEngine.load(folder, Fixture.SCHEMA))
        .isInstanceOf(PolicyLoadException.class)
        .hasMessageContaining("expected at least one");
  }
}
