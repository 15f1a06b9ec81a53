package dev.apirouter.authz.engine.avp;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket that is never waited for. It starts full; {@code burst} tokens fit into it, and
 * {@code perSecond} are added each second.
 *
 * <p>The generic cell rate algorithm (ITU-T I.371, annex A): one number, the time at which the
 * bucket will be full again. A limiter with fixed windows, such as resilience4j's, lets twice the
 * burst through around the end of a window, which is what a quota does not forgive.
 */
final class TokenBucket {
  private final long nanosPerToken;
  private final long nanosPerBurst;
  private final LongSupplier nanoClock;
  private final AtomicLong fullAt;

  /**
   * @param nanoClock as {@link System#nanoTime}
   */
  TokenBucket(int perSecond, int burst, LongSupplier nanoClock) {
    this.nanosPerToken = 1_000_000_000L / perSecond;
    this.nanosPerBurst = nanosPerToken * burst;
    this.nanoClock = nanoClock;
    this.fullAt = new AtomicLong(nanoClock.getAsLong());
  }

  /** Takes a token, if there is one. */
  boolean tryTake() {
    long now = nanoClock.getAsLong();
    while (true) {
      long full = fullAt.get();
      long next = (full - now > 0 ? full : now) + nanosPerToken;
      if (next - now > nanosPerBurst) {
        return false;
      }
      if (fullAt.compareAndSet(full, next)) {
        return true;
      }
    }
  }
}
