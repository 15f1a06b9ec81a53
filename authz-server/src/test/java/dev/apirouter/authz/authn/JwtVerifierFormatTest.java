package dev.apirouter.authz.authn;

import static dev.apirouter.authz.authn.jwks.TestingKeys.P_256;
import static dev.apirouter.authz.authn.jwks.TestingKeys.RSA;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import dev.apirouter.authz.authn.TokenVerification.Refused;
import dev.apirouter.authz.authn.TokenVerification.Verified;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JwtVerifierFormatTest {
  private final TestingIssuers issuers = new TestingIssuers();
  private final JwtVerifier verifier = issuers.verifier(Runnable::run);

  private TestingToken token() {
    return issuers.token();
  }

  private TokenVerification verify(String token) {
    CompletableFuture<TokenVerification> verification =
        verifier.verify(token).toCompletableFuture();
    assertThat(verification).isCompleted();
    return verification.join();
  }

  private void assertVerified(String token) {
    assertThat(verify(token)).isInstanceOf(Verified.class);
  }

  private void assertRefused(String token, TokenRefusal refusal) {
    assertThat(verify(token)).isEqualTo(new Refused(refusal));
  }

  private String payload() {
    return token().sign(RSA, JWSAlgorithm.RS256).split("\\.", -1)[1];
  }

  @ParameterizedTest
  @ValueSource(strings = {"jwt", "at+jwt", "AT+JWT", "application/at+jwt"})
  void verify_typeOfAnAccessToken_verified(String type) {
    assertVerified(token().header("typ", type).sign(RSA, JWSAlgorithm.RS256));
  }

  @Test
  void verify_headerNotUnderstood_malformed() {
    assertRefused(header("\"typ\":\"dpop+jwt\""), TokenRefusal.MALFORMED);
    assertRefused(header("\"typ\":1"), TokenRefusal.MALFORMED);
    assertRefused(header("\"crit\":[\"b64\"],\"b64\":false"), TokenRefusal.MALFORMED);
    assertRefused(header("\"crit\":[]"), TokenRefusal.MALFORMED);
    assertRefused(header("\"b64\":true"), TokenRefusal.MALFORMED);
    assertRefused(header("\"enc\":\"A256GCM\""), TokenRefusal.MALFORMED);
    assertRefused(header("\"zip\":\"DEF\""), TokenRefusal.MALFORMED);
    assertRefused(header("\"kid\":1"), TokenRefusal.MALFORMED);
    assertRefused(header("\"kid\":\"" + "x".repeat(257) + "\""), TokenRefusal.MALFORMED);
    assertRefused(header("\"alg\":\"RS256\""), TokenRefusal.MALFORMED);
    assertVerified(header("\"typ\":\"JWT\",\"kid\":\"rsa-1\""));
  }

  private String header(String more) {
    return TestingToken.sign(
        "{\"alg\":\"RS256\"," + more + "}",
        new String(Base64.getUrlDecoder().decode(payload()), StandardCharsets.UTF_8),
        RSA,
        JWSAlgorithm.RS256);
  }

  @Test
  void verify_notACompactJws_malformed() {
    String good = token().sign(RSA, JWSAlgorithm.RS256);
    String[] parts = good.split("\\.", -1);
    assertVerified(good);
    for (String bad :
        List.of(
            "",
            ".",
            "..",
            "a.b",
            parts[0] + "." + parts[1],
            good + ".",
            good + ".a.b",
            "." + parts[1] + "." + parts[2],
            parts[0] + ".." + parts[2],
            good + "=",
            good + "\n",
            " " + good,
            good.replace(parts[2], parts[2].substring(1) + "+"),
            parts[0] + "." + parts[1] + "x." + parts[2] + "xxx",
            parts[0] + "." + parts[1] + ".é",
            TestingToken.encode("[]") + "." + parts[1] + "." + parts[2],
            TestingToken.encode("{\"typ\":\"JWT\"}") + "." + parts[1] + "." + parts[2],
            TestingToken.encode("{\"alg\":1}") + "." + parts[1] + "." + parts[2],
            parts[0] + "." + TestingToken.encode("text") + "." + parts[2],
            "{\"payload\":\"" + parts[1] + "\"}")) {
      assertRefused(bad, TokenRefusal.MALFORMED);
    }
  }

  @Test
  void verify_otherSpellingOfTheSameSignature_malformed() {
    // A 64-byte signature leaves four unused bits in its last character.
    String good = token().sign(P_256, JWSAlgorithm.ES256);
    char last = good.charAt(good.length() - 1);

    assertThat("AQgw").contains(String.valueOf(last));
    assertRefused(good.substring(0, good.length() - 1) + (char) (last + 1), TokenRefusal.MALFORMED);
  }

  @Test
  void verify_memberTwice_malformed() {
    assertRefused(
        TestingToken.sign(
            "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}",
            "{\"iss\":\"https://idp.example\",\"sub\":\"a\",\"sub\":\"b\"}",
            RSA,
            JWSAlgorithm.RS256),
        TokenRefusal.MALFORMED);
  }

  @Test
  void verify_noise_refusedAndNothingThrown() {
    Random random = new Random(7);
    String good = token().sign(RSA, JWSAlgorithm.RS256);
    for (int i = 0; i < 3000; i++) {
      StringBuilder noise = new StringBuilder(good);
      for (int j = 0; j <= i % 3; j++) {
        noise.setCharAt(random.nextInt(noise.length()), (char) (33 + random.nextInt(94)));
      }
      if (!noise.toString().equals(good)) {
        assertThat(verify(noise.toString())).isInstanceOf(Refused.class);
      }
    }
  }
}
