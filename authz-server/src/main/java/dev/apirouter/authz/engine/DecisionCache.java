package dev.apirouter.authz.engine;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.apirouter.authz.authn.TokenIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;

/**
 * The engine with a memory: an equal query from the same token is decided once, also while the
 * first is still being decided.
 *
 * <p>The key holds the whole query, the token and the policy-set version, which is everything that
 * a decision can depend on; so a changed policy invalidates by itself. An ALLOW is kept for the
 * operation's time to live, a DENY for a shorter one, neither beyond the token's {@code exp}. An
 * engine that cannot be asked, and a decision with evaluation errors, are shared by those who wait
 * for them and not kept. Where the scope wants it, an engine that cannot be asked is replaced by
 * the last known good decision for a bounded time.
 */
public final class DecisionCache {
  private final AuthorizationEngine engine;
  private final InstantSource clock;
  private final Duration allowTtl;
  private final Duration denyTtl;
  private final AsyncCache<Key, Answer> cache;
  private final LastKnownGood lastKnownGood;
  private final LongAdder saved = new LongAdder();
  private final LongAdder stale = new LongAdder();

  record Key(Optional<TokenIdentity> token, AuthorizationQuery query, String policySetVersion) {

    /** Bytes of memory that an entry takes, near enough to bound the cache by. */
    int weight() {
      int characters =
          query.principal().id().length()
              + query.tenantId().map(String::length).orElse(0)
              + query.resource().id().length();
      for (String group : query.groups()) {
        characters += 40 + group.length();
      }
      return 500 + characters;
    }
  }

  /** An outage is a value here: a failed future would be logged by the cache for every check. */
  private sealed interface Answer {
    Duration ttl();

    record Decided(Decision decision, Duration ttl) implements Answer {}

    record Failed(Throwable fault, Duration ttl) implements Answer {}
  }

  /**
   * A decision and where it comes from.
   *
   * @param decision the decision
   * @param origin how it came about
   */
  public record Result(Decision decision, Origin origin) {}

  /** How a decision came about. */
  public enum Origin {
    /** The engine was asked. */
    MADE,
    /** It was kept, or is that of an equal query at the same time. */
    KEPT,
    /** The engine could not be asked; it is past its time to live. */
    LAST_KNOWN_GOOD
  }

  /**
   * Puts a cache before an engine.
   *
   * @param maxBytes bound on the memory of all entries, in bytes, by estimate; for last known good
   *     decisions there is a quarter of it beside
   * @param allowTtl time to live of an ALLOW, unless the operation has its own
   * @param denyTtl longest time to live of a DENY
   */
  public DecisionCache(
      AuthorizationEngine engine,
      InstantSource clock,
      long maxBytes,
      Duration allowTtl,
      Duration denyTtl) {
    this(engine, clock, Ticker.systemTicker(), maxBytes, allowTtl, denyTtl);
  }

  DecisionCache(
      AuthorizationEngine engine,
      InstantSource clock,
      Ticker ticker,
      long maxBytes,
      Duration allowTtl,
      Duration denyTtl) {
    this.engine = engine;
    this.clock = clock;
    this.allowTtl = allowTtl;
    this.denyTtl = denyTtl;
    this.cache =
        Caffeine.newBuilder()
            .ticker(ticker)
            .maximumWeight(maxBytes)
            .<Key, Answer>weigher((key, answer) -> key.weight())
            .expireAfter(Expiry.<Key, Answer>creating((key, answer) -> answer.ttl()))
            .recordStats()
            .buildAsync();
    this.lastKnownGood = new LastKnownGood(clock, maxBytes / 4);
  }

