package dev.apirouter.localstack;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * A shell which ends the stack's processes should this one end without doing so itself, as after
 * SIGKILL. It is told of each process through a pipe; the end of the pipe is the end of us, however
 * it came. A pipe and not Linux's parent-death signal: that one is bound to the thread which
 * started the process, and macOS has none.
 */
final class Watchdog implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP QUIT
      pids=
      while read -r what pid; do
        others=
        for known in $pids; do [ "$known" = "$pid" ] || others="$others $known"; done
        pids=$others
        [ "$what" = started ] && pids="$pids $pid"
      done
      [ -n "$pids" ] || exit 0
      kill -TERM $pids 2>/dev/null
      for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        sleep 0.1
        alive=
        for pid in $pids; do kill -0 "$pid" 2>/dev/null && alive="$alive $pid"; done
        pids=$alive
        [ -n "$pids" ] || exit 0
      done
      kill -KILL $pids 2>/dev/null
      """;

  private final Process shell;
  private final Writer pipe;

  Watchdog() throws IOException {
    shell =
        new ProcessBuilder("/bin/sh", "-c", SCRIPT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    pipe = shell.outputWriter(StandardCharsets.US_ASCII);
  }

  void started(long pid) {
    tell("started " + pid);
  }

  void ended(long pid) {
    tell("ended " + pid);
  }

  /** Lets the shell go: it ends what is still running, and itself. */
  @Override
  public synchronized void close() {
    try {
      pipe.close();
    } catch (IOException alreadyGone) {
      // Then there is nobody to let go.
    }
  }

  private synchronized void tell(String line) {
    try {
      pipe.write(line + "\n");
      pipe.flush();
    } catch (IOException alreadyGone) {
      // The watchdog is a second safety: the stack works without it.
    }
  }
}
