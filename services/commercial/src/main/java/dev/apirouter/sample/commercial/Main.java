package dev.apirouter.sample.commercial;

import dev.apirouter.authzlib.FineGrainedActions;
import dev.apirouter.authzlib.FineGrainedAuthorizer;
import dev.apirouter.authzlib.cedar.CedarEngine;
import dev.apirouter.cedar.PolicyLoadException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts the service: {@code [--host HOST] [--port PORT] --action-map FILE --fine-grained-policies
 * FOLDER --fine-grained-schema FILE}, else from the variables HOST, PORT, ACTION_MAP,
 * FINE_GRAINED_POLICIES and FINE_GRAINED_SCHEMA.
 */
public final class Main {
  private static final String DEFAULT_PORT = "9102";

  private Main() {}

  /**
   * Serves until SIGTERM or SIGINT. Exit code 1 where the port is busy, 2 on a wrong option, action
   * map or policy.
   */
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
    OrderAccess access;
    try {
      access = orderAccess(arguments);
    } catch (IOException | PolicyLoadException | IllegalArgumentException e) {
      exit(2, e.getMessage());
      return;
    }
    try {
      CommercialServer server =
          new CommercialServer(
              new InetSocketAddress(host, Integer.parseInt(port)),
              new CommercialApi(Clock.systemUTC(), access),
              System.out);
      System.out.println("commercial listening on http:/" + server.address());
    } catch (IOException | IllegalArgumentException e) {
      exit(1, "can't listen on " + host + ":" + port + ": " + e.getMessage());
    }
  }

  private static OrderAccess orderAccess(List<String> arguments)
      throws IOException, PolicyLoadException {
    Path actionMap = required(arguments, "--action-map", "ACTION_MAP");
    Path policies = required(arguments, "--fine-grained-policies", "FINE_GRAINED_POLICIES");
    Path schema = required(arguments, "--fine-grained-schema", "FINE_GRAINED_SCHEMA");
    return new OrderAccess(
        new FineGrainedAuthorizer(
            FineGrainedActions.read(actionMap), CedarEngine.load(policies, schema)),
        System.out);
  }

  private static Path required(List<String> arguments, String name, String variable) {
    return Path.of(
        option(arguments, name, variable)
            .orElseThrow(() ->
                new IllegalArgumentException("neither " + name + " nor " + variable + " is set")));
  }

  private static Optional<String> option(List<String> arguments, String name, String variable) {
    int position = arguments.indexOf(name);
    if (position >= 0 && position + 1 < arguments.size()) {
      return Optional.of(arguments.get(position + 1));
    }
    return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isEmpty());
  }

  private static void exit(int code, @Nullable String message) {
    System.err.println("commercial: " + message);
    System.exit(code);
  }
}
