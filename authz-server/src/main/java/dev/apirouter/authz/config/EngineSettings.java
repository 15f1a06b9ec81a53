package dev.apirouter.authz.config;

import dev.apirouter.authz.config.AuthzServerConfig.Check;
import dev.apirouter.authz.config.AuthzServerConfig.Insecure;
import dev.apirouter.authz.config.EngineConfig.Avp;
import dev.apirouter.authz.config.EngineConfig.AvpMirror;
import dev.apirouter.authz.config.EngineConfig.Breaker;
import dev.apirouter.authz.config.EngineConfig.Budget;
import dev.apirouter.authz.config.EngineConfig.Cedar;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Reads the engine's settings. Those of every engine may stand in one file, so that one setting
 * changes the engine; only the chosen engine's are required.
 */
final class EngineSettings {
  private final SettingsReader read;
  private final List<String> problems;

  private enum Engine {
    CEDAR,
    AVP,
    AVP_MIRROR
  }

  EngineSettings(SettingsReader read, List<String> problems) {
    this.read = read;
    this.problems = problems;
  }

  EngineConfig engine(Check check, Insecure insecure) {
    Engine engine = read.choice("engine", Engine.CEDAR, Engine.class);
    Cedar cedar = cedar(engine == Engine.CEDAR);
    Avp avp = avp(engine != Engine.CEDAR);
    MirrorConfig mirror = mirror();
    return switch (engine) {
      case CEDAR -> cedar;
      case AVP -> {
        check(avp, check, insecure);
        yield avp;
      }
      case AVP_MIRROR -> {
        check(avp, check, insecure);
        if (mirror.maxAge().compareTo(mirror.pollInterval().multipliedBy(2)) < 0) {
          problems.add(
              "mirror.max-age: is "
                  + SettingsReader.show(mirror.maxAge())
                  + "; expected at least twice mirror.poll-interval, "
                  + SettingsReader.show(mirror.pollInterval()));
        }
        yield new AvpMirror(avp, mirror);
      }
    };
  }

  private Cedar cedar(boolean chosen) {
    return new Cedar(
        read.pathNeededIf(chosen, "cedar.policies", "by cedar"),
        read.pathNeededIf(chosen, "cedar.schema", "by cedar"),
        read.duration("cedar.reload-interval", millis(500), millis(50), Duration.ofHours(1)));
  }

  private Avp avp(boolean chosen) {
    return new Avp(
        read.textNeededIf(chosen, "avp.policy-store-id", "by avp, avp-mirror"),
        Optional.of(read.text("avp.region", "")).filter(region -> !region.isEmpty()),
        read.optionalUri("avp.endpoint"),
        read.flag("avp.fips", false),
        read.duration("avp.timeout", millis(600), millis(10), Duration.ofMinutes(1)),
        read.duration("avp.attempt-timeout", millis(300), millis(10), Duration.ofMinutes(1)),
        read.integer("avp.attempts", 2, 1, 3),
        read.integer("avp.max-concurrency", 64, 1, 1024),
        read.integer("avp.queue", 100, 0, 100_000),
        new Budget(
            read.integer("avp.budget-per-second", 100, 1, 1_000_000),
            read.integer("avp.budget-burst", 100, 1, 1_000_000)),
        new Breaker(
            read.integer("avp.breaker-calls", 20, 1, 1000),
            read.integer("avp.breaker-failure-percent", 50, 1, 100),
            read.duration("avp.breaker-open-time", millis(1000), millis(10), minute())));
  }

  private MirrorConfig mirror() {
    return new MirrorConfig(
        read.duration("mirror.poll-interval", seconds(10), seconds(1), Duration.ofHours(1)),
        read.duration("mirror.max-age", hours(24), seconds(10), hours(24 * 7)),
        read.optionalPath("mirror.snapshot-file"),
        read.integer("mirror.reads-per-second", 5, 1, 1000),
        read.duration("mirror.read-timeout", seconds(3), millis(100), minute()),
        read.integer("mirror.referee-one-in", 0, 0, 1_000_000_000));
  }

  private void check(Avp avp, Check check, Insecure insecure) {
    requireShorter("avp.timeout", avp.timeout(), "check.timeout", check.timeout());
    if (avp.attemptTimeout().compareTo(avp.timeout()) > 0) {
      problems.add(
          "avp.attempt-timeout: is "
              + SettingsReader.show(avp.attemptTimeout())
              + "; expected at most avp.timeout, "
              + SettingsReader.show(avp.timeout()));
    }
    if (avp.fips() && avp.endpoint().isPresent()) {
      problems.add("avp.fips: is true beside avp.endpoint; expected one of them");
    }
    if (avp.endpoint().filter(uri -> "http".equals(uri.getScheme())).isPresent()
        && !insecure.httpAvp()) {
      problems.add("avp.endpoint: is http; expected https (insecure.http-avp: true allows it)");
    }
  }

  private void requireShorter(String path, Duration value, String bound, Duration limit) {
    if (value.compareTo(limit) >= 0) {
      problems.add(
          path
              + ": is "
              + SettingsReader.show(value)
              + "; expected less than "
              + bound
              + ", "
              + SettingsReader.show(limit));
    }
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Duration hours(long hours) {
    return Duration.ofHours(hours);
  }

  private static Duration minute() {
    return Duration.ofMinutes(1);
  }
}
