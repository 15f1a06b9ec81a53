package dev.apirouter.authz.engine.avp;

import static dev.apirouter.authz.engine.avp.AvpFixture.query;
import static dev.apirouter.authz.engine.avp.TestingAvp.error;
import static dev.apirouter.authz.engine.avp.TestingAvp.json;
import static dev.apirouter.authz.engine.avp.TestingAvp.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.apirouter.authz.config.EngineConfig.Avp;
import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;
import dev.apirouter.authz.engine.EngineUnavailableException;
import dev.apirouter.authz.engine.EntityUid;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

final class AvpAuthorizationEngineTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AvpFixture fixture = new AvpFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void assertAsked(String json) throws JsonProcessingException {
    assertThat(JSON.readTree(fixture.avp.bodies().getLast())).isEqualTo(JSON.readTree(json));
  }

  @Test
  void decide_user_asksTheCedarRequest() throws JsonProcessingException {
    fixture.ask("12\"3\\ü").join();

    assertAsked(
        """
        {
          "policyStoreId": "PSEXAMPLE",
          "principal": {"entityType": "ApiRouter::User", "entityId": "alice"},
          "action": {"actionType": "ApiRouter::Action", "actionId": "commercial:GetOrder"},
          "resource": {"entityType": "ApiRouter::Order", "entityId": "12\\"3\\\\ü"},
          "context": {"contextMap": {
            "groups": {"set": [{"string": "readers"}, {"string": "eu"}]},
            "tenant_id": {"string": "acme"}
          }},
          "entities": {"entityList": [{
            "identifier": {"entityType": "ApiRouter::User", "entityId": "alice"},
            "attributes": {
              "groups": {"set": [{"string": "readers"}, {"string": "eu"}]},
              "tenant_id": {"string": "acme"}
            },
            "parents": [
              {"entityType": "ApiRouter::Group", "entityId": "readers"},
              {"entityType": "ApiRouter::Group", "entityId": "eu"}
            ]
          }]}
        }
        """);
  }

  @Test
  void decide_anonymous_hasNeitherAttributesNorParents() throws JsonProcessingException {
    var _ =
        fixture
            .engine
            .decide(
                new AuthorizationQuery(
                    new EntityUid("ApiRouter::Anonymous", "anonymous"),
                    List.of(),
                    Optional.empty(),
                    new EntityUid("ApiRouter::Action", "fe-support:GetFeatureFlags"),
                    new EntityUid("ApiRouter::Service", "fe-support")))
            .toCompletableFuture()
            .join();

    assertAsked(
        """
        {
          "policyStoreId": "PSEXAMPLE",
          "principal": {"entityType": "ApiRouter::Anonymous", "entityId": "anonymous"},
          "action": {"actionType": "ApiRouter::Action", "actionId": "fe-support:GetFeatureFlags"},
          "resource": {"entityType": "ApiRouter::Service", "entityId": "fe-support"},
          "context": {"contextMap": {"groups": {"set": []}}},
          "entities": {"entityList": [
            {"identifier": {"entityType": "ApiRouter::Anonymous", "entityId": "anonymous"}}
          ]}
        }
        """);
  }

  @Test
  void decide_answer_isTheDecisionWithItsPolicies() {
    fixture.avp.answer(
        json(
            200,
            """
            {"decision":"ALLOW","determiningPolicies":[{"policyId":"p2"},{"policyId":"p1"}],
             "errors":[],"new":{"member":1}}
            """));
    assertThat(fixture.ask("1").join())
        .isEqualTo(new Decision(true, List.of("p1", "p2"), List.of()));

    fixture.avp.answer(
        json(200, "{\"decision\":\"DENY\",\"determiningPolicies\":[{\"policyId\":\"no\"}]}"));
    assertThat(fixture.ask("1").join()).isEqualTo(new Decision(false, List.of("no"), List.of()));
    assertThat(fixture.events.results).containsExactly("allow", "deny");
  }

  @Test
  void decide_allowWithErrors_isADenialWithErrors() {
    fixture.avp.answer(
        json(
            200,
            """
            {"decision":"ALLOW","determiningPolicies":[{"policyId":"p"}],
             "errors":[{"errorDescription":"while evaluating policy forbid-all: no such attribute"}]}
            """));

    Decision decision = fixture.ask("1").join();

    assertThat(decision.allowed()).isFalse();
    assertThat(decision.errors())
        .containsExactly("while evaluating policy forbid-all: no such attribute");
  }

  @Test
  void decide_idThatAvpDoesNotTake_isRefusedWithoutACall() {
    assertThat(fixture.ask("x".repeat(613)).join().errors()).hasSize(1);
    assertThat(fixture.ask("").join().errors()).hasSize(1);
    assertThat(fixture.ask("\ud800").join().errors()).hasSize(1);
    assertThat(fixture.ask("x".repeat(612)).join().allowed()).isTrue();

    assertThat(fixture.avp.requests()).isEqualTo(1);
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(error(400, "ThrottlingException", ""), "throttled", "AVP throttles"),
        Arguments.of(error(429, "ThrottlingException", ""), "throttled", "AVP throttles"),
        Arguments.of(error(500, "InternalServerException", ""), "server_error", "AVP failed"),
        Arguments.of(text(503, "text/html", "<html>"), "server_error", "HTTP 503, no error code"),
        Arguments.of(
            error(400, "ResourceNotFoundException", ",\"resourceId\":\"PSEXAMPLE\""),
            "store_not_found",
            "no such policy store"),
        Arguments.of(
            error(
                400,
                "ValidationException",
                ",\"fieldList\":[{\"path\":\"entities.0\",\"message\":\"secret words\"}]"),
            "request_refused",
            "fields [entities.0]"),
        Arguments.of(error(400, "AccessDeniedException", ""), "access_denied", "may not call"),
        Arguments.of(error(400, "ExpiredTokenException", ""), "credentials", "credentials"),
        Arguments.of(error(403, "UnrecognizedClientException", ""), "credentials", "credentials"),
        Arguments.of(error(400, "NewException", ""), "other", "NewException"),
        Arguments.of(
            text(200, "text/html", "<html>secret words"), "malformed_answer", "is no JSON"),
        Arguments.of(text(200, "text/plain", ""), "malformed_answer", "without a decision"),
        Arguments.of(json(200, "{}"), "malformed_answer", "without a decision"),
        Arguments.of(json(200, "[]"), "malformed_answer", "protocol"),
        Arguments.of(json(200, "{\"decision\":\"MAYBE\"}"), "malformed_answer", "without a"),
        Arguments.of(json(200, "{\"decision\":{\"ALLOW\":1}}"), "malformed_answer", "protocol"),
        Arguments.of(text(404, "text/html", "<html>"), "malformed_answer", "HTTP 404"),
        Arguments.of(TestingAvp.hangUp(), "connection", "no connection to AVP"),
        Arguments.of(
            TestingAvp.after(2500, TestingAvp.ALLOW), "timeout", "AVP did not answer in time"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void decide_fault_isAnOutageWithItsReason(TestingAvp.Answer answer, String kind, String problem) {
    fixture.avp.answer(answer);

    assertThat(fixture.failure())
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining(problem)
        .message()
        .doesNotContain("secret", "alice", "acme");
    assertThat(fixture.events.results).containsExactly(kind);
  }

  @Test
  void decide_afterAFault_isDegradedUntilAvpDecides() {
    fixture.avp.answer(error(500, "InternalServerException", ""));
    fixture.failure();
    assertThat(fixture.engine.degradation()).hasValueSatisfying(p -> assertThat(p).contains("500"));

    fixture.avp.answer(TestingAvp.DENY);
    fixture.ask("1").join();

    assertThat(fixture.engine.degradation()).isEmpty();
  }

  @Test
  void decide_nobodyListens_isAnOutage() {
    fixture.avp.close();

    assertThat(fixture.failure()).hasMessageContaining("no connection to AVP");
  }

  @Test
  void decide_noCredentials_isAnOutage() {
    AwsCredentialsProvider none =
        () -> {
          throw SdkClientException.create("Unable to load credentials from any of the providers");
        };
    Avp config =
        new Avp(
            "PSEXAMPLE",
            Optional.of("us-gov-west-1"),
            Optional.of(fixture.avp.uri()),
            false,
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            1,
            1,
            1,
            AvpFixture.PLENTY,
            AvpFixture.NEVER);
    try (AvpAuthorizationEngine engine =
        AvpAuthorizationEngine.create(config, none, fixture.events)) {
      CompletionStage<Decision> answer = engine.decide(query("1"));

      assertThatThrownBy(() -> answer.toCompletableFuture().join())
          .hasCauseInstanceOf(EngineUnavailableException.class)
          .hasMessageContaining("no AWS credentials");
    }
    assertThat(fixture.events.results).containsExactly("credentials");
  }

  @Test
  void warmUp_fault_isToldAndChangesNothing() {
    fixture.avp.answer(error(400, "ResourceNotFoundException", ""));

    fixture.engine.warmUp(query("1"), Duration.ofSeconds(3));

    assertThat(fixture.events.problems).hasSize(1);
    fixture.avp.answer(TestingAvp.ALLOW);
    assertThat(fixture.ask("1").join().allowed()).isTrue();
  }

  @Test
  void create_regionThatIsNone_isToldAtStart() {
    Avp config =
        new Avp(
            "PSEXAMPLE",
            Optional.of("not a region"),
            Optional.empty(),
            false,
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            1,
            1,
            1,
            AvpFixture.PLENTY,
            AvpFixture.NEVER);

    assertThatThrownBy(
            () -> AvpAuthorizationEngine.create(config, AvpFixture.CREDENTIALS, fixture.events))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("avp.region: is 'not a region'; expected a Region such as us-gov-west-1");
  }
}
