package dev.apirouter.authzlib.avp;

import static dev.apirouter.authzlib.Fixture.UPDATE_ORDER;
import static dev.apirouter.authzlib.Fixture.order;
import static dev.apirouter.authzlib.Fixture.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apirouter.authzlib.DecisionUnavailableException;
import dev.apirouter.authzlib.FineGrainedAuthorizer;
import dev.apirouter.authzlib.FineGrainedDecision;
import dev.apirouter.authzlib.Fixture;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClient;
import software.amazon.awssdk.services.verifiedpermissions.model.AttributeValue;
import software.amazon.awssdk.services.verifiedpermissions.model.DeterminingPolicyItem;
import software.amazon.awssdk.services.verifiedpermissions.model.EntityItem;
import software.amazon.awssdk.services.verifiedpermissions.model.EvaluationErrorItem;
import software.amazon.awssdk.services.verifiedpermissions.model.IsAuthorizedRequest;
import software.amazon.awssdk.services.verifiedpermissions.model.IsAuthorizedResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.ThrottlingException;
import software.amazon.awssdk.services.verifiedpermissions.model.ValidationException;

final class AvpEngineTest {
  private final TestingClient client = new TestingClient();
  private final FineGrainedAuthorizer authorizer =
      new FineGrainedAuthorizer(
          Fixture.actions(), new AvpEngine(client, "store-1", Duration.ofMillis(300)));

  AvpEngineTest() throws IOException {}

  /** Answers as it is told, and keeps what it was asked last. */
  private static final class TestingClient implements VerifiedPermissionsClient {
    private Function<IsAuthorizedRequest, IsAuthorizedResponse> answer =
        _ -> IsAuthorizedResponse.builder().decision("DENY").build();
    private @Nullable IsAuthorizedRequest asked;

    @Override
    public IsAuthorizedResponse isAuthorized(IsAuthorizedRequest request) {
      asked = request;
      return answer.apply(request);
    }

    IsAuthorizedRequest asked() {
      if (asked == null) {
        throw new AssertionError("not asked");
      }
      return asked;
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  private FineGrainedDecision check() {
    return authorizer.check(user("alice", "writers"), UPDATE_ORDER, order(Map.of()));
  }

  @Test
  void check_anything_sendsPrincipalActionResourceContextAndEntities() {
    check();

    IsAuthorizedRequest asked = client.asked();
    assertThat(asked.policyStoreId()).isEqualTo("store-1");
    assertThat(asked.principal().entityType()).isEqualTo("Shop::User");
    assertThat(asked.principal().entityId()).isEqualTo("alice");
    assertThat(asked.action().actionType()).isEqualTo("Shop::Action");
    assertThat(asked.action().actionId()).isEqualTo(UPDATE_ORDER);
    assertThat(asked.resource().entityType()).isEqualTo("Shop::Order");
    assertThat(asked.context().contextMap()).containsOnlyKeys("groups", "tenant_id");
    assertThat(asked.overrideConfiguration().orElseThrow().apiCallTimeout())
        .contains(Duration.ofMillis(300));
    EntityItem principal = asked.entities().entityList().get(0);
    assertThat(principal.parents()).extracting(it -> it.entityId()).containsExactly("writers");
    assertThat(principal.attributes())
        .containsEntry(
            "groups", AttributeValue.fromSet(List.of(AttributeValue.fromString("writers"))));
    EntityItem order = asked.entities().entityList().get(1);
    assertThat(order.attributes())
        .containsEntry(
            "owner",
            AttributeValue.fromEntityIdentifier(
                it -> it.entityType("Shop::User").entityId("alice")))
        .containsEntry("status", AttributeValue.fromString("open"));
  }

  @Test
  void check_everyKindOfAttribute_hasItsFormInTheApi() {
    authorizer.check(
        user("alice"),
        UPDATE_ORDER,
        order(
            Map.of(
                "total", dev.apirouter.authzlib.AttributeValue.of(7),
                "locked", dev.apirouter.authzlib.AttributeValue.of(true),
                "address",
                    new dev.apirouter.authzlib.AttributeValue.Members(
                        Map.of("city", dev.apirouter.authzlib.AttributeValue.of("Rome"))))));

    assertThat(client.asked().entities().entityList().get(1).attributes())
        .containsEntry("total", AttributeValue.fromLongValue(7L))
        .containsEntry("locked", AttributeValue.fromBooleanValue(true))
        .containsEntry(
            "address",
            AttributeValue.fromRecord(Map.of("city", AttributeValue.fromString("Rome"))));
  }

  @Test
  void check_allow_isAllowedWithItsPolicies() {
    client.answer =
        _ ->
            IsAuthorizedResponse.builder()
                .decision("ALLOW")
                .determiningPolicies(DeterminingPolicyItem.builder().policyId("p1").build())
                .build();

    assertThat(check()).isEqualTo(new FineGrainedDecision(true, List.of("p1"), List.of()));
  }

  @Test
  void check_allowWithErrors_isDenied() {
    client.answer =
        _ ->
            IsAuthorizedResponse.builder()
                .decision("ALLOW")
                .errors(EvaluationErrorItem.builder().errorDescription("overflow").build())
                .build();

    assertThat(check()).isEqualTo(new FineGrainedDecision(false, List.of(), List.of("overflow")));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "allow", "MAYBE"})
  void check_otherDecision_isUnavailable(@Nullable String decision) {
    client.answer = _ -> IsAuthorizedResponse.builder().decision(decision).build();

    assertThatThrownBy(this::check).isInstanceOf(DecisionUnavailableException.class);
  }

  @Test
  void check_throttledOrTooSlow_isUnavailable() {
    client.answer =
        _ -> {
          throw ThrottlingException.builder().message("slow down").build();
        };
    assertThatThrownBy(this::check)
        .isInstanceOf(DecisionUnavailableException.class)
        .hasMessageContaining("store-1");

    client.answer =
        _ -> {
          throw ApiCallTimeoutException.create(300);
        };
    assertThatThrownBy(this::check).isInstanceOf(DecisionUnavailableException.class);
  }

  @Test
  void check_requestAgainstTheSchema_isTheServicesFault() {
    client.answer =
        _ -> {
          throw ValidationException.builder().message("no such attribute").build();
        };

    assertThatThrownBy(this::check)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("store-1");
  }
}
