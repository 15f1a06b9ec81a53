package dev.apirouter.authz.telemetry;

import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.apirouter.authz.authn.JwtVerifier;
import dev.apirouter.authz.authn.jwks.JwksServices;
import dev.apirouter.authz.authn.jwks.JwksStatus;
import dev.apirouter.authz.engine.DecisionCache;
import dev.apirouter.authz.engine.cedar.PolicyReloader;
import dev.apirouter.authz.engine.cedar.PolicySnapshot;
import dev.apirouter.authz.engine.mirror.PolicyMirror;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The metrics that are read from the server's parts whenever somebody asks for them. */
public final class ServerState {
  private ServerState() {}

  /** Shows how each issuer's keys stand. */
  public static void show(AuthzMetrics metrics, JwksServices jwks) {
    metrics.gauge(
        "authz_jwks_age_seconds",
        "Time since an issuer's JWKS in use was fetched; absent when there is none.",
        "issuer",
        () ->
            jwks.statuses().stream()
                .filter(status -> status.age().isPresent())
                .collect(
                    Collectors.toMap(
                        JwksStatus::issuer, status -> status.age().get().toMillis() / 1e3)));
    metrics.gauge(
        "authz_jwks_usable",
        "1 while an issuer's tokens can be verified.",
        "issuer",
        () ->
            jwks.statuses().stream()
                .collect(
                    Collectors.toMap(JwksStatus::issuer, status -> status.usable() ? 1.0 : 0.0)));
  }

  /** Shows the policy set in use. */
  public static void show(AuthzMetrics metrics, PolicyReloader policies) {
    metrics.gauge(
        "authz_policy_set_info",
        "1, with the version of the policy set in use.",
        "version",
        () -> Map.of(policies.get().version(), 1.0));
    metrics.gauge(
        "authz_policy_set_policies",
        "Policies in the policy set in use.",
        () -> policies.get().policies());
    metrics.gauge(
        "authz_policy_reload_failed",
        "1 while the policies on disk are not those in use.",
        () -> policies.lastReloadProblem().isPresent() ? 1 : 0);
  }

  /** Shows the copy of a policy store, and the policy set in use. */
  public static void show(AuthzMetrics metrics, PolicyMirror mirror) {
    metrics.gauge(
        "authz_policy_set_info",
        "1, with the version of the policy set in use.",
        "version",
        () -> mirror.current().map(snapshot -> Map.of(snapshot.version(), 1.0)).orElse(Map.of()));
    metrics.gauge(
        "authz_policy_set_policies",
        "Policies in the policy set in use.",
        () -> mirror.current().map(PolicySnapshot::policies).orElse(0));
    metrics.gauge(
        "authz_policy_reload_failed",
        "1 while the policies in the policy store are not those in use.",
        () -> mirror.status().stale() ? 1 : 0);
    metrics.gauge(
        "authz_mirror_usable",
        "1 while there is a policy set that is not too old to decide by.",
        () -> mirror.status().outage().isEmpty() ? 1 : 0);
    metrics.gauge(
        "authz_mirror_age_seconds",
        "Time since the policy store was last read completely; NaN before the first time.",
        () -> mirror.status().age().map(age -> age.toMillis() / 1e3).orElse(Double.NaN));
    metrics.counter(
        "authz_mirror_reads_total",
        "Calls of AVP that read the policy store, the SDK's retries not counted.",
        mirror::reads);
  }

  /** Shows the decision cache. */
  public static void show(AuthzMetrics metrics, DecisionCache decisions) {
    cache(metrics, "authz_decision_cache", "Decisions", decisions::stats, decisions::size);
    metrics.counter(
        "authz_decisions_stale_total",
        "Decisions past their time to live that stood in while the engine could not be asked.",
        decisions::stale);
  }

  /** Shows the cache of verified tokens. */
  public static void show(AuthzMetrics metrics, JwtVerifier verifier) {
    cache(
        metrics, "authz_token_cache", "Verified tokens", verifier::cacheStats, verifier::cacheSize);
  }

  private static void cache(
      AuthzMetrics metrics,
      String prefix,
      String what,
      Supplier<CacheStats> stats,
      LongSupplier size) {
    metrics.counter(
        prefix + "_hits_total", what + " found in the cache.", () -> stats.get().hitCount());
    metrics.counter(
        prefix + "_misses_total", what + " not found in the cache.", () -> stats.get().missCount());
    metrics.counter(
        prefix + "_evictions_total",
        what + " that gave way to others.",
        () -> stats.get().evictionCount());
    metrics.gauge(prefix + "_entries", what + " held, by estimate.", size::getAsLong);
  }
}
