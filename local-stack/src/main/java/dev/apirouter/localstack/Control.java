package dev.apirouter.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How another program tells a running stack to stop or start one of its processes: by a file {@code
 * request} in the run folder, to which the stack answers with a file {@code reply}. Files, because
 * a port is one more to be busy, and the path of a unix domain socket may not be long.
 */
final class Control {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
  private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(90);
  private static final String OK = "ok: ";

  private final Path request;
  private final Path reply;
  private final Path runFolder;

  Control(Path runFolder) {
    this.runFolder = runFolder;
    this.request = runFolder.resolve("control.request");
    this.reply = runFolder.resolve("control.reply");
  }

  /** What a request came to. */
  record Reply(boolean ok, String text) {}

  /** Sends {@code stop NAME} or {@code start NAME} and waits for what comes of it. */
  Reply send(String verb, String processName) throws InterruptedException, IOException {
    if (!RunFolder.isTaken(runFolder)) {
      return new Reply(false, "`make run` is not running here");
    }
    Files.deleteIfExists(reply);
    write(request, verb + " " + processName);
    Instant deadline = Instant.now().plus(REPLY_TIMEOUT);
    while (!Files.exists(reply)) {
      if (Instant.now().isAfter(deadline) || !RunFolder.isTaken(runFolder)) {
        return new Reply(false, "`make run` does not answer");
      }
      Thread.sleep(POLL_INTERVAL);
    }
    String text = Files.readString(reply);
    Files.deleteIfExists(reply);
    return text.startsWith(OK)
        ? new Reply(true, text.substring(OK.length()))
        : new Reply(false, text);
  }

  /** Serves requests until the thread is interrupted. */
  void serve(LocalStack stack) throws InterruptedException {
    while (true) {
      Thread.sleep(POLL_INTERVAL);
      try {
        if (Files.exists(request)) {
          String text = Files.readString(request);
          Files.delete(request);
          String answer = answer(stack, text);
          System.out.println(answer);
          write(reply, answer);
        }
      } catch (IOException e) {
        System.err.println("Can't serve " + request + ": " + e);
      }
    }
  }

  private static String answer(LocalStack stack, String text) throws InterruptedException {
    String[] words = text.strip().split(" ", 2);
    Optional<StackProcess> process =
        words.length == 2 ? StackProcess.named(words[1]) : Optional.empty();
    if (process.isEmpty()) {
      return "expected stop or start and a process, not '" + text + "'";
    }
    try {
      return switch (words[0]) {
        case "stop" -> {
          stack.stop(process.get());
          yield OK + words[1] + " is stopped";
        }
        case "start" -> {
          stack.start(process.get());
          yield OK + words[1] + " is ready, process " + stack.pid(process.get());
        }
        default -> "expected stop or start, not '" + words[0] + "'";
      };
    } catch (StackException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path draft = Files.writeString(file.resolveSibling(file.getFileName() + ".draft"), text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
