package dev.apirouter.authz.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Decisions past their time to live, for operations that would rather have an old one than none
 * while the engine cannot be asked.
 *
 * <p>A decision stands in for its own key only: the same token, the same query, the same policy-set
 * version. Only decisions without evaluation errors are here.
 */
final class LastKnownGood {
  private final InstantSource clock;
  private final Cache<DecisionCache.Key, Kept> kept;

  /**
   * @param freshUntil the end of the decision's time to live
   * @param until when nobody may have it any more
   */
  private record Kept(Decision decision, Instant freshUntil, Instant until) {}

  LastKnownGood(InstantSource clock, long maxBytes) {
    this.clock = clock;
    this.kept =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<DecisionCache.Key, Kept>weigher((key, entry) -> key.weight())
            // Frees memory; what is too old is judged anew at each look-up, by the same clock as
            // exp.
            .expireAfter(
                Expiry.<DecisionCache.Key, Kept>writing(
                    (key, entry) -> Duration.between(clock.instant(), entry.until())))
            .build();
  }

  /** Keeps a decision, if the scope wants it. */
  void remember(DecisionCache.Key key, Decision decision, Duration ttl, CacheScope scope) {
    if (!scope.lastKnownGood().isZero()) {
      Instant freshUntil = clock.instant().plus(ttl);
      kept.put(key, new Kept(decision, freshUntil, end(freshUntil, scope)));
    }
  }

  /** Forgets what was known of a key: a later decision on it is not good. */
  void forget(DecisionCache.Key key) {
    kept.invalidate(key);
  }

  /** The last decision, if the scope allows one of its age. */
  Optional<Decision> find(DecisionCache.Key key, CacheScope scope) {
    Kept entry = kept.getIfPresent(key);
    return entry != null
            && !scope.lastKnownGood().isZero()
            && clock.instant().isBefore(end(entry.freshUntil(), scope))
        ? Optional.of(entry.decision())
        : Optional.empty();
  }

  private static Instant end(Instant freshUntil, CacheScope scope) {
    Instant end = freshUntil.plus(scope.lastKnownGood());
    return end.isBefore(scope.expiresAt()) ? end : scope.expiresAt();
  }
}
