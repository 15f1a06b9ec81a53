package dev.apirouter.avplocal.fault;

import java.util.function.LongSupplier;

/** A token bucket that holds one second's worth of calls. */
final class RateLimit {
  private static final double NANOS = 1e9;

  private final int perSecond;
  private final LongSupplier nanoTime;
  private double tokens;
  private long refilled;

  RateLimit(int perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.tokens = perSecond;
    this.refilled = nanoTime.getAsLong();
  }

  /** Takes a call's token; false when there is none. */
  synchronized boolean tryTake() {
    long now = nanoTime.getAsLong();
    tokens = Math.min(perSecond, tokens + (now - refilled) / NANOS * perSecond);
    refilled = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
