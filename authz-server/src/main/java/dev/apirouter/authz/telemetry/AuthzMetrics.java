package dev.apirouter.authz.telemetry;

import dev.apirouter.authz.check.CheckOutcome;
import dev.apirouter.authz.check.CheckOutcome.Allowed;
import dev.apirouter.authz.check.CheckOutcome.Denied;
import dev.apirouter.authz.request.RequestFacts;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * The server's metrics, all with the prefix {@code authz_}. Labels come from the action map and
 * from closed lists, never from a request.
 */
public final class AuthzMetrics implements CheckObserver {
  private static final double[] LATENCY_BUCKETS_SECONDS = {
    25e-6, 50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 50e-3, 100e-3, 250e-3, 1
  };

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter checks;
  private final Histogram latency;
  private final Counter policyReloads;
  private final Counter jwksFetches;
  private final String engine;
  // Looking a data point up by its labels costs more than the count itself.
  private final Map<CheckLabels, CounterDataPoint> checkCounters = new ConcurrentHashMap<>();
  private final Map<String, DistributionDataPoint> latencies = new ConcurrentHashMap<>();

  private record CheckLabels(String operation, String reason) {}

  /**
   * @param engine name of the engine, e.g. {@code cedar}
   */
  public AuthzMetrics(String engine) {
    this.engine = engine;
    checks =
        Counter.builder()
            .name("authz_checks_total")
            .help("Checks by operation of the action map (or unknown) and reason.")
            .labelNames("operation", "outcome", "reason")
            .register(registry);
    latency =
        Histogram.builder()
            .name("authz_check_duration_seconds")
            .help("Time from a Check's arrival to its answer, by source of the decision.")
            .labelNames("cache", "engine")
            .classicUpperBounds(LATENCY_BUCKETS_SECONDS)
            .classicOnly()
            .register(registry);
    policyReloads =
        Counter.builder()
            .name("authz_policy_reloads_total")
            .help("Loads of the policy set by result.")
            .labelNames("result")
            .register(registry);
    policyReloads.initLabelValues("success");
    policyReloads.initLabelValues("failure");
    jwksFetches =
        Counter.builder()
            .name("authz_jwks_fetches_total")
            .help("Fetches of a JWKS by issuer and result.")
            .labelNames("issuer", "result")
            .register(registry);
  }

  @Override
  public void checked(RequestFacts request, CheckOutcome outcome, long nanos) {
    CheckLabels labels =
        switch (outcome) {
          case Allowed allowed -> new CheckLabels(operation(allowed), "allowed");
          case Denied denied -> new CheckLabels(operation(denied), denied.reason().label());
        };
    checkCounters
        .computeIfAbsent(
            labels, l -> checks.labelValues(l.operation(), outcomeLabel(outcome), l.reason()))
        .inc();
    latencies
        .computeIfAbsent(
            outcome.trace().decision().label(), cache -> latency.labelValues(cache, engine))
        .observe(nanos / 1e9);
  }

  private static String operation(CheckOutcome outcome) {
    return outcome.trace().operationId().orElse("unknown");
  }

  /** {@code allow}, {@code deny} or {@code error}: whether it was decided at all. */
  private static String outcomeLabel(CheckOutcome outcome) {
    return switch (outcome) {
      case Allowed _ -> "allow";
      case Denied denied ->
          switch (denied.reason().kind()) {
            case INVALID, UNAUTHENTICATED, FORBIDDEN -> "deny";
            case UNAVAILABLE, INTERNAL -> "error";
          };
    };
  }

  /** Counts a load of the policy set. */
  public void policyLoad(boolean good) {
    policyReloads.labelValues(good ? "success" : "failure").inc();
  }

  /** Counts a fetch of an issuer's JWKS. */
  public void jwksFetch(String issuer, boolean good) {
    jwksFetches.labelValues(issuer, good ? "success" : "failure").inc();
  }

  /** Shows a number that is read when metrics are. */
  public void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /** Shows a number for each value of a label; both are read when metrics are. */
  public void gauge(String name, String help, String label, Supplier<Map<String, Double>> values) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(callback -> values.get().forEach((key, value) -> callback.call(value, key)))
        .register(registry);
  }

  /** Shows a number that only grows. */
  public void counter(String name, String help, DoubleSupplier value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /** What the management port shows. */
  public PrometheusRegistry registry() {
    return registry;
  }
}
