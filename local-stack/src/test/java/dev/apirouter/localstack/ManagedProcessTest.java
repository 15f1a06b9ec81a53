package dev.apirouter.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManagedProcessTest {
  private static final Duration BOUND = Duration.ofSeconds(5);

  @TempDir Path folder;
  private final Watchdog watchdog = startWatchdog();
  private final BlockingQueue<Integer> unexpectedExits = new LinkedBlockingQueue<>();

  private static Watchdog startWatchdog() {
    try {
      return new Watchdog();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void endAll() {
    watchdog.close();
  }

  private ManagedProcess shell(String script) {
    return new ManagedProcess(
        new ManagedProcess.Launch(
            StackProcess.COMMERCIAL,
            List.of("/bin/sh", "-c", script),
            Map.of("GREETING", "hello"),
            folder,
            folder,
            folder.resolve("commercial.log")),
        watchdog,
        unexpectedExits::add);
  }

  private static void awaitLog(ManagedProcess process, String text) throws Exception {
    for (int i = 0; i < 100 && !process.tail().contains(text); i++) {
      Thread.sleep(50);
    }
    assertThat(process.tail()).contains(text);
  }

  @Test
  void start_running_logsWithItsEnvironmentAndWritesItsPid() throws Exception {
    ManagedProcess process = shell("echo $GREETING $PORT; echo oops >&2; exec sleep 60");

    process.start();

    awaitLog(process, "hello\noops");
    assertThat(Files.readString(process.pidFile())).isEqualTo(process.pid() + "\n");
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void stop_running_endsAndIsNoSurprise() throws Exception {
    ManagedProcess process = shell("exec sleep 60");
    process.start();

    process.requestStop();
    process.awaitStop(BOUND);

    assertThat(process.isAlive()).isFalse();
    assertThat(unexpectedExits.poll(300, TimeUnit.MILLISECONDS)).isNull();
    assertThat(process.pidFile()).doesNotExist();
  }

  @Test
  void stop_termIgnored_isKilledAtTheBoundWithItsChildren() throws Exception {
    ManagedProcess process = shell("trap '' TERM; sleep 61 & echo child $!; wait; wait; sleep 62");
    process.start();
    awaitLog(process, "child ");
    long child = Long.parseLong(process.tail().replaceAll("\\D", ""));

    process.requestStop();
    process.awaitStop(Duration.ofMillis(300));

    assertThat(process.isAlive()).isFalse();
    assertEnds(child);
  }

  @Test
  void start_afterStop_runsAgainWithTheSameLog() throws Exception {
    ManagedProcess process = shell("echo run; exec sleep 60");
    process.start();
    awaitLog(process, "run");
    process.requestStop();
    process.awaitStop(BOUND);

    process.start();

    awaitLog(process, "run\nrun");
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void exit_byItself_isReported() throws Exception {
    ManagedProcess process = shell("exit 7");

    process.start();

    assertThat(unexpectedExits.poll(5, TimeUnit.SECONDS)).isEqualTo(7);
    assertThat(process.exitCode()).hasValue(7);
  }

  @Test
  void start_afterFinish_isRefused() {
    ManagedProcess process = shell("exec sleep 60");
    process.finish();

    assertThatThrownBy(process::start)
        .isInstanceOf(StackException.class)
        .hasMessageContaining("commercial starts no more");
  }

  @Test
  void start_noSuchProgram_isAStackException() {
    ManagedProcess process =
        new ManagedProcess(
            new ManagedProcess.Launch(
                StackProcess.ENVOY,
                List.of("/nonexistent/envoy"),
                Map.of(),
                folder,
                folder,
                folder.resolve("access.log")),
            watchdog,
            unexpectedExits::add);

    assertThatThrownBy(process::start)
        .isInstanceOf(StackException.class)
        .hasMessageContainingAll("envoy", "/nonexistent/envoy");
  }

  @Test
  void watchdog_pipeEnds_endsWhatRunsAndNothingElse() throws Exception {
    Process ended = new ProcessBuilder("sleep", "60").start();
    Process kept = new ProcessBuilder("sleep", "60").start();
    Process stubborn =
        new ProcessBuilder("/bin/sh", "-c", "trap '' TERM; sleep 60; sleep 60").start();
    Watchdog own = new Watchdog();
    own.started(ended.pid());
    own.started(kept.pid());
    own.started(stubborn.pid());
    own.ended(kept.pid());

    own.close();

    assertThat(ended.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(stubborn.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(kept.isAlive()).isTrue();
    kept.destroyForcibly();
  }

  private static void assertEnds(long pid) throws InterruptedException {
    for (int i = 0;
        i < 100 && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        i++) {
      Thread.sleep(50);
    }
    assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }
}
