package dev.apirouter.avplocal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Requests that the SDK's signer signed, changed afterwards. */
final class SignatureVerifierTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:15:30Z");
  private static final String BODY = "{\"policyStoreId\": \"ps\"}";

  private final SignatureVerifier verifier =
      new SignatureVerifier(
          new AccessKey("local", "local-secret", "expired"), Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void verify_signedBySdk_accepts() {
    Map<String, List<String>> headers = signed("verifiedpermissions", NOW);

    assertThatCode(() -> verify(headers, BODY)).doesNotThrowAnyException();
    headers.put("User-Agent", List.of("not signed"));
    assertThatCode(() -> verify(headers, BODY)).doesNotThrowAnyException();
  }

  @Test
  void verify_withinFiveMinutes_acceptsAndNoLonger() {
    for (int sign : List.of(-1, 1)) {
      Instant edge = NOW.plus(SignatureVerifier.MAX_SKEW.multipliedBy(sign));
      assertThatCode(() -> verify(signed("verifiedpermissions", edge), BODY))
          .doesNotThrowAnyException();
      refused(
          "InvalidSignatureException",
          signed("verifiedpermissions", edge.plus(Duration.ofSeconds(sign))),
          BODY);
    }
  }

  @Test
  void verify_otherBody_refuses() {
    refused(
        "InvalidSignatureException", signed("verifiedpermissions", NOW), BODY.replace("ps", "px"));
  }

  @Test
  void verify_otherTarget_refuses() {
    Map<String, List<String>> headers = signed("verifiedpermissions", NOW);
    headers.put("X-Amz-Target", List.of("VerifiedPermissions.DeletePolicy"));

    refused("InvalidSignatureException", headers, BODY);
  }

  @Test
  void verify_unsignedAmzHeader_refuses() {
    Map<String, List<String>> headers = signed("verifiedpermissions", NOW);
    headers.put("X-Amz-Security-Token", List.of("added"));

    refused("InvalidSignatureException", headers, BODY);
  }

  @Test
  void verify_otherService_refuses() {
    refused("InvalidSignatureException", signed("s3", NOW), BODY);
  }

  @Test
  void verify_malformed_refuses() {
    Map<String, List<String>> headers = signed("verifiedpermissions", NOW);
    headers.put("Authorization", List.of("Bearer abc"));

    refused("IncompleteSignatureException", headers, BODY);
  }

  private void refused(String shape, Map<String, List<String>> headers, String body) {
    assertThatThrownBy(() -> verify(headers, body))
        .isInstanceOfSatisfying(AvpException.class, e -> assertThat(e.shape()).isEqualTo(shape));
  }

  private void verify(Map<String, List<String>> headers, String body) {
    verifier.verify(new SignedRequest(headers, body.getBytes(StandardCharsets.UTF_8)));
  }

  private static Map<String, List<String>> signed(String service, Instant at) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(URI.create("http://127.0.0.1:9300/"))
            .putHeader("Content-Type", AwsJson.CONTENT_TYPE)
            .putHeader("X-Amz-Target", "VerifiedPermissions.GetPolicyStore")
            .putHeader("X-Spaces", "  a   b ")
            .build();
    return new HashMap<>(
        AwsV4HttpSigner.create()
            .sign(sign ->
                sign.identity(AwsCredentialsIdentity.create("local", "local-secret"))
                    .request(request)
                    .payload(SignatureVerifierTest::stream)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "us-gov-west-1")
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC)))
            .request()
            .headers());
  }

  private static InputStream stream() {
    return new ByteArrayInputStream(BODY.getBytes(StandardCharsets.UTF_8));
  }
}
