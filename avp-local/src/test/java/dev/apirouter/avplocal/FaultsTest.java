package dev.apirouter.avplocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClient;
import software.amazon.awssdk.services.verifiedpermissions.model.InternalServerException;
import software.amazon.awssdk.services.verifiedpermissions.model.ThrottlingException;
import software.amazon.awssdk.services.verifiedpermissions.model.VerifiedPermissionsException;

final class FaultsTest {
  private TestService service;

  @BeforeEach
  void start() {
    service = new TestService();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void throttle_isThrottlingExceptionAndRetried() {
    faults("{\"throttle\": 1}");

    assertThatThrownBy(() -> list(service.avp))
        .isInstanceOfSatisfying(
            ThrottlingException.class,
            e -> {
              assertThat(e.isThrottlingException()).isTrue();
              assertThat(e.statusCode()).isEqualTo(400);
            });
    try (VerifiedPermissionsClient retrying =
        service.client(AwsBasicCredentials.create("local", "local-secret"), 3)) {
      assertThatThrownBy(() -> list(retrying)).isInstanceOf(ThrottlingException.class);
    }

    JsonNode calls = service.control("GET", "stats", "").at("/operations/ListPolicyStores");
    assertThat(calls.path("calls").asInt()).isEqualTo(4);
    assertThat(calls.at("/outcomes/ThrottlingException").asInt()).isEqualTo(4);
  }

  @Test
  void limitsPerSecond_beyond_throttles() {
    faults("{\"limitsPerSecond\": {\"*\": 2}}");

    list(service.avp);
    list(service.avp);

    assertThatThrownBy(() -> list(service.avp)).isInstanceOf(ThrottlingException.class);
  }

  @Test
  void fail_isInternalServerException() {
    faults("{\"fail\": 1}");

    assertThatThrownBy(() -> list(service.avp))
        .isInstanceOfSatisfying(
            InternalServerException.class, e -> assertThat(e.statusCode()).isEqualTo(500));
  }

  @Test
  void latency_delays() {
    faults("{\"latencyMs\": 300, \"jitterMs\": 10}");
    long start = System.nanoTime();

    list(service.avp);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(299));
  }

  @Test
  void close_givesNoAnswer() {
    faults("{\"close\": 1}");

    assertThatThrownBy(() -> list(service.avp))
        .isInstanceOf(SdkClientException.class)
        .isNotInstanceOf(ApiCallTimeoutException.class);
  }

  @Test
  void hang_answersNotEvenLate() {
    faults("{\"hang\": 1}");

    assertThatThrownBy(this::listWithinHalfASecond).isInstanceOf(ApiCallTimeoutException.class);
  }

  @Test
  void garbage_isNotAnAnswer() {
    faults("{\"garbage\": 1}");

    assertThatThrownBy(() -> list(service.avp)).isInstanceOf(SdkClientException.class);
  }

  @Test
  void expiredCredentials_isExpiredToken() {
    faults("{\"expiredCredentials\": true}");

    assertThatThrownBy(() -> list(service.avp))
        .isInstanceOfSatisfying(
            VerifiedPermissionsException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ExpiredTokenException"));
  }

  @Test
  void faults_ofOtherOperationsOrTakenBack_areNone() {
    faults("{\"fail\": 1, \"operations\": [\"IsAuthorized\"]}");
    list(service.avp);

    faults("{\"fail\": 1}");
    service.control("DELETE", "faults", "");
    list(service.avp);

    assertThat(service.control("GET", "faults", "").path("fail").asInt()).isZero();
  }

  @Test
  void faults_unknownOrOutOfBounds_areRefused() {
    assertThat(service.control("PUT", "faults", "{\"slow\": 1}").path("error").asText())
        .contains("unknown member 'slow'");
    assertThat(service.control("PUT", "faults", "{\"fail\": 1.5}").path("error").asText())
        .contains("from 0 to 1");
    assertThat(service.control("PUT", "faults", "nonsense").path("error").asText())
        .contains("not JSON");
  }

  private static void list(VerifiedPermissionsClient client) {
    client.listPolicyStores(_ -> {});
  }

  private void listWithinHalfASecond() {
    service.avp.listPolicyStores(request ->
        request.overrideConfiguration(
            configuration -> configuration.apiCallTimeout(Duration.ofMillis(500))));
  }

  private void faults(String json) {
    assertThat(service.control("PUT", "faults", json).has("error")).isFalse();
  }
}
