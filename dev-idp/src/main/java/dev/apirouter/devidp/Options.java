package dev.apirouter.devidp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the provider listens and what it calls itself.
 *
 * @param host address to listen on
 * @param port 0 for any free one
 * @param issuer exact {@code iss} of its tokens; when empty, its own URL
 */
record Options(String host, int port, Optional<String> issuer) {

  /** Options, read. */
  sealed interface Parsed {}

  /** Options that can be used. */
  record Valid(Options options) implements Parsed {}

  /** Options that can't, and why. */
  record Invalid(String problem) implements Parsed {}

  static final String USAGE =
      "[--host HOST] [--port PORT] [--issuer ISSUER] [--allow-non-loopback]"
          + " (or the variables HOST, PORT, ISSUER)";

  /** Reads arguments; for what they don't name, the environment. */
  static Parsed parse(List<String> arguments, Map<String, String> environment) {
    Map<String, String> values = new HashMap<>();
    boolean allowNonLoopback = false;
    Deque<String> rest = new ArrayDeque<>(arguments);
    while (!rest.isEmpty()) {
      String name = rest.removeFirst();
      switch (name) {
        case "--allow-non-loopback" -> allowNonLoopback = true;
        case "--host", "--port", "--issuer" -> {
          if (rest.isEmpty()) {
            return new Invalid(name + " needs a value");
          }
          values.put(name, rest.removeFirst());
        }
        default -> {
          return new Invalid("unknown option '" + name + "': expected " + USAGE);
        }
      }
    }
    String host = value(values, environment, "--host", "HOST").orElse("127.0.0.1");
    String port = value(values, environment, "--port", "PORT").orElse("9000");
    if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      return new Invalid("the port must be a number from 0 to 65535, not '" + port + "'");
    }
    if (!allowNonLoopback && !isLoopback(host)) {
      return new Invalid(
          "host '%s' is not a loopback address, and whoever reaches this provider gets any token:"
                  .formatted(host)
              + " only --allow-non-loopback lets it listen there");
    }
    return new Valid(
        new Options(
            host, Integer.parseInt(port), value(values, environment, "--issuer", "ISSUER")));
  }

  private static Optional<String> value(
      Map<String, String> values, Map<String, String> environment, String name, String variable) {
    return Optional.ofNullable(values.getOrDefault(name, environment.get(variable)))
        .filter(value -> !value.isEmpty());
  }

  /** By the text alone: a name could resolve to anything. */
  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
  }
}
