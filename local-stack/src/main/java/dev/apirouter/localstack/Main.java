package dev.apirouter.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * {@code make run}: a stack on fixed ports, in the foreground, from the working directory's source
 * tree.
 *
 * <ul>
 *   <li>{@code run [--end-with-parent]}: until SIGINT, SIGTERM or SIGHUP; with the option, also
 *       until the process that started it ends
 *   <li>{@code stop PROCESS}, {@code start PROCESS}: one process of a stack that is running
 *   <li>{@code running}: whether a stack is running, by the exit code
 * </ul>
 */
public final class Main {
  private static final String USAGE =
      "expected: run [--end-with-parent] | stop PROCESS | start PROCESS | running";

  private Main() {}

  /** Exit code 1 when it can't do what it is told, 2 on wrong arguments. */
  public static void main(String[] args) throws InterruptedException, IOException {
    List<String> arguments = List.of(args);
    LocalStackConfig.Builder config = LocalStackConfig.builder(Path.of(""), "run");
    if (arguments.equals(List.of("run"))) {
      run(config);
    } else if (arguments.equals(List.of("run", "--end-with-parent"))) {
      endWithParent();
      run(config);
    } else if (arguments.size() == 2 && List.of("stop", "start").contains(arguments.getFirst())) {
      Control.Reply reply =
          new Control(config.build().runFolder()).send(arguments.getFirst(), arguments.getLast());
      if (!reply.ok()) {
        exit(1, reply.text());
      }
      System.out.println(reply.text());
    } else if (arguments.equals(List.of("running"))) {
      System.exit(RunFolder.isTaken(config.build().runFolder()) ? 0 : 1);
    } else {
      exit(2, USAGE);
    }
  }

  private static void run(LocalStackConfig.Builder builder) throws InterruptedException {
    try {
      fixedPorts(System.getenv()).forEach(builder::port);
      LocalStackConfig config = builder.build();
      if (!Files.exists(config.root().resolve("envoy/bootstrap.yaml"))) {
        throw new StackException(
            config.root() + " is not the project's root: run `make run` there");
      }
      System.out.println("starting: " + config.runFolder() + " gets the logs");
      LocalStack stack = LocalStack.start(config, Main::reportEnd);
      System.out.println(Banner.text(stack, config));
      new Control(config.runFolder()).serve(stack);
    } catch (StackException e) {
      exit(1, String.valueOf(e.getMessage()));
    }
  }

  static Map<StackPort, Integer> fixedPorts(Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    Map<StackPort, Integer> ports = new EnumMap<>(StackPort.class);
    for (StackPort port : StackPort.values()) {
      String text = environment.getOrDefault(port.variable(), "");
      if (text.isEmpty()) {
        ports.put(port, port.fixedNumber());
      } else if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65_535) {
        ports.put(port, Integer.parseInt(text));
      } else {
        problems.add(
            "%s must be a port from 1 to 65535, or 0 for any free one, not '%s'"
                .formatted(port.variable(), text));
      }
    }
    if (!problems.isEmpty()) {
      throw new StackException(String.join("\n", problems));
    }
    return ports;
  }

  private static void reportEnd(StackProcess process, int exitCode) {
    try {
      // On Ctrl-C the terminal tells all processes at once: then this is the end, and no news.
      Thread.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    System.out.printf(
        "%1$s has ended with exit code %2$d; everything else goes on."
            + " `make start P=%1$s` starts it again.%n",
        process.processName(), exitCode);
  }

  /** Make that is killed can't pass the signal on. */
  private static void endWithParent() {
    ProcessHandle.current()
        .parent()
        .ifPresent(parent -> {
          var _ = parent.onExit().thenRun(() -> System.exit(1));
        });
  }

  private static void exit(int code, String message) {
    System.out.flush();
    System.err.println(message);
    System.exit(code);
  }
}
