package dev.apirouter.authz.telemetry;

import dev.apirouter.authz.engine.avp.AvpEvents;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Counts calls of Verified Permissions, and logs the first failure of a kind, then at most one line
 * in ten seconds for each kind, and the recovery.
 */
public final class AvpTelemetry implements AvpEvents {
  private static final Logger LOG = System.getLogger(AvpTelemetry.class.getName());
  private static final double[] LATENCY_BUCKETS_SECONDS = {
    1e-3, 2.5e-3, 5e-3, 10e-3, 20e-3, 50e-3, 100e-3, 200e-3, 400e-3, 800e-3
  };
  private static final long NANOS_BETWEEN_LINES = Duration.ofSeconds(10).toNanos();

  private final Counter calls;
  private final Counter requests;
  private final Counter shed;
  private final Histogram latency;
  private final LongSupplier nanoClock;
  // By kind of failure: when it was logged, and how many have not been since.
  private final Map<String, Silence> silences = new ConcurrentHashMap<>();
  private volatile boolean failing;

  private record Silence(AtomicLong until, AtomicLong untold) {}

  /** Registers the metrics. */
  public AvpTelemetry(PrometheusRegistry registry) {
    this(registry, System::nanoTime);
  }

  AvpTelemetry(PrometheusRegistry registry, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    calls =
        Counter.builder()
            .name("authz_avp_calls_total")
            .help("Decisions asked of AVP, by result: allow, deny, error or the kind of failure.")
            .labelNames("result")
            .register(registry);
    requests =
        Counter.builder()
            .name("authz_avp_requests_total")
            .help("HTTP exchanges with AVP, retries included.")
            .register(registry);
    shed =
        Counter.builder()
            .name("authz_avp_shed_total")
            .help("Decisions answered 503 without a call of AVP, by reason.")
            .labelNames("reason")
            .register(registry);
    for (Shed reason : Shed.values()) {
      shed.initLabelValues(label(reason));
    }
    latency =
        Histogram.builder()
            .name("authz_avp_call_duration_seconds")
            .help("Time of a decision asked of AVP, retries included.")
            .classicUpperBounds(LATENCY_BUCKETS_SECONDS)
            .classicOnly()
            .register(registry);
  }

  @Override
  public void requested() {
    requests.inc();
  }

  @Override
  public void decided(String result, Duration duration) {
    calls.labelValues(result).inc();
    latency.observe(duration.toNanos() / 1e9);
    if (failing) {
      failing = false;
      LOG.log(Level.INFO, "AVP decides again");
    }
  }

  @Override
  public void failed(String kind, String problem, Duration duration) {
    calls.labelValues(kind).inc();
    latency.observe(duration.toNanos() / 1e9);
    failing = true;
    long now = nanoClock.getAsLong();
    Silence silence =
        silences.computeIfAbsent(kind, k -> new Silence(new AtomicLong(now), new AtomicLong()));
    long until = silence.until().get();
    if (now - until >= 0 && silence.until().compareAndSet(until, now + NANOS_BETWEEN_LINES)) {
      long untold = silence.untold().getAndSet(0);
      LOG.log(
          Level.ERROR,
          problem + (untold == 0 ? "" : " (and " + untold + " more of this kind since)"));
    } else {
      silence.untold().incrementAndGet();
    }
  }

  @Override
  public void shed(Shed reason) {
    shed.labelValues(label(reason)).inc();
  }

  private static String label(Shed reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
