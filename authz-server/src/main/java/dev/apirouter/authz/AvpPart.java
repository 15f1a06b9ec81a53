package dev.apirouter.authz;

import dev.apirouter.authz.config.EngineConfig;
import dev.apirouter.authz.engine.AuthorizationEngine;
import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.DecisionCache;
import dev.apirouter.authz.engine.EntityUid;
import dev.apirouter.authz.engine.avp.AvpAuthorizationEngine;
import dev.apirouter.authz.route.Operation;
import dev.apirouter.authz.route.OperationTable;
import dev.apirouter.authz.telemetry.AuthzMetrics;
import dev.apirouter.authz.telemetry.AvpTelemetry;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The engine that asks Amazon Verified Permissions. */
final class AvpPart implements EnginePart {
  /** What a call costs in USD: 5 USD for a million of single requests (AVP's price list). */
  private static final double USD_PER_CALL = 5e-6;

  /** How long the start waits for AVP: cold, the SDK's first call takes about a second. */
  private static final Duration WARM_UP = Duration.ofSeconds(3);

  private final AvpAuthorizationEngine engine;

  private AvpPart(AvpAuthorizationEngine engine) {
    this.engine = engine;
  }

  /**
   * Starts the engine; whether AVP answers does not matter.
   *
   * @throws StartException when there is no Region
   */
  static AvpPart start(EngineConfig.Avp config, OperationTable operations, AuthzMetrics metrics)
      throws StartException {
    try {
      AvpAuthorizationEngine engine =
          AvpAuthorizationEngine.create(config, new AvpTelemetry(metrics.registry()));
      probe(operations).ifPresent(query -> engine.warmUp(query, WARM_UP));
      return new AvpPart(engine);
    } catch (IllegalArgumentException e) {
      throw new StartException(List.of(String.valueOf(e.getMessage())), true, e);
    }
  }

  /** A query that fits the build's schema; what AVP decides does not matter. */
  private static Optional<AuthorizationQuery> probe(OperationTable operations) {
    return operations.operations().values().stream()
        .filter(operation -> operation.access() == Operation.Access.REQUIRED)
        .min(Comparator.comparing(Operation::id))
        .map(operation ->
            new AuthorizationQuery(
                new EntityUid(operations.cedarNamespace() + "::User", "api-router-start"),
                List.of(),
                Optional.empty(),
                operation.action(),
                new EntityUid(operation.resource().type(), "api-router-start")));
  }

  @Override
  public AuthorizationEngine engine() {
    return engine;
  }

  @Override
  public Optional<String> degradation() {
    return engine.degradation();
  }

  @Override
  public void show(AuthzMetrics metrics, DecisionCache decisions) {
    metrics.gauge(
        "authz_avp_breaker_state",
        "1, with the state of the circuit breaker before AVP.",
        "state",
        () -> Map.of(engine.breakerState(), 1.0));
    metrics.gauge("authz_avp_calls_running", "Calls of AVP that run.", engine::callsRunning);
    metrics.counter(
        "authz_avp_saved_calls_total",
        "Decisions for which AVP was not called, since an equal one was cached or in flight.",
        decisions::saved);
    metrics.counter(
        "authz_avp_saved_usd_total",
        "What these calls would have cost, in USD.",
        () -> decisions.saved() * USD_PER_CALL);
  }

  @Override
  public void close() {
    engine.close();
  }
}
