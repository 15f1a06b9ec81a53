package dev.apirouter.authz;

import dev.apirouter.authz.config.AuthzServerConfig;
import dev.apirouter.authz.config.ConfigException;
import dev.apirouter.authz.config.ConfigLoader;
import dev.apirouter.authz.telemetry.JsonLogFormatter;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The command {@code authz-server --config FILE [--check-config]}.
 *
 * <p>Exit codes: 0, checked well; 1, cannot start, e.g. a port is taken; 2, the arguments, the
 * configuration or a file that it names is wrong, with every problem on standard error; 143, ended
 * by SIGTERM.
 */
public final class Main {
  private static final String USAGE =
      """
      usage: authz-server --config FILE [--check-config]
        --config FILE    the YAML configuration; see docs/configuration.md
        --check-config   check it, the action map and the policies, and exit
      """;

  private static final Logger LOG = System.getLogger(Main.class.getName());

  private Main() {}

  /** Runs the command and exits. */
  public static void main(String[] args) throws InterruptedException {
    System.exit(run(List.of(args), System.out, System.err));
  }

  private static int run(List<String> args, PrintStream out, PrintStream err)
      throws InterruptedException {
    if (args.contains("--help")) {
      out.print(USAGE);
      return 0;
    }
    int file = args.indexOf("--config") + 1;
    boolean checkOnly = args.contains("--check-config");
    if (file == 0 || file >= args.size() || args.size() != (checkOnly ? 3 : 2)) {
      err.print(USAGE);
      return 2;
    }
    try {
      AuthzServerConfig config = ConfigLoader.load(Path.of(args.get(file)), System.getenv());
      if (checkOnly) {
        AuthzServer.checkFiles(config);
        out.println("configuration is good: " + args.get(file));
        return 0;
      }
      JsonLogFormatter.install();
      serve(AuthzServer.start(config));
      return 0;
    } catch (ConfigException e) {
      report(err, "configuration", e.problems());
      return 2;
    } catch (StartException e) {
      report(err, "start", e.problems());
      return e.wrongInput() ? 2 : 1;
    }
  }

  private static void serve(AuthzServer server) throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(() -> {
                  LOG.log(Level.INFO, "ending: running Checks may finish");
                  server.close();
                  LOG.log(Level.INFO, "ended");
                  ended.countDown();
                }));
    ended.await();
  }

  private static void report(PrintStream err, String what, List<String> problems) {
    err.println("authz-server: " + problems.size() + " problem(s) with the " + what + ":");
    for (int i = 0; i < problems.size(); i++) {
      err.println("  " + (i + 1) + ". " + problems.get(i));
    }
  }
}
