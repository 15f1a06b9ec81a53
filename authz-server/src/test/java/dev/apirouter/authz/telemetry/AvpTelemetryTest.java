package dev.apirouter.authz.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apirouter.authz.engine.avp.AvpEvents.Shed;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AvpTelemetryTest {
  private static final Duration CALL = Duration.ofMillis(7);
  private static final Logger LOGGER = Logger.getLogger(AvpTelemetry.class.getName());

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private long now;
  private final AvpTelemetry telemetry = new AvpTelemetry(registry, () -> now);
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord logged) {
          lines.add(logged.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOGGER.addHandler(handler);
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void stop() {
    LOGGER.removeHandler(handler);
    LOGGER.setUseParentHandlers(true);
  }

  @Test
  void failed_again_isLoggedOnceInTenSecondsForEachKind() {
    telemetry.failed("timeout", "too slow", CALL);
    telemetry.failed("timeout", "too slow", CALL);
    telemetry.failed("credentials", "expired", CALL);
    telemetry.failed("timeout", "too slow", CALL);
    now += Duration.ofSeconds(10).toNanos();
    telemetry.failed("timeout", "too slow", CALL);

    assertThat(lines)
        .containsExactly("too slow", "expired", "too slow (and 2 more of this kind since)");
  }

  @Test
  void decided_afterFailures_logsTheRecoveryOnce() {
    telemetry.decided("allow", CALL);
    telemetry.failed("timeout", "too slow", CALL);
    telemetry.decided("allow", CALL);
    telemetry.decided("deny", CALL);

    assertThat(lines).containsExactly("too slow", "AVP decides again");
  }

  @Test
  void metrics_calls_areCountedByResult() throws IOException {
    telemetry.requested();
    telemetry.decided("allow", CALL);
    telemetry.requested();
    telemetry.requested();
    telemetry.failed("server_error", "down", CALL);
    telemetry.shed(Shed.BUDGET_EXHAUSTED);

    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, registry.scrape());
    assertThat(text.toString(StandardCharsets.UTF_8).lines())
        .contains(
            "authz_avp_calls_total{result=\"allow\"} 1.0",
            "authz_avp_calls_total{result=\"server_error\"} 1.0",
            "authz_avp_requests_total 3.0",
            "authz_avp_shed_total{reason=\"budget_exhausted\"} 1.0",
            "authz_avp_shed_total{reason=\"breaker_open\"} 0.0",
            "authz_avp_call_duration_seconds_count 2");
  }
}
