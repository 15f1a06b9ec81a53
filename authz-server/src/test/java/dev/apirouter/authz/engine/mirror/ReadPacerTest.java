package dev.apirouter.authz.engine.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReadPacerTest {
  @Test
  void await_moreThanASecondsReads_waitsBetweenThem() throws Exception {
    ReadPacer pacer = new ReadPacer(20);
    long start = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      pacer.await();
    }
    long burst = System.nanoTime() - start;
    for (int i = 0; i < 4; i++) {
      pacer.await();
    }
    long all = System.nanoTime() - start;

    assertThat(all).isGreaterThanOrEqualTo(4 * 50_000_000L);
    assertThat(burst).isLessThan(all / 2);
  }
}
