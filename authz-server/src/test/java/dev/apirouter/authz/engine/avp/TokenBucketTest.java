package dev.apirouter.authz.engine.avp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {
  private long now = Long.MAX_VALUE - 5; // nanoTime may wrap

  private final TokenBucket bucket = new TokenBucket(100, 5, () -> now);

  private int take() {
    int taken = 0;
    while (bucket.tryTake()) {
      taken++;
    }
    return taken;
  }

  @Test
  void tryTake_full_givesTheBurstAndNoMore() {
    assertThat(take()).isEqualTo(5);
    assertThat(take()).isZero();
  }

  @Test
  void tryTake_afterAWhile_givesTheRate() {
    take();

    now += Duration.ofMillis(29).toNanos();
    assertThat(take()).isEqualTo(2);
    now += Duration.ofMillis(1).toNanos();
    assertThat(take()).isEqualTo(1);
  }

  @Test
  void tryTake_afterALongTime_givesTheBurst() {
    take();

    now += Duration.ofHours(1).toNanos();
    assertThat(take()).isEqualTo(5);
  }
}
