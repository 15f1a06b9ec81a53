package dev.apirouter.avplocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClient;
import software.amazon.awssdk.services.verifiedpermissions.model.VerifiedPermissionsException;

final class SignatureTest {
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
  void call_otherKey_isUnrecognizedClient() {
    refused(
        "UnrecognizedClientException",
        () -> list(AwsBasicCredentials.create("other", "local-secret")));
  }

  @Test
  void call_wrongSecret_isInvalidSignature() {
    refused("InvalidSignatureException", () -> list(AwsBasicCredentials.create("local", "wrong")));
  }

  @Test
  void call_sessionToken_isAcceptedUnlessExpired() {
    list(AwsSessionCredentials.create("local", "local-secret", "some-token"));

    refused(
        "ExpiredTokenException",
        () -> list(AwsSessionCredentials.create("local", "local-secret", "expired")));
  }

  @Test
  void call_unsigned_isMissingAuthenticationToken() {
    HttpResponse<String> response =
        service.send(
            HttpRequest.newBuilder(URI.create(service.url() + "/"))
                .header("x-amz-target", "VerifiedPermissions.ListPolicyStores")
                .header("content-type", "application/x-amz-json-1.0")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("#MissingAuthenticationTokenException");
    assertThat(response.headers().firstValue("x-amzn-requestid")).isPresent();
  }

  @Test
  void unknownPath_isNotFound() {
    HttpResponse<String> response =
        service.send(HttpRequest.newBuilder(URI.create(service.url() + "/x")).build());

    assertThat(response.statusCode()).isEqualTo(404);
  }

  private void list(AwsCredentials credentials) {
    try (VerifiedPermissionsClient client = service.client(credentials, 1)) {
      client.listPolicyStores(_ -> {});
    }
  }

  private static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            VerifiedPermissionsException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }
}
