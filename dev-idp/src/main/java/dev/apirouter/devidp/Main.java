package dev.apirouter.devidp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;

/** Starts the development identity provider. FOR DEVELOPMENT ONLY: it gives anybody any token. */
public final class Main {
  private Main() {}

  /**
   * Serves until SIGTERM or SIGINT. Prints the line {@code url=http://…} once it listens. Exit code
   * 1 where the port is busy, 2 on a wrong option.
   */
  public static void main(String[] args) {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    switch (Options.parse(List.of(args), System.getenv())) {
      case Options.Invalid(String problem) -> exit(2, problem);
      case Options.Valid(Options options) -> start(options);
    }
  }

  private static void start(Options options) {
    try {
      DevIdp idp =
          new DevIdp(
              new InetSocketAddress(options.host(), options.port()),
              options.issuer(),
              Clock.systemUTC());
      System.out.println("dev-idp: " + DevIdp.WARNING);
      System.out.println("issuer=" + idp.issuer());
      System.out.println("url=" + idp.url());
    } catch (IOException | IllegalArgumentException e) {
      exit(
          1, "can't listen on %s:%d: %s".formatted(options.host(), options.port(), e.getMessage()));
    }
  }

  private static void exit(int code, String message) {
    System.err.println("dev-idp: " + message);
    System.exit(code);
  }
}
