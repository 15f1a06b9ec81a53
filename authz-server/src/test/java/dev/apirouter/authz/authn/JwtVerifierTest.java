package dev.apirouter.authz.authn;

import static dev.apirouter.authz.authn.jwks.TestingKeys.OTHER_RSA;
import static dev.apirouter.authz.authn.jwks.TestingKeys.P_256;
import static dev.apirouter.authz.authn.jwks.TestingKeys.P_384;
import static dev.apirouter.authz.authn.jwks.TestingKeys.P_521;
import static dev.apirouter.authz.authn.jwks.TestingKeys.RSA;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import dev.apirouter.authz.authn.TokenVerification.Refused;
import dev.apirouter.authz.authn.TokenVerification.Verified;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JwtVerifierTest {
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

  @ParameterizedTest
  @CsvSource({"RS256", "PS256", "ES256", "ES384", "ES512"})
  void verify_eachAlgorithm_verified(String name) {
    JWSAlgorithm algorithm = JWSAlgorithm.parse(name);
    JWK key =
        switch (name) {
          case "ES256" -> P_256;
          case "ES384" -> P_384;
          case "ES512" -> P_521;
          default -> RSA;
        };
    String token = token().sign(key, algorithm);

    TokenVerification verification = verify(token);

    assertThat(verification).isInstanceOf(Verified.class);
    assertThat(((Verified) verification).identity()).isEqualTo(TokenIdentity.of(token));
    assertThat(((Verified) verification).principal().subject()).isEqualTo("alice");
  }

  @Test
  void verify_changedByteOfSignature_badSignature() {
    for (JWK key : List.of(RSA, P_256)) {
      String token = token().sign(key, key.equals(RSA) ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256);
      int dot = token.lastIndexOf('.');
      byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
      signature[signature.length / 2] ^= 1;

      assertRefused(
          token.substring(0, dot + 1)
              + Base64.getUrlEncoder().withoutPadding().encodeToString(signature),
          TokenRefusal.BAD_SIGNATURE);
    }
  }

  @Test
  void verify_unusualSignature_badSignature() {
    for (JWK key : List.of(RSA, P_256)) {
      String token = token().sign(key, key.equals(RSA) ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256);
      String input = token.substring(0, token.lastIndexOf('.') + 1);
      Random random = new Random(1);
      for (int length : new int[] {0, 1, 2, 63, 64, 65, 96, 132, 255, 256, 257, 1000}) {
        byte[] noise = new byte[length];
        // All zero first: a signature of zeros once passed for ECDSA (CVE-2022-21449).
        assertRefused(input + encode(noise), TokenRefusal.BAD_SIGNATURE);
        random.nextBytes(noise);
        assertRefused(input + encode(noise), TokenRefusal.BAD_SIGNATURE);
        Arrays.fill(noise, (byte) 0xff);
        assertRefused(input + encode(noise), TokenRefusal.BAD_SIGNATURE);
      }
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Test
  void verify_claimsOfAnotherToken_badSignature() {
    String[] good = token().sign(RSA, JWSAlgorithm.RS256).split("\\.", -1);
    String[] forged = token().claim("sub", "admin").sign(RSA, JWSAlgorithm.RS256).split("\\.", -1);

    assertRefused(good[0] + "." + forged[1] + "." + good[2], TokenRefusal.BAD_SIGNATURE);
  }

  @Test
  void verify_none_algorithmNotAllowed() {
    for (String none : List.of("none", "None", "NONE")) {
      assertRefused(
          TestingToken.encode("{\"alg\":\"" + none + "\"}") + "." + payload() + ".",
          TokenRefusal.ALGORITHM_NOT_ALLOWED);
    }
  }

  private String payload() {
    return token().sign(RSA, JWSAlgorithm.RS256).split("\\.", -1)[1];
  }

  @Test
  void verify_hmacWithThePublicKey_algorithmNotAllowed() throws Exception {
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(RSA.toRSAPublicKey().getEncoded())
            + "\n-----END PUBLIC KEY-----\n";
    JWK secret =
        new OctetSequenceKey.Builder(pem.getBytes(StandardCharsets.US_ASCII))
            .keyID(RSA.getKeyID())
            .build();

    assertRefused(token().sign(secret, JWSAlgorithm.HS256), TokenRefusal.ALGORITHM_NOT_ALLOWED);
  }

  @Test
  void verify_algorithmOfAnotherKeyType_unknownKey() {
    assertRefused(
        token().header("kid", RSA.getKeyID()).sign(P_256, JWSAlgorithm.ES256),
        TokenRefusal.UNKNOWN_KEY);
    assertRefused(
        token().header("kid", P_384.getKeyID()).sign(P_256, JWSAlgorithm.ES256),
        TokenRefusal.UNKNOWN_KEY);
    assertRefused(
        token().header("kid", P_256.getKeyID()).sign(RSA, JWSAlgorithm.RS256),
        TokenRefusal.UNKNOWN_KEY);
  }

  @Test
  void verify_algorithmNotConfigured_refused() {
    assertRefused(token().sign(RSA, JWSAlgorithm.RS512), TokenRefusal.ALGORITHM_NOT_ALLOWED);
    assertRefused(
        token().claim("iss", TestingIssuers.OTHER).sign(OTHER_RSA, JWSAlgorithm.PS256),
        TokenRefusal.ALGORITHM_NOT_ALLOWED);
  }

  @Test
  void verify_keyOfAnotherIssuer_refused() {
    assertVerified(token().claim("iss", TestingIssuers.OTHER).sign(OTHER_RSA, JWSAlgorithm.RS256));
    assertRefused(token().sign(OTHER_RSA, JWSAlgorithm.RS256), TokenRefusal.UNKNOWN_KEY);
    assertRefused(
        token().claim("iss", TestingIssuers.OTHER).sign(RSA, JWSAlgorithm.RS256),
        TokenRefusal.UNKNOWN_KEY);
  }

  @Test
  void verify_anotherKeysId_badSignature() {
    assertRefused(
        token().header("kid", RSA.getKeyID()).sign(OTHER_RSA, JWSAlgorithm.RS256),
        TokenRefusal.BAD_SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://evil.example", "https://idp.example/", "HTTPS://IDP.EXAMPLE", ""})
  void verify_issuerNotConfigured_unknownIssuer(String issuer) {
    assertRefused(
        token().claim("iss", issuer).sign(RSA, JWSAlgorithm.RS256), TokenRefusal.UNKNOWN_ISSUER);
  }

  @Test
  void verify_issuerNotAText_unknownIssuer() {
    assertRefused(
        token().without("iss").sign(RSA, JWSAlgorithm.RS256), TokenRefusal.UNKNOWN_ISSUER);
    assertRefused(
        token().claim("iss", List.of(TestingToken.ISSUER)).sign(RSA, JWSAlgorithm.RS256),
        TokenRefusal.UNKNOWN_ISSUER);
  }

  @Test
  void verify_keyInTheHeader_notUsed() {
    RSAKey own = OTHER_RSA;
    assertRefused(
        token()
            .header("jwk", own.toPublicJWK().toJSONObject())
            .header("jku", "https://evil.example/jwks")
            .sign(own, JWSAlgorithm.RS256),
        TokenRefusal.UNKNOWN_KEY);
  }

  @Test
  void verify_noKid_onlyWithTheAlgorithmsOnlyKey() {
    String token =
        new TestingToken(issuers.clock.instant())
            .sign(new RSAKey.Builder(RSA).keyID(null).build(), JWSAlgorithm.RS256);

    assertVerified(token);
    issuers.publish(RSA, OTHER_RSA);
    String another =
        new TestingToken(issuers.clock.instant())
            .claim("jti", "2")
            .sign(new RSAKey.Builder(RSA).keyID(null).build(), JWSAlgorithm.RS256);
    assertRefused(another, TokenRefusal.UNKNOWN_KEY);
    assertThat(issuers.keys.refreshes).hasValue(0);
  }
}
