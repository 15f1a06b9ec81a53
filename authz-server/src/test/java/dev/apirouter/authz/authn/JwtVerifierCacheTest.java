package dev.apirouter.authz.authn;

import static dev.apirouter.authz.authn.jwks.TestingKeys.OTHER_RSA;
import static dev.apirouter.authz.authn.jwks.TestingKeys.RSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import dev.apirouter.authz.authn.TokenVerification.Refused;
import dev.apirouter.authz.authn.TokenVerification.Unverifiable;
import dev.apirouter.authz.authn.TokenVerification.Verified;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class JwtVerifierCacheTest {
  private final TestingIssuers issuers = new TestingIssuers();
  private final TestingKeySource keys = issuers.keys;
  private final JwtVerifier verifier = issuers.verifier(Runnable::run);

  private JwtVerifier verifier(Executor executor) {
    return issuers.verifier(executor);
  }

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

  @Test
  void verify_noKeys_unverifiable() {
    keys.keys = Optional.empty();

    assertThat(verify(token().sign(RSA, JWSAlgorithm.RS256)))
        .isEqualTo(new Unverifiable(TestingToken.ISSUER));
  }

  @Test
  void verify_again_notVerifiedAgain() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    JwtVerifier verifier = verifier(tasks::add);
    String token = token().sign(RSA, JWSAlgorithm.RS256);

    CompletableFuture<TokenVerification> first = verifier.verify(token).toCompletableFuture();
    assertThat(first).isNotDone();
    tasks.remove().run();
    CompletableFuture<TokenVerification> second = verifier.verify(token).toCompletableFuture();

    assertThat(second).isCompletedWithValue(first.join());
    assertThat(tasks).isEmpty();
    assertThat(verifier.cacheStats().hitCount()).isEqualTo(1);
  }

  @Test
  void verify_manyAtOnce_verifiedOnce() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    JwtVerifier verifier = verifier(tasks::add);
    String token = token().sign(RSA, JWSAlgorithm.RS256);

    List<CompletableFuture<TokenVerification>> all = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      all.add(verifier.verify(token).toCompletableFuture());
    }

    assertThat(tasks).hasSize(1);
    tasks.remove().run();
    assertThat(all).allSatisfy(one -> assertThat(one.join()).isInstanceOf(Verified.class));
  }

  @Test
  void verify_refusedToken_notKept() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    JwtVerifier verifier = verifier(tasks::add);
    for (int i = 0; i < 2; i++) {
      var _ = verifier.verify("a.b.c");
      assertThat(tasks).hasSize(1);
      tasks.remove().run();
    }
  }

  @Test
  void verify_cachedTokenExpires_refused() {
    String token = token().sign(RSA, JWSAlgorithm.RS256);
    assertVerified(token);

    issuers.clock.advance(Duration.ofSeconds(599));
    assertVerified(token);
    assertThat(verifier.cacheStats().hitCount()).isEqualTo(1);
    issuers.clock.advance(Duration.ofSeconds(1));
    assertVerified(token);
    assertVerified(token);

    assertThat(verifier.cacheStats().hitCount())
        .as("not kept past exp, within the skew")
        .isEqualTo(2);
    assertThat(verifier.cacheSize()).isZero();
    issuers.clock.advance(Duration.ofSeconds(30));
    assertRefused(token, TokenRefusal.EXPIRED);
  }

  @Test
  void verify_cachedTokenKeyWithdrawn_refused() {
    String token = token().sign(RSA, JWSAlgorithm.RS256);
    assertVerified(token);

    issuers.publish(RSA, OTHER_RSA);
    assertVerified(token);
    issuers.publish(OTHER_RSA);
    assertRefused(token, TokenRefusal.UNKNOWN_KEY);
  }

  @Test
  void verify_cachedTokenKeyReplacedUnderItsId_refused() {
    String token = token().sign(RSA, JWSAlgorithm.RS256);
    assertVerified(token);

    issuers.publish(
        new RSAKey.Builder(OTHER_RSA).keyID(RSA.getKeyID()).keyUse(KeyUse.SIGNATURE).build());

    assertRefused(token, TokenRefusal.BAD_SIGNATURE);
  }

  @Test
  void verify_cachedTokenKeysTooOld_unverifiable() {
    String token = token().sign(RSA, JWSAlgorithm.RS256);
    assertVerified(token);

    keys.keys = Optional.empty();

    assertThat(verify(token)).isEqualTo(new Unverifiable(TestingToken.ISSUER));
  }

  @Test
  void verify_unknownKeyAndRefreshNotDue_unknownKey() {
    assertRefused(token().sign(OTHER_RSA, JWSAlgorithm.RS256), TokenRefusal.UNKNOWN_KEY);
    assertThat(keys.refreshes).hasValue(1);
  }

  @Test
  void verify_unknownKeyAndRefreshBringsIt_verified() {
    CompletableFuture<Void> refresh = new CompletableFuture<>();
    keys.refresh = Optional.of(refresh);

    CompletableFuture<TokenVerification> verification =
        verifier.verify(token().sign(OTHER_RSA, JWSAlgorithm.RS256)).toCompletableFuture();
    assertThat(verification).isNotDone();
    issuers.publish(RSA, OTHER_RSA);
    refresh.complete(null);

    assertThat(verification.join()).isInstanceOf(Verified.class);
  }

  @Test
  void verify_unknownKeyAndRefreshDoesNotBringIt_unknownKeyAfterOneTry() {
    keys.refresh = Optional.of(CompletableFuture.completedFuture(null));

    assertRefused(token().sign(OTHER_RSA, JWSAlgorithm.RS256), TokenRefusal.UNKNOWN_KEY);
    assertThat(keys.refreshes).hasValue(1);
  }

  @Test
  void verify_unknownKeyAndRefreshHangs_unknownKeyInTime() throws Exception {
    keys.refresh = Optional.of(new CompletableFuture<>());

    TokenVerification verification =
        verifier
            .verify(token().sign(OTHER_RSA, JWSAlgorithm.RS256))
            .toCompletableFuture()
            .get(5, TimeUnit.SECONDS);

    assertThat(verification).isEqualTo(new Refused(TokenRefusal.UNKNOWN_KEY));
  }

  @Test
  void verify_executorTakesNoMore_completesExceptionally() {
    JwtVerifier verifier =
        verifier(task -> {
          throw new RejectedExecutionException("full");
        });
    String token = token().sign(RSA, JWSAlgorithm.RS256);

    for (int i = 0; i < 2; i++) {
      CompletableFuture<TokenVerification> verification =
          verifier.verify(token).toCompletableFuture();
      assertThatThrownBy(verification::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(RejectedExecutionException.class);
    }
  }

  @Test
  void verify_executorTakesNoMoreAfterRefresh_completesExceptionally() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    JwtVerifier verifier =
        verifier(task -> {
          if (!tasks.isEmpty()) {
            throw new RejectedExecutionException("full");
          }
          tasks.add(task);
        });
    CompletableFuture<Void> refresh = new CompletableFuture<>();
    keys.refresh = Optional.of(refresh);

    CompletableFuture<TokenVerification> verification =
        verifier.verify(token().sign(OTHER_RSA, JWSAlgorithm.RS256)).toCompletableFuture();
    tasks.element().run();
    refresh.complete(null);

    assertThatThrownBy(verification::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void verify_concurrently_eachItsOwnPrincipal() throws Exception {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      tokens.add(token().claim("sub", "user-" + i).sign(RSA, JWSAlgorithm.RS256));
    }
    try (ExecutorService callers = Executors.newFixedThreadPool(8);
        ExecutorService workers = Executors.newFixedThreadPool(2)) {
      JwtVerifier verifier = verifier(workers);
      List<Future<TokenVerification>> results = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        String token = tokens.get(i % 20);
        results.add(callers.submit(() -> verifier.verify(token).toCompletableFuture().get()));
      }
      for (int i = 0; i < 2000; i++) {
        TokenVerification result = results.get(i).get(10, TimeUnit.SECONDS);
        assertThat(((Verified) result).principal().subject()).isEqualTo("user-" + i % 20);
      }
    }
  }

  @Test
  void verify_manyTokens_keepsWithinItsBytes() {
    for (int i = 0; i < 1_500; i++) {
      assertVerified(
          token().claim("groups", List.of("g".repeat(200), "n" + i)).sign(RSA, JWSAlgorithm.RS256));
    }

    assertThat(verifier.cacheStats().evictionCount()).isPositive();
    assertThat(verifier.cacheSize()).isLessThan(1_400);
  }
}
