package dev.apirouter.sample.commercial;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Starts the service: {@code [--host HOST] [--port PORT]}, else from HOST and PORT. */
public final class Main {
  private static final String DEFAULT_PORT = "9102";

  private Main() {}

  /** Serves until SIGTERM or SIGINT. Exit code 1 where the port is busy, 2 on a wrong option. */
  public static void main(String[] args) {
    // Seconds; longer than Envoy keeps an idle connection (envoy/clusters.yaml): were we the first
    // to close one, a request could meet the closing.
    System.setProperty("sun.net.httpserver.idleInterval", "60");
    System.setProperty("sun.net.httpserver.nodelay", "true");
    List<String> arguments = List.of(args);
    String host = option(arguments, "--host", "HOST").orElse("127.0.0.1");
    String port = option(arguments, "--port", "PORT").orElse(DEFAULT_PORT);
    if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      exit(2, "the port must be a number from 0 to 65535, not '" + port + "'");
      return;
    }
    try {
      CommercialServer server =
          new CommercialServer(
              new InetSocketAddress(host, Integer.parseInt(port)),
              new CommercialApi(Clock.systemUTC()),
              System.out);
      System.out.println("commercial listening on http:/" + server.address());
    } catch (IOException | IllegalArgumentException e) {
      exit(1, "can't listen on " + host + ":" + port + ": " + e.getMessage());
    }
  }

  private static Optional<String> option(List<String> arguments, String name, String variable) {
    int position = arguments.indexOf(name);
    if (position >= 0 && position + 1 < arguments.size()) {
      return Optional.of(arguments.get(position + 1));
    }
    return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isEmpty());
  }

  private static void exit(int code, String message) {
    System.err.println("commercial: " + message);
    System.exit(code);
  }
}
