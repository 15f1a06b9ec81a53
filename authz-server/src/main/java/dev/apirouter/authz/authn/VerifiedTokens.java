package dev.apirouter.authz.authn;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.apirouter.authz.authn.TokenVerification.Verified;
import dev.apirouter.authz.authn.jwks.KeySource;
import dev.apirouter.authz.authn.jwks.VerificationKey;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Tokens that were verified before. Each is good until its {@code exp}, without the clock skew, and
 * as long as its issuer still publishes the key that verified it: both are looked at whenever it is
 * found. Tokens that were refused are not kept: strangers make any number of them.
 */
final class VerifiedTokens {
  private final Cache<TokenIdentity, Entry> cache;
  private final InstantSource clock;

  private record Entry(Verified verified, VerificationKey key, KeySource keys) {}

  /**
   * @param maxEntries number of tokens that are kept; 0: none
   */
  VerifiedTokens(int maxEntries, InstantSource clock) {
    this.cache = Caffeine.newBuilder().maximumSize(maxEntries).recordStats().build();
    this.clock = clock;
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