  /**
   * Decides a query, from memory when it can; never blocks.
   *
   * @return completed exceptionally as {@link AuthorizationEngine#decide} is
   */
  public CompletableFuture<Result> decide(AuthorizationQuery query, CacheScope scope) {
    if (scope.ttl().isPresent() && scope.ttl().get().isZero()) {
      return engine
          .decide(query)
          .thenApply(decision -> new Result(decision, Origin.MADE))
          .toCompletableFuture();
    }
    Key key = new Key(scope.token(), query, engine.policySetVersion());
    CompletableFuture<Answer> held = cache.getIfPresent(key);
    if (held != null) {
      saved.increment();
      return held.thenApply(answer -> result(answer, Origin.KEPT, key, scope));
    }
    CompletableFuture<Answer> mine = new CompletableFuture<>();
    CompletableFuture<Answer> first = cache.asMap().putIfAbsent(key, mine);
    if (first != null) {
      saved.increment();
      return first.thenApply(answer -> result(answer, Origin.KEPT, key, scope));
    }
    ask(key, scope, mine);
    return mine.thenApply(answer -> result(answer, Origin.MADE, key, scope));
  }

  private Result result(Answer answer, Origin origin, Key key, CacheScope scope) {
    return switch (answer) {
      case Answer.Decided(Decision decision, var _) -> new Result(decision, origin);
      case Answer.Failed(RuntimeException fault, var _) -> {
        Optional<Decision> standIn =
            isOutage(fault) ? lastKnownGood.find(key, scope) : Optional.empty();
        if (standIn.isEmpty()) {
          throw fault;
        }
        stale.increment();
        yield new Result(standIn.get(), Origin.LAST_KNOWN_GOOD);
      }
      case Answer.Failed(Throwable fault, var _) ->
          throw new EngineUnavailableException("the engine failed", fault);
    };
  }

  private static boolean isOutage(RuntimeException fault) {
    return fault instanceof EngineUnavailableException
        || fault instanceof EngineBudgetExhaustedException
        || fault instanceof RejectedExecutionException;
  }

  private void ask(Key key, CacheScope scope, CompletableFuture<Answer> answer) {
    try {
      engine
          .decide(key.query())
          .whenComplete((decision, fault) ->
              answer.complete(
                  fault == null
                      ? new Answer.Decided(decision, keep(key, decision, scope))
                      : new Answer.Failed(cause(fault), Duration.ZERO)));
    } catch (RuntimeException | Error fault) {
      answer.complete(new Answer.Failed(fault, Duration.ZERO));
    }
  }

  private static Throwable cause(Throwable fault) {
    return fault instanceof CompletionException && fault.getCause() != null
        ? fault.getCause()
        : fault;
  }

  /** Decides how long a decision is kept, and remembers it for longer, if the scope wants it. */
  private Duration keep(Key key, Decision decision, CacheScope scope) {
    // A policy set that changed while the engine decided leaves open which one it decided by.
    if (!decision.errors().isEmpty() || !key.policySetVersion().equals(engine.policySetVersion())) {
      lastKnownGood.forget(key);
      return Duration.ZERO;
    }
    Duration ttl = ttl(decision, scope);
    lastKnownGood.remember(key, decision, ttl, scope);
    return ttl;
  }

  private Duration ttl(Decision decision, CacheScope scope) {
    Duration ttl = scope.ttl().orElse(allowTtl);
    if (!decision.allowed()) {
      ttl = shorter(ttl, denyTtl);
    }
    if (!scope.expiresAt().equals(Instant.MAX)) {
      ttl = shorter(ttl, Duration.between(clock.instant(), scope.expiresAt()));
    }
    return ttl.isNegative() ? Duration.ZERO : ttl;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /** Hits, misses and evictions since the start. */
  public CacheStats stats() {
    return cache.synchronous().stats();
  }

  /** Decisions since the start that the engine was not asked for: kept ones and those in flight. */
  public long saved() {
    return saved.sum();
  }

  /** Decisions since the start that stood in for an engine that could not be asked. */
  public long stale() {
    return stale.sum();
  }

  /** Number of decisions held now, by estimate. */
  public long size() {
    return cache.synchronous().estimatedSize();
  }
}
