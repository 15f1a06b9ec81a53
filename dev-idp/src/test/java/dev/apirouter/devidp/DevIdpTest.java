package dev.apirouter.devidp;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DevIdpTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  private final HttpClient client = HttpClient.newHttpClient();
  private final DevIdp idp = start(Optional.empty());

  private static DevIdp start(Optional<String> issuer) {
    try {
      return new DevIdp(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          issuer,
          Clock.fixed(NOW, ZoneOffset.UTC));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void stop() {
    idp.close();
    client.close();
  }

  private HttpResponse<String> post(String path, String form) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(idp.url() + path))
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private Map<String, Object> get(String path) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(idp.url() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return JSONObjectUtils.parse(response.body());
  }

  private SignedJWT token(String form) throws Exception {
    HttpResponse<String> response = post("/token", form);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return SignedJWT.parse(
        JSONObjectUtils.getString(JSONObjectUtils.parse(response.body()), "access_token"));
  }

  private boolean verifies(SignedJWT token) throws Exception {
    JWK key =
        JWKSet.parse(get("/.well-known/jwks.json")).getKeyByKeyId(token.getHeader().getKeyID());
    if (key == null) {
      return false;
    }
    JWSVerifier verifier =
        new DefaultJWSVerifierFactory()
            .createJWSVerifier(token.getHeader(), ((AsymmetricJWK) key).toPublicKey());
    return token.verify(verifier);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "ES256"})
  void token_eitherAlgorithm_verifiesAgainstJwks(String algorithm) throws Exception {
    SignedJWT token = token("sub=alice&alg=" + algorithm);

    assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
    assertThat(verifies(token)).isTrue();
  }

  @Test
  void token_everyField_isInTheClaims() throws Exception {
    JWTClaimsSet claims =
        token("sub=al%20ice%2B&groups=readers%2C+writers,&tenant_id=acme&ttl=60&aud=other")
            .getJWTClaimsSet();

    assertThat(claims.getIssuer()).isEqualTo(idp.url());
    assertThat(claims.getSubject()).isEqualTo("al ice+");
    assertThat(claims.getAudience()).containsExactly("other");
    assertThat(claims.getStringListClaim("groups")).containsExactly("readers", "writers");
    assertThat(claims.getStringClaim("tenant_id")).isEqualTo("acme");
    assertThat(claims.getStringClaim("token_use")).isEqualTo("access");
    assertThat(claims.getIssueTime()).isEqualTo(Date.from(NOW));
    assertThat(claims.getExpirationTime()).isEqualTo(Date.from(NOW.plusSeconds(60)));
    assertThat(claims.getJWTID()).isNotEmpty();
  }

  @Test
  void token_onlySub_hasDefaultsAndNoOtherClaims() throws Exception {
    JWTClaimsSet claims = token("sub=m&groups=&tenant_id=").getJWTClaimsSet();

    assertThat(claims.getClaims()).doesNotContainKeys("groups", "tenant_id");
    assertThat(claims.getAudience()).containsExactly("api-router");
    assertThat(claims.getExpirationTime()).isEqualTo(Date.from(NOW.plusSeconds(3_600)));
  }

  @Test
  void token_negativeTtl_hasExpiredAfterItWasIssued() throws Exception {
    JWTClaimsSet claims = token("sub=m&ttl=-600").getJWTClaimsSet();

    assertThat(claims.getExpirationTime()).isEqualTo(Date.from(NOW.minusSeconds(600)));
    assertThat(claims.getIssueTime()).isBefore(claims.getExpirationTime());
  }

  @ParameterizedTest
  @CsvSource({
    "'', sub",
    "sub=, sub",
    "sub=a&ttl=soon, ttl",
    "sub=a&ttl=2592001, ttl",
    "sub=a&ttl=-2592001, ttl",
    "sub=a&ttl=99999999999, ttl",
    "sub=a&alg=HS256, alg",
    "sub=a&alg=none, alg",
    "sub=a&tennant=acme, tennant",
    "sub=a&sub=b, sub",
    "sub=%zz, percent",
  })
  void token_wrongForm_is400NamingIt(String form, String named) throws Exception {
    HttpResponse<String> response = post("/token", form);

    assertThat(response.statusCode()).isEqualTo(400);
    Map<String, Object> error = JSONObjectUtils.parse(response.body());
    assertThat(error).containsEntry("error", "invalid_request");
    assertThat(error.get("error_description")).asString().contains(named);
  }

  @Test
  void rotate_newKeysSign_oldTokensStillVerifyForAWhile() throws Exception {
    SignedJWT old = token("sub=a");

    assertThat(post("/rotate", "").statusCode()).isEqualTo(200);

    SignedJWT fresh = token("sub=a");
    assertThat(fresh.getHeader().getKeyID()).isNotEqualTo(old.getHeader().getKeyID());
    assertThat(verifies(fresh)).isTrue();
    assertThat(verifies(old)).isTrue();
    for (int i = 1; i < SigningKeys.GENERATIONS; i++) {
      post("/rotate", "");
    }
    assertThat(verifies(old)).isFalse();
  }

  @Test
  void token_ofAnotherStart_stillVerifies() throws Exception {
    SignedJWT old;
    try (DevIdp earlier = start(Optional.of("http://idp"))) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(earlier.url() + "/token"))
                  .POST(HttpRequest.BodyPublishers.ofString("sub=a"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      old =
          SignedJWT.parse(
              JSONObjectUtils.getString(JSONObjectUtils.parse(response.body()), "access_token"));
    }

    assertThat(verifies(old)).isTrue();
  }

  @Test
  void jwks_published_hasBothAlgorithmsAndNothingPrivate() throws Exception {
    JWKSet keys = JWKSet.parse(get("/.well-known/jwks.json"));

    assertThat(keys.getKeys())
        .extracting(key -> key.getAlgorithm().getName())
        .containsExactly("RS256", "ES256");
    assertThat(keys.getKeys()).noneMatch(JWK::isPrivate).allMatch(key -> key.getKeyID() != null);
  }

  @Test
  void discovery_document_namesEndpointsAndWarns() throws Exception {
    Map<String, Object> document = get("/.well-known/openid-configuration");

    assertThat(document)
        .containsEntry("issuer", idp.url())
        .containsEntry("jwks_uri", idp.url() + "/.well-known/jwks.json")
        .containsEntry("token_endpoint", idp.url() + "/token");
    assertThat(document.get("development_only")).asString().contains("Development only");
  }

  @Test
  void issuer_given_isUsedAsItIs() throws Exception {
    try (DevIdp other = start(Optional.of("https://idp.example.com/x"))) {
      assertThat(other.issuer()).isEqualTo("https://idp.example.com/x");
    }
  }

  @Test
  void unknownEndpoint_is404() throws Exception {
    assertThat(post("/nothing", "").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "10.0.0.1", "::", "example.com", "localhost.example.com"})
  void options_hostNotLoopback_needsTheFlag(String host) {
    assertThat(Options.parse(List.of("--host", host), Map.of()))
        .isInstanceOfSatisfying(
            Options.Invalid.class,
            invalid -> assertThat(invalid.problem()).contains(host, "--allow-non-loopback"));
    assertThat(Options.parse(List.of("--host", host, "--allow-non-loopback"), Map.of()))
        .isInstanceOf(Options.Valid.class);
  }

  @Test
  void options_argumentsAndEnvironment_argumentsWin() {
    assertThat(Options.parse(List.of("--port", "1"), Map.of("PORT", "2", "ISSUER", "i")))
        .isEqualTo(new Options.Valid(new Options("127.0.0.1", 1, Optional.of("i"))));
    assertThat(Options.parse(List.of(), Map.of()))
        .isEqualTo(new Options.Valid(new Options("127.0.0.1", 9_000, Optional.empty())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--port 65536", "--port x", "--port", "--prot 1"})
  void options_wrong_areRefused(String arguments) {
    assertThat(Options.parse(List.of(arguments.split(" ", -1)), Map.of()))
        .isInstanceOf(Options.Invalid.class);
  }
}
