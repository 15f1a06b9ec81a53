package dev.apirouter.authzlib;

import static dev.apirouter.authzlib.Fixture.UPDATE_ORDER;
import static dev.apirouter.authzlib.Fixture.order;
import static dev.apirouter.authzlib.Fixture.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FineGrainedAuthorizerTest {
  private final List<FineGrainedQuery> asked = new ArrayList<>();
  private final FineGrainedAuthorizer authorizer =
      new FineGrainedAuthorizer(
          Fixture.actions(),
          query -> {
            asked.add(query);
            return new FineGrainedDecision(true, List.of("p"), List.of());
          });

  FineGrainedAuthorizerTest() throws IOException {}

  @Test
  void check_fineGrainedAction_asksTheEngineWithTheWholeContext() {
    FineGrainedDecision decision =
        authorizer.check(
            user("alice", "writers"),
            UPDATE_ORDER,
            order(Map.of()),
            Map.of("force", AttributeValue.of(true)));

    assertThat(decision.allowed()).isTrue();
    assertThat(asked).hasSize(1);
    assertThat(asked.getFirst().qualified("Order")).isEqualTo("Shop::Order");
    assertThat(asked.getFirst().context())
        .isEqualTo(
            Map.of(
                "force", AttributeValue.of(true),
                "tenant_id", AttributeValue.of("acme"),
                "groups", AttributeValue.ofAll(List.of("writers"))));
  }

  @Test
  void check_coarseAction_isRefusedNamingTheConvention() {
    assertThatThrownBy(() -> authorizer.check(user("alice"), "shop:GetOrder", order(Map.of())))
        .isInstanceOf(CoarseActionException.class)
        .hasMessageContaining("shop:GetOrder is coarse: the router has decided on it, once")
        .hasMessageContaining("@fineGrained")
        .hasMessageContaining(UPDATE_ORDER)
        .hasMessageContaining("docs/fine-grained.md");
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop:Nothing", "", "UpdateOrder"})
  void check_unknownAction_isRefused(String action) {
    assertThatThrownBy(() -> authorizer.check(user("alice"), action, order(Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .isNotInstanceOf(CoarseActionException.class)
        .hasMessageContaining("no operation of the model has the action " + action);
    assertThat(asked).isEmpty();
  }

  @Test
  void check_resourceOfAnotherType_isRefused() {
    assertThatThrownBy(() ->
            authorizer.check(
                user("alice"), UPDATE_ORDER, new ResourceEntity("Invoice", "1", Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a resource of type Order, not Invoice");
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"groups", "tenant_id"})
  void check_contextThatSaysWhoCalls_isRefused(String name) {
    assertThatThrownBy(() ->
            authorizer.check(
                user("alice"),
                UPDATE_ORDER,
                order(Map.of()),
                Map.of(name, AttributeValue.of("administrators"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(asked).isEmpty();
  }

  @Test
  void decision_allowedWithErrors_cannotBeMade() {
    assertThatThrownBy(() -> new FineGrainedDecision(true, List.of(), List.of("e")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void text_halfASurrogatePair_isRefused() {
    assertThatThrownBy(() -> AttributeValue.of("\ud800"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("well-formed");
  }
}
