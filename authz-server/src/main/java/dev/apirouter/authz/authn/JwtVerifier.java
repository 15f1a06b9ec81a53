package dev.apirouter.authz.authn;

import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.apirouter.authz.authn.TokenVerification.Refused;
import dev.apirouter.authz.authn.TokenVerification.Unverifiable;
import dev.apirouter.authz.authn.TokenVerification.Verified;
import dev.apirouter.authz.authn.TrustedIssuers.TrustedIssuer;
import dev.apirouter.authz.authn.jwks.JwksSnapshot;
import dev.apirouter.authz.authn.jwks.VerificationKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Verifies JWTs of several issuers (RFC 7519, RFC 8725). A token is refused unless its algorithm is
 * one of its issuer's, a key of its issuer verifies it, and its claims follow its issuer's rules,
 * in that order: the unverified {@code iss} does no more than choose whose rules apply.
 *
 * <p>Nothing blocks: a token that was verified before is answered on the caller's thread, another
 * on the executor. Whoever sends a token that is just being verified waits for that.
 */
public final class JwtVerifier {
  private final TrustedIssuers issuers;
  private final Executor executor;
  private final InstantSource clock;
  private final Duration keyWait;
  private final VerifiedTokens verifiedTokens;
  private final Map<TokenIdentity, CompletableFuture<TokenVerification>> underWay =
      new ConcurrentHashMap<>();

  /**
   * @param executor runs signature verifications, 30 to 400 µs each
   * @param cacheBytes bound on the memory of verified tokens that are kept, in bytes; 0: none
   * @param keyWait how long a token with an unknown {@code kid} waits for newer keys
   */
  public JwtVerifier(
      TrustedIssuers issuers,
      Executor executor,
      InstantSource clock,
      long cacheBytes,
      Duration keyWait) {
    this.issuers = issuers;
    this.executor = executor;
    this.clock = clock;
    this.keyWait = keyWait;
    this.verifiedTokens = new VerifiedTokens(cacheBytes, clock);
  }

  /**
   * Verifies a token.
   *
   * @param token not longer than the caller cares to have parsed
   * @return completed exceptionally with {@link java.util.concurrent.RejectedExecutionException}
   *     when the executor takes no more
   */
  public CompletionStage<TokenVerification> verify(String token) {
    TokenIdentity identity = TokenIdentity.of(token);
    Optional<Verified> before = verifiedTokens.find(identity);
    if (before.isPresent()) {
      return CompletableFuture.completedFuture(before.get());
    }
    CompletableFuture<TokenVerification> mine = new CompletableFuture<>();
    CompletableFuture<TokenVerification> first = underWay.putIfAbsent(identity, mine);
    if (first != null) {
      return first.copy();
    }
    start(token, identity)
        .whenComplete((verification, fault) -> {
          underWay.remove(identity);
          if (fault == null) {
            mine.complete(verification);
          } else {
            mine.completeExceptionally(cause(fault));
          }
        });
    return mine.copy();
  }

  private CompletionStage<TokenVerification> start(String token, TokenIdentity identity) {
    try {
      return CompletableFuture.supplyAsync(() -> verifyNow(token, identity), executor)
          .thenCompose(Function.identity());
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Throwable cause(Throwable fault) {
    return fault instanceof CompletionException && fault.getCause() != null
        ? fault.getCause()
        : fault;
  }

  private CompletionStage<TokenVerification> verifyNow(String token, TokenIdentity identity) {
    Optional<CompactJws> jws = CompactJws.parse(token);
    if (jws.isEmpty()) {
      return refused(TokenRefusal.MALFORMED);
    }
    Optional<TrustedIssuer> issuer =
        jws.get().claims().get("iss") instanceof String name
            ? issuers.find(name)
            : Optional.empty();
    if (issuer.isEmpty()) {
      return refused(TokenRefusal.UNKNOWN_ISSUER);
    }
    if (!issuer.get().algorithms().contains(jws.get().algorithm())) {
      return refused(TokenRefusal.ALGORITHM_NOT_ALLOWED);
    }
    return verifyWithCurrentKeys(new Candidate(jws.get(), issuer.get(), identity), true);
  }

  /** A token whose issuer is known and may use its algorithm. */
  private record Candidate(CompactJws jws, TrustedIssuer issuer, TokenIdentity identity) {}

  private CompletionStage<TokenVerification> verifyWithCurrentKeys(
      Candidate candidate, boolean mayRefresh) {
    CompactJws jws = candidate.jws();
    Optional<JwksSnapshot> keys = candidate.issuer().keys().current();
    if (keys.isEmpty()) {
      return CompletableFuture.completedFuture(new Unverifiable(candidate.issuer().name()));
    }
    Optional<VerificationKey> key = keys.get().find(jws.keyId(), jws.algorithm());
    if (key.isEmpty()) {
      return mayRefresh && jws.keyId().isPresent()
          ? verifyWithNewerKeys(candidate)
          : refused(TokenRefusal.UNKNOWN_KEY);
    }
    if (!key.get().verifies(jws.signingInput(), jws.signature())) {
      return refused(TokenRefusal.BAD_SIGNATURE);
    }
    TokenVerification verification =
        candidate.issuer().rules().verify(jws.claims(), candidate.identity(), clock.instant());
    if (verification instanceof Verified verified) {
      verifiedTokens.keep(verified, key.get(), candidate.issuer().keys());
    }
    return CompletableFuture.completedFuture(verification);
  }

  /**
   * Waits for the fetch, which may fail or take too long: a good set is kept then, so it is the
   * token's key that is unknown, and not the issuer's keys that are out of reach.
   */
  private CompletionStage<TokenVerification> verifyWithNewerKeys(Candidate candidate) {
    Optional<CompletionStage<Void>> refresh = candidate.issuer().keys().refreshForUnknownKey();
    if (refresh.isEmpty()) {
      return refused(TokenRefusal.UNKNOWN_KEY);
    }
    return refresh
        .get()
        .thenApply(_ -> true)
        .toCompletableFuture()
        .completeOnTimeout(false, keyWait.toNanos(), TimeUnit.NANOSECONDS)
        .thenApplyAsync(_ -> verifyWithCurrentKeys(candidate, false), executor)
        .thenCompose(Function.identity());
  }

  private static CompletionStage<TokenVerification> refused(TokenRefusal refusal) {
    return CompletableFuture.completedFuture(new Refused(refusal));
  }

  /** Hits, misses and evictions of the verified tokens since the start. */
  public CacheStats cacheStats() {
    return verifiedTokens.stats();
  }

  /** Number of verified tokens held now, by estimate. */
  public long cacheSize() {
    return verifiedTokens.size();
  }
}
