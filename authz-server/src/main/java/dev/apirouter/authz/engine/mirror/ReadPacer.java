package dev.apirouter.authz.engine.mirror;

import java.util.concurrent.TimeUnit;

/**
 * Makes one thread wait so that it reads no faster than AVP's quota allows: a token bucket that
 * holds one second's reads, so that a small policy store is read without waiting.
 */
final class ReadPacer {
  private final long interval;
  private final long burst;
  private long next;

  ReadPacer(int readsPerSecond) {
    this.interval = TimeUnit.SECONDS.toNanos(1) / readsPerSecond;
    this.burst = interval * (readsPerSecond - 1);
    this.next = System.nanoTime();
  }

  /** Waits until one more read may begin. */
  void await() throws InterruptedException {
    long now = System.nanoTime();
    if (next - now < 0) {
      next = now;
    }
    long wait = next - now - burst;
    next += interval;
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
  }
}
