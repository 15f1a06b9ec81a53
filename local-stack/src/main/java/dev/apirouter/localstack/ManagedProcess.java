package dev.apirouter.localstack;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One process of the stack, which can be started and stopped again and again. */
final class ManagedProcess {
  private static final int TAIL_LINES = 30;
  private static final int TAIL_BYTES = 64 << 10;

  /**
   * How to start it: not changed by a restart.
   *
   * @param output where its standard output goes; the log, unless the two are told apart
   */
  record Launch(
      StackProcess id,
      List<String> command,
      Map<String, String> environment,
      Path workingFolder,
      Path runFolder,
      Path output) {}

  private final Launch launch;
  private final Watchdog watchdog;
  private final IntConsumer onUnexpectedExit;
  private @Nullable Process process;
  private volatile boolean stopping;
  private boolean finished;

  /**
   * @param onUnexpectedExit is told the exit code when it ends without having been stopped
   */
  ManagedProcess(Launch launch, Watchdog watchdog, IntConsumer onUnexpectedExit) {
    this.launch = launch;
    this.watchdog = watchdog;
    this.onUnexpectedExit = onUnexpectedExit;
  }

  StackProcess id() {
    return launch.id();
  }

  Path log() {
    return launch.runFolder().resolve(id().processName() + ".log");
  }

  Path pidFile() {
    return launch.runFolder().resolve(id().processName() + ".pid");
  }

  /** Starts it unless it is running. Its output is appended to its log. */
  synchronized void start() {
    if (finished) {
      throw new StackException("The stack is ending: " + id().processName() + " starts no more");
    }
    if (isAlive()) {
      return;
    }
    stopping = false;
    ProcessBuilder builder =
        new ProcessBuilder(launch.command())
            .directory(launch.workingFolder().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.output().toFile()));
    if (launch.output().equals(log())) {
      builder.redirectErrorStream(true);
    } else {
      builder.redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()));
    }
    // Our variables are not theirs: authz-server reads AUTHZ_…, the services HOST and PORT.
    for (StackPort port : StackPort.values()) {
      builder.environment().remove(port.variable());
    }
    builder.environment().keySet().removeAll(List.of("ENVOY", "HOST", "PORT", "ISSUER"));
    builder.environment().putAll(launch.environment());
    try {
      Process started = builder.start();
      process = started;
      watchdog.started(started.pid());
      Files.writeString(pidFile(), started.pid() + "\n");
      var _ = started.onExit().thenAccept(this::ended);
    } catch (IOException e) {
      throw new StackException(
          "Can't start %s: %s".formatted(id().processName(), e.getMessage()), e);
    }
  }

  synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Process id of the latest start; 0 before the first. */
  synchronized long pid() {
    return process == null ? 0 : process.pid();
  }

  /** Exit code of the latest start; empty while it runs and before the first. */
  synchronized OptionalInt exitCode() {
    return process == null || process.isAlive()
        ? OptionalInt.empty()
        : OptionalInt.of(process.exitValue());
  }

  /** Whether it has been told to end since its latest start. */
  boolean isStopping() {
    return stopping;
  }

  /**
   * From now on it starts no more, and its end is no surprise: it may get the terminal's Ctrl-C
   * itself.
   */
  synchronized void finish() {
    stopping = true;
    finished = true;
  }

  /** Asks it to end (SIGTERM) without waiting. */
  synchronized void requestStop() {
    stopping = true;
    if (process != null) {
      process.destroy();
    }
  }

  /** Waits for its end after {@link #requestStop}, and kills it and its children at the bound. */
  void awaitStop(Duration bound) throws InterruptedException {
    Process ending;
    synchronized (this) {
      ending = process;
    }
    if (ending == null) {
      return;
    }
    List<ProcessHandle> children = ending.descendants().toList();
    if (!ending.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
      ending.destroyForcibly().waitFor();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }

  /** Ends it at once (SIGKILL), as if it had crashed. */
  synchronized void kill() {
    stopping = true;
    if (process != null) {
      process.destroyForcibly();
    }
  }

  /** The last lines of its log. */
  String tail() {
    try {
      byte[] bytes = Files.readAllBytes(log());
      int from = Math.max(0, bytes.length - TAIL_BYTES);
      List<String> lines =
          new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  private void ended(Process ended) {
    watchdog.ended(ended.pid());
    try (Stream<String> lines = Files.lines(pidFile())) {
      if (lines.findFirst().equals(Optional.of(Long.toString(ended.pid())))) {
        Files.deleteIfExists(pidFile());
      }
    } catch (IOException alreadyGone) {
      // What is to be deleted is not there.
    }
    if (!stopping) {
      onUnexpectedExit.accept(ended.exitValue());
    }
  }
}
