package dev.apirouter.avplocal;

import dev.apirouter.avplocal.protocol.AvpException;
import dev.apirouter.avplocal.seed.FolderWatch;
import dev.apirouter.avplocal.store.PolicyStore;
import dev.apirouter.avplocal.store.PolicyStores;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Starts the stand-in for Amazon Verified Permissions. */
public final class Main {
  private Main() {}

  /**
   * Serves until SIGTERM or SIGINT. Prints the line {@code url=http://…} once it listens. Exit code
   * 1 where the port is busy or the policies are refused, 2 on a wrong option.
   */
  public static void main(String[] args) {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    // Longer than SDKs keep idle connections, so that they never use one that is being closed.
    System.setProperty("sun.net.httpserver.idleInterval", "300");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
    switch (Options.parse(List.of(args), System.getenv())) {
      case Options.Invalid(String problem) -> exit(2, problem);
      case Options.Valid(Options options) -> start(options);
    }
  }

  private static void start(Options options) {
    Clock clock = Clock.systemUTC();
    PolicyStores stores = new PolicyStores(clock);
    PolicyStore store =
        stores.create(options.store(), true, Optional.of("Made by avp-local at its start"));
    try {
      if (options.folder().isPresent()) {
        FolderWatch watch =
            new FolderWatch(
                options.folder().get(),
                store,
                line -> System.out.println("avp-local: " + store.id() + ": " + line));
        if (options.watch()) {
          watch.start();
        }
      }
    } catch (IOException e) {
      exit(1, "can't read the policies: " + e);
    } catch (AvpException e) {
      exit(1, "the policies are refused: " + e.getMessage());
    }
    try {
      AvpLocal avp =
          new AvpLocal(
              new InetSocketAddress(options.host(), options.port()), options.key(), stores, clock);
      System.out.println("avp-local: " + AvpLocal.WARNING);
      System.out.println("store=" + store.id());
      System.out.println("url=" + avp.url());
    } catch (IOException | IllegalArgumentException e) {
      exit(
          1, "can't listen on %s:%d: %s".formatted(options.host(), options.port(), e.getMessage()));
    }
  }

  private static void exit(int code, String message) {
    System.err.println("avp-local: " + message);
    System.exit(code);
  }
}
