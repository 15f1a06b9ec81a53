package dev.apirouter.authz.engine;

import static java.util.Objects.requireNonNull;

import dev.apirouter.authz.authn.TokenIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * For whom and how long a decision may be kept.
 *
 * @param token the verified token that the query was made from; empty for the anonymous principal
 * @param expiresAt no decision is kept beyond it; {@link Instant#MAX} for the anonymous principal
 * @param ttl the operation's own time to live of an ALLOW; empty: the default; zero: the decision
 *     is neither looked up nor kept
 * @param lastKnownGood how long past its time to live a decision stands in for a new one while the
 *     engine cannot be asked, never beyond {@code expiresAt}; zero: not at all
 */
public record CacheScope(
    Optional<TokenIdentity> token,
    Instant expiresAt,
    Optional<Duration> ttl,
    Duration lastKnownGood) {
  public CacheScope {
    requireNonNull(token, "token");
    requireNonNull(expiresAt, "expiresAt");
    requireNonNull(ttl, "ttl");
    requireNonNull(lastKnownGood, "lastKnownGood");
  }
}
