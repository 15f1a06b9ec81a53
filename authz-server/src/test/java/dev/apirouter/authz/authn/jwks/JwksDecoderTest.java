package dev.apirouter.authz.authn.jwks;

import static dev.apirouter.authz.authn.jwks.TestingKeys.ALL_ALGORITHMS;
import static dev.apirouter.authz.authn.jwks.TestingKeys.OTHER_RSA;
import static dev.apirouter.authz.authn.jwks.TestingKeys.P_256;
import static dev.apirouter.authz.authn.jwks.TestingKeys.RSA;
import static dev.apirouter.authz.authn.jwks.TestingKeys.jwks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JwksDecoderTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private static JwksDecoder.Decoded decode(Set<String> algorithms, String document)
      throws JwksException {
    return new JwksDecoder(algorithms).decode(document.getBytes(StandardCharsets.UTF_8), NOW);
  }

  private static JwksSnapshot snapshot(JWK... keys) throws JwksException {
    return decode(ALL_ALGORITHMS, jwks(keys)).snapshot();
  }

  /** Decodes a document with one good key beside the one that is to be left out. */
  private static void assertIgnored(String key, String reason) throws JwksException {
    JwksDecoder.Decoded decoded =
        decode(
            ALL_ALGORITHMS, "{\"keys\":[" + key + "," + P_256.toPublicJWK().toJSONString() + "]}");

    assertThat(decoded.snapshot().toString()).isEqualTo("[ES256 ec-256]");
    assertThat(decoded.ignored()).hasSize(1);
    assertThat(decoded.ignored().getFirst()).startsWith("key 0 is ignored: ").contains(reason);
  }

  private static void assertIgnored(JWK key, String reason) throws JwksException {
    assertIgnored(key.toJSONString(), reason);
  }

  private static RSAKey.Builder publicRsa() throws Exception {
    return new RSAKey.Builder(RSA.toRSAPublicKey()).keyID("other");
  }

  @Test
  void decode_rsaKey_oneForEachAcceptedAlgorithm() throws Exception {
    JwksSnapshot snapshot = decode(Set.of("RS256", "PS512", "ES256"), jwks(RSA)).snapshot();

    assertThat(snapshot.toString()).isEqualTo("[PS512 rsa-1, RS256 rsa-1]");
    assertThat(snapshot.fetchedAt()).isEqualTo(NOW);
    assertThat(snapshot.size()).isEqualTo(2);
    assertThat(snapshot.find(Optional.of("rsa-1"), "RS256")).isPresent();
    assertThat(snapshot.find(Optional.empty(), "RS256")).isPresent();
    assertThat(snapshot.find(Optional.of("rsa-1"), "RS512")).isEmpty();
    assertThat(snapshot.find(Optional.of("rsa-2"), "RS256")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"P-256,ES256", "P-384,ES384", "P-521,ES512"})
  void decode_ecKey_theAlgorithmOfItsCurve(String curve, String algorithm) throws Exception {
    assertThat(snapshot(TestingKeys.ec(Curve.parse(curve), "a")).toString())
        .isEqualTo("[" + algorithm + " a]");
  }

  @Test
  void decode_keyWithAlgorithm_thatOneOnly() throws Exception {
    JWK key = publicRsa().algorithm(JWSAlgorithm.PS256).build();

    assertThat(snapshot(key).toString()).isEqualTo("[PS256 other]");
    assertThatThrownBy(() -> decode(Set.of("RS256"), jwks(key)))
        .isInstanceOf(JwksException.class)
        .hasMessageContaining("it is for none of [RS256]");
  }

  @Test
  void decode_keyForSomethingElse_ignored() throws Exception {
    assertIgnored(publicRsa().keyUse(KeyUse.ENCRYPTION).build(), "use is enc, expected sig");
    assertIgnored(
        publicRsa().keyOperations(Set.of(KeyOperation.ENCRYPT)).build(), "expected verify");
    assertIgnored(publicRsa().keyID("x".repeat(257)).build(), "kid is longer than 256 characters");
    assertThat(
            snapshot(
                    publicRsa()
                        .keyUse(KeyUse.SIGNATURE)
                        .keyOperations(Set.of(KeyOperation.VERIFY))
                        .build())
                .size())
        .isEqualTo(6);
  }

  @Test
  void decode_secret_ignored() throws Exception {
    assertIgnored(new OctetSequenceKeyGenerator(256).keyID("a").generate(), "kty is oct");
    assertIgnored(RSA, "it shows its private part");
    assertIgnored(new ECKeyGenerator(Curve.P_256).generate(), "it shows its private part");
  }

  @Test
  void decode_weakOrCostlyKey_ignored() throws Exception {
    assertIgnored(
        new RSAKeyGenerator(1024, true).generate().toPublicJWK(),
        "it has 1024 bits, expected 2048 to 8192");
    assertIgnored(
        modulus(BigInteger.ONE.shiftLeft(8192).add(BigInteger.ONE)),
        "it has 8193 bits, expected 2048 to 8192");
    for (BigInteger exponent :
        new BigInteger[] {
          BigInteger.ONE, BigInteger.TWO, BigInteger.ONE.shiftLeft(32).add(BigInteger.ONE)
        }) {
      assertIgnored(
          new RSAKey.Builder(RSA.getModulus(), Base64URL.encode(exponent)).build(), "exponent");
    }
  }

  private static RSAKey modulus(BigInteger modulus) {
    return new RSAKey.Builder(Base64URL.encode(modulus), Base64URL.from("AQAB")).build();
  }

  @Test
  void decode_otherCurve_ignored() throws Exception {
    assertIgnored(
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
        "kty is OKP");
    ECKey point = P_256.toPublicJWK();
    assertIgnored(
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
            + point.getX()
            + "\",\"y\":\""
            + point.getX()
            + "\"}",
        "it is not a JWK");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "{}",
        "{\"kty\":1}",
        "{\"kty\":\"RSA\"}",
        "{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"\"}",
        "{\"kty\":\"RSA\",\"n\":1,\"e\":\"AQAB\"}",
        "{\"kty\":\"RSA\",\"n\":\"!\",\"e\":\"AQAB\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\"}",
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"\",\"y\":\"\"}",
        "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AQ\",\"y\":\"AQ\"}",
        "{\"kty\":\"EC\",\"crv\":7,\"x\":\"AQ\",\"y\":\"AQ\"}"
      })
  void decode_notAKey_ignored(String key) throws Exception {
    assertIgnored(key, "");
  }

  @Test
  void decode_twoKeysOfOneName_bothIgnored() throws Exception {
    RSAKey same = new RSAKey.Builder(OTHER_RSA.toRSAPublicKey()).keyID("rsa-1").build();

    JwksDecoder.Decoded decoded = decode(Set.of("RS256", "ES256"), jwks(RSA, same, P_256));

    assertThat(decoded.snapshot().toString()).isEqualTo("[ES256 ec-256]");
    assertThat(decoded.ignored()).containsExactly("2 keys are ignored: all are RS256 rsa-1");
  }

  @Test
  void decode_oneKeyTwice_usedOnce() throws Exception {
    assertThat(decode(Set.of("RS256"), jwks(RSA, RSA)).snapshot().toString())
        .isEqualTo("[RS256 rsa-1]");
  }

  @Test
  void decode_keysWithoutName_foundOnlyWhenAlone() throws Exception {
    JWK one = publicRsa().keyID(null).build();
    JWK other = new RSAKey.Builder(OTHER_RSA.toRSAPublicKey()).build();

    assertThat(snapshot(one).find(Optional.empty(), "RS256")).isPresent();
    assertThat(snapshot(one, other).find(Optional.empty(), "RS256")).isEmpty();
    assertThat(snapshot(one, other).size()).isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "{}",
        "{\"keys\":{}}",
        "{\"keys\":[]}",
        "{\"keys\":[1]}",
        "{\"keys\":[],\"keys\":[]}"
      })
  void decode_noUsableKey_throws(String document) {
    assertThatThrownBy(() -> decode(ALL_ALGORITHMS, document)).isInstanceOf(JwksException.class);
  }

  @Test
  void holds_keyOfAnotherFetch_whenNameAlgorithmAndKeyAreTheSame() throws Exception {
    VerificationKey key = snapshot(RSA).find(Optional.of("rsa-1"), "RS256").orElseThrow();

    assertThat(snapshot(OTHER_RSA, RSA).holds(key)).isTrue();
    assertThat(snapshot(OTHER_RSA).holds(key)).isFalse();
    assertThat(snapshot(publicRsa().build()).holds(key)).isFalse();
    assertThat(decode(Set.of("PS256"), jwks(RSA)).snapshot().holds(key)).isFalse();
    assertThat(
            snapshot(new RSAKey.Builder(OTHER_RSA.toRSAPublicKey()).keyID("rsa-1").build())
                .holds(key))
        .isFalse();
  }

  @Test
  void new_algorithmsMissingOrSymmetric_refused() {
    for (Set<String> algorithms :
        Set.of(Set.<String>of(), Set.of("HS256"), Set.of("none"), Set.of("RS256", "HS256"))) {
      assertThatThrownBy(() -> new JwksDecoder(algorithms))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected some of [ES256");
    }
  }

  @Test
  void decode_privateSetOfNimbus_isWhatTheTestsMeanIt() {
    assertThat(new JWKSet(RSA).toString(false)).contains("\"d\":");
    assertThat(jwks(RSA)).doesNotContain("\"d\":");
  }
}
