package dev.apirouter.authz.authn;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.apirouter.authz.authn.TokenVerification.Verified;
import dev.apirouter.authz.authn.jwks.KeySource;
import dev.apirouter.authz.authn.jwks.VerificationKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Tokens that were verified before. Each is good until its {@code exp}, without the clock skew, and
 * as long as its issuer still publishes the key that verified it: both are looked at whenever it is
 * found. Tokens that were refused are not kept: strangers make any number of them.
 */
final class VerifiedTokens {
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Cache<TokenIdentity, Entry> cache;
  private final InstantSource clock;

  private record Entry(Verified verified, VerificationKey key, KeySource keys) {

    /** Bytes of memory that an entry takes, near enough to bound the cache by. */
    int weight() {
      Principal principal = verified.principal();
      int bytes =
          500
              + 2 * principal.subject().length()
              + 2 * principal.tenantId().map(String::length).orElse(0);
      for (String group : principal.groups()) {
        bytes += 60 + 2 * group.length();
      }
      return bytes;
    }
  }

  /**
   * @param maxBytes bound on the memory of all entries, in bytes, by estimate; 0: none are kept
   */
  VerifiedTokens(long maxBytes, InstantSource clock) {
    this.clock = clock;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<TokenIdentity, Entry>weigher((identity, entry) -> entry.weight())
            .expireAfter(
                Expiry.<TokenIdentity, Entry>creating((identity, entry) -> timeLeft(entry)))
            .recordStats()
            .build();
  }

  private Duration timeLeft(Entry entry) {
    Instant now = clock.instant();
    Instant end = entry.verified.principal().expiresAt();
    // A token may be good for longer than a Duration holds nanoseconds.
    Instant bound = now.plus(LONGEST);
    return Duration.between(now, end.isBefore(bound) ? end : bound);
  }

  Optional<Verified> find(TokenIdentity identity) {
    Entry entry = cache.getIfPresent(identity);
    if (entry == null) {
      return Optional.empty();
    }
    if (!isCurrent(entry.verified)) {
      cache.invalidate(identity);
      return Optional.empty();
    }
    return entry.keys.current().filter(keys -> keys.holds(entry.key)).map(_ -> entry.verified);
  }

  void keep(Verified verified, VerificationKey key, KeySource keys) {
    if (isCurrent(verified)) {
      cache.put(verified.identity(), new Entry(verified, key, keys));
    }
  }

  private boolean isCurrent(Verified verified) {
    return clock.instant().isBefore(verified.principal().expiresAt());
  }

  CacheStats stats() {
    return cache.stats();
  }

  long size() {
    return cache.estimatedSize();
  }
}
