package dev.apirouter.authz.engine.mirror;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait from one poll to the next. */
final class PollPauses {
  /** Part of a pause by which it may be shorter or longer, lest all replicas come at once. */
  static final double JITTER = 0.2;

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 20;

  private final Duration interval;

  PollPauses(Duration interval) {
    this.interval = interval;
  }

  /**
   * The next pause: about a second after the first failure, then twice as long each time, never
   * longer than when all is well.
   *
   * @param failures polls in a row that failed
   */
  Duration after(int failures) {
    Duration pause = interval;
    if (failures > 0) {
      Duration backoff = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
      pause = backoff.compareTo(interval) < 0 ? backoff : interval;
    }
    double factor = 1 - JITTER + 2 * JITTER * ThreadLocalRandom.current().nextDouble();
    return Duration.ofNanos((long) (pause.toNanos() * factor));
  }
}
