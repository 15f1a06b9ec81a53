package dev.apirouter.authz.engine.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PollPausesTest {
  private final PollPauses pauses = new PollPauses(Duration.ofSeconds(10));

  @ParameterizedTest
  @CsvSource({"0, 10", "1, 1", "2, 2", "4, 8", "5, 10", "1000000, 10"})
  void after_failures_backsOffUpToTheIntervalWithJitter(int failures, int seconds) {
    Set<Duration> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Duration pause = pauses.after(failures);
      assertThat(pause)
          .isBetween(Duration.ofMillis(seconds * 800L), Duration.ofMillis(seconds * 1200L));
      seen.add(pause);
    }
    assertThat(seen).hasSizeGreaterThan(50);
  }
}
