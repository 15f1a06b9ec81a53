package dev.apirouter.authz.authn;

import static dev.apirouter.authz.authn.jwks.TestingKeys.OTHER_RSA;
import static dev.apirouter.authz.authn.jwks.TestingKeys.P_256;
import static dev.apirouter.authz.authn.jwks.TestingKeys.P_384;
import static dev.apirouter.authz.authn.jwks.TestingKeys.P_521;
import static dev.apirouter.authz.authn.jwks.TestingKeys.RSA;
import static dev.apirouter.authz.authn.jwks.TestingKeys.snapshot;
import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.jwk.JWK;
import dev.apirouter.authz.authn.jwks.TestingClock;
import dev.apirouter.authz.config.IssuerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Two issuers: {@link TestingToken#ISSUER} with an RSA and three EC keys, {@link #OTHER} with
 * another RSA key. Neither has a prefix, so only the issuer tells their users apart.
 */
final class TestingIssuers {
  static final String OTHER = "https://other.example";
  static final Duration KEY_WAIT = Duration.ofMillis(200);

  final TestingClock clock = new TestingClock();
  final TestingKeySource keys = new TestingKeySource();
  final TestingKeySource otherKeys = new TestingKeySource();

  TestingIssuers() {
    publish(RSA, P_256, P_384, P_521);
    otherKeys.keys = Optional.of(snapshot(clock.instant(), OTHER_RSA));
  }

  /** The first issuer's keys from now on. */
  void publish(JWK... published) {
    keys.keys = Optional.of(snapshot(clock.instant(), published));
  }

  /** A token of the first issuer that is good. */
  TestingToken token() {
    return new TestingToken(clock.instant());
  }

  JwtVerifier verifier(Executor executor) {
    Map<String, TestingKeySource> sources = Map.of(TestingToken.ISSUER, keys, OTHER, otherKeys);
    return new JwtVerifier(
        new TrustedIssuers(
            List.of(
                issuer(TestingToken.ISSUER, Set.of("RS256", "PS256", "ES256", "ES384", "ES512")),
                issuer(OTHER, Set.of("RS256"))),
            name -> requireNonNull(sources.get(name))),
        executor,
        clock,
        1 << 20,
        KEY_WAIT);
  }

  private static IssuerConfig issuer(String name, Set<String> algorithms) {
    return new IssuerConfig(
        name,
        Optional.empty(),
        Set.of("api-router"),
        Set.of(),
        Optional.empty(),
        algorithms,
        Duration.ofSeconds(30),
        "sub",
        "groups",
        "tenant_id",
        "",
        "");
  }
}
