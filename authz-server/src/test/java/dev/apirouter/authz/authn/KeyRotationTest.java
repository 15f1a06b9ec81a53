package dev.apirouter.authz.authn;

import static dev.apirouter.authz.authn.jwks.TestingKeys.OTHER_RSA;
import static dev.apirouter.authz.authn.jwks.TestingKeys.RSA;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import dev.apirouter.authz.authn.TokenVerification.Refused;
import dev.apirouter.authz.authn.TokenVerification.Unverifiable;
import dev.apirouter.authz.authn.TokenVerification.Verified;
import dev.apirouter.authz.authn.jwks.JwksServices;
import dev.apirouter.authz.authn.jwks.TestingClock;
import dev.apirouter.authz.authn.jwks.TestingIdp;
import dev.apirouter.authz.authn.jwks.TestingJwksEvents;
import dev.apirouter.authz.authn.jwks.TestingKeys;
import dev.apirouter.authz.config.IssuerConfig;
import dev.apirouter.authz.config.JwksConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Verification with keys that are really fetched. */
@Timeout(30)
final class KeyRotationTest {
  private final TestingClock clock = new TestingClock();
  private final TestingIdp idp = new TestingIdp();
  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final IssuerConfig issuer =
      TestingKeys.issuer(idp.url(), Optional.of(idp.jwksUri()), Set.of("RS256"));
  private final JwksServices services =
      new JwksServices(
          List.of(issuer),
          new JwksConfig(
              Duration.ofHours(1),
              Duration.ofHours(24),
              Duration.ofSeconds(10),
              Duration.ofMillis(20),
              Duration.ofSeconds(5),
              10_000),
          true,
          clock,
          new TestingJwksEvents());
  private final JwtVerifier verifier =
      new JwtVerifier(
          new TrustedIssuers(List.of(issuer), services::keysOf),
          executor,
          clock,
          1 << 20,
          Duration.ofSeconds(5));

  @AfterEach
  void close() {
    services.close();
    executor.shutdownNow();
    idp.close();
  }

  private String token(JWK key, String id) {
    return new TestingToken(clock.instant())
        .claim("iss", idp.url())
        .claim("jti", id)
        .sign(key, JWSAlgorithm.RS256);
  }

  private TokenVerification verify(String token) throws Exception {
    return verifier.verify(token).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void awaitKeys() throws InterruptedException {
    while (!services.statuses().getFirst().usable()) {
      Thread.sleep(2);
    }
  }

  @Test
  void verify_keysNotYetThere_unverifiableUntilTheyAre() throws Exception {
    String token = token(RSA, "1");
    services.start();
    assertThat(verify(token)).isEqualTo(new Unverifiable(idp.url()));

    idp.publish(RSA);
    awaitKeys();

    assertThat(verify(token)).isInstanceOf(Verified.class);
  }

  @Test
  void verify_keyPublishedAfterTheLastFetch_verifiedAndTheWithdrawnOneNot() throws Exception {
    idp.publish(RSA);
    services.start();
    awaitKeys();
    String old = token(RSA, "1");
    assertThat(verify(old)).isInstanceOf(Verified.class);

    idp.publish(OTHER_RSA);
    assertThat(verify(token(OTHER_RSA, "2"))).isInstanceOf(Verified.class);

    assertThat(verify(old)).isEqualTo(new Refused(TokenRefusal.UNKNOWN_KEY));
  }

  @Test
  void verify_floodOfUnknownKeys_oneFetchAndGoodTokensPass() throws Exception {
    idp.publish(RSA);
    services.start();
    awaitKeys();
    int before = idp.requests();
    CompletableFuture<?>[] flood = new CompletableFuture<?>[1000];
    // Each another token, though the signature is not even looked at without a key.
    String unknown = token(OTHER_RSA, "1");
    String start = unknown.substring(0, unknown.length() - 5);
    for (int i = 0; i < flood.length; i++) {
      flood[i] = verifier.verify(start + "%04dQ".formatted(i)).toCompletableFuture();
    }

    assertThat(verify(token(RSA, "2"))).isInstanceOf(Verified.class);
    CompletableFuture.allOf(flood).get(10, TimeUnit.SECONDS);
    assertThat(idp.requests() - before).isLessThanOrEqualTo(1);
    assertThat(flood)
        .allSatisfy(
            one -> assertThat(one.resultNow()).isEqualTo(new Refused(TokenRefusal.UNKNOWN_KEY)));
  }
}
