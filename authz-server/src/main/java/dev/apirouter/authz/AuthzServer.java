package dev.apirouter.authz;

import dev.apirouter.authz.admin.AdminServer;
import dev.apirouter.authz.check.CheckPipeline;
import dev.apirouter.authz.config.AuthzServerConfig;
import dev.apirouter.authz.engine.DecisionCache;
import dev.apirouter.authz.engine.cedar.CedarAuthorizationEngine;
import dev.apirouter.authz.engine.cedar.PolicyLoadException;
import dev.apirouter.authz.engine.cedar.PolicyReloader;
import dev.apirouter.authz.engine.cedar.PolicySetLoader;
import dev.apirouter.authz.engine.cedar.PolicySource;
import dev.apirouter.authz.extauthz.CheckServer;
import dev.apirouter.authz.extauthz.ExtAuthzService;
import dev.apirouter.authz.route.ActionMapException;
import dev.apirouter.authz.route.ActionMapParser;
import dev.apirouter.authz.route.OperationTable;
import dev.apirouter.authz.telemetry.AuthzMetrics;
import dev.apirouter.authz.telemetry.DecisionLog;
import dev.apirouter.authz.telemetry.ServerEvents;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The server, put together: the only class that knows every part. It can be started many times in
 * one process, on port 0.
 */
public final class AuthzServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(AuthzServer.class.getName());

  // Closed in this order: what takes calls first, what they need last.
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private int grpcPort;
  private int managementPort;

  private AuthzServer() {}

  /**
   * Starts a server.
   *
   * @throws StartException when the action map or the policies cannot be used, or a port cannot be
   *     bound; nothing is left running
   */
  public static AuthzServer start(AuthzServerConfig config) throws StartException {
    AuthzServer server = new AuthzServer();
    try {
      server.assemble(config);
      return server;
    } catch (ActionMapException e) {
      server.close();
      throw new StartException(inFile(config.actionMap(), e.problems()), e);
    } catch (PolicyLoadException e) {
      server.close();
      throw new StartException(e.problems(), e);
    } catch (IOException e) {
      server.close();
      throw new StartException(List.of(String.valueOf(e.getMessage())), e);
    }
  }

  /**
   * Checks the files that a configuration names, without starting anything.
   *
   * @throws StartException with every problem of them
   */
  public static void checkFiles(AuthzServerConfig config) throws StartException {
    List<String> problems = new ArrayList<>();
    Exception last = null;
    try {
      operations(config.actionMap());
    } catch (ActionMapException e) {
      problems.addAll(inFile(config.actionMap(), e.problems()));
      last = e;
    } catch (IOException e) {
      problems.add(String.valueOf(e.getMessage()));
      last = e;
    }
    try {
      PolicySetLoader.load(policySource(config));
    } catch (PolicyLoadException e) {
      problems.addAll(e.problems());
      last = e;
    }
    if (last != null) {
      throw new StartException(problems, last);
    }
  }

  private void assemble(AuthzServerConfig config)
      throws ActionMapException, PolicyLoadException, IOException {
    InstantSource clock = InstantSource.system();
    AuthzMetrics metrics = new AuthzMetrics("cedar");
    ServerEvents events = new ServerEvents(metrics);
    if (config.insecure().httpJwks()) {
      LOG.log(Level.WARNING, "INSECURE: insecure.http-jwks allows JWKS over plain http");
    }
    ThreadPoolExecutor workers = workers(config.check());
    parts.push(workers::shutdownNow);

    // AUTHN

    OperationTable operations = operations(config.actionMap());
    PolicyReloader policies =
        PolicyReloader.start(policySource(config), config.cedar().reloadInterval(), events);
    parts.push(policies);
    DecisionCache decisions =
        new DecisionCache(
            new CedarAuthorizationEngine(policies, workers),
            clock,
            config.cache().maxBytes(),
            config.cache().allowTtl(),
            config.cache().denyTtl());
    CheckPipeline pipeline =
        new CheckPipeline(operations, authenticator, decisions, config.check().timeout());
    DecisionLog log = new DecisionLog(config.decisionLog(), System.out::println);
    CheckServer checks =
        CheckServer.start(
            new InetSocketAddress(config.grpc().address(), config.grpc().port()),
            config.grpc().unixSocket(),
            config.grpc().reflection(),
            config.shutdownGrace(),
            new ExtAuthzService(pipeline, metrics.and(log)));
    parts.push(checks);
    grpcPort = checks.port();
  }

  private static OperationTable operations(Path file) throws IOException, ActionMapException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("action-map: " + file + ": no such file");
    }
    return ActionMapParser.parse(Files.readString(file));
  }

  private static PolicySource policySource(AuthzServerConfig config) {
    return new PolicySource(config.cedar().policies(), config.cedar().schema());
  }

  private static List<String> inFile(Path file, List<String> problems) {
    return problems.stream().map(problem -> file + ": " + problem).toList();
  }

  private static ThreadPoolExecutor workers(AuthzServerConfig.Check check) {
    int threads =
        check.threads() > 0 ? check.threads() : Runtime.getRuntime().availableProcessors();
    BlockingQueue<Runnable> queue =
        check.queue() > 0 ? new LinkedBlockingQueue<>(check.queue()) : new SynchronousQueue<>();
    return new ThreadPoolExecutor(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        queue,
        Thread.ofPlatform().name("check-", 0).daemon().factory());
  }

  /** The port on which Checks are answered. */
  public int grpcPort() {
    return grpcPort;
  }

  /** The port of health, readiness and metrics. */
  public int managementPort() {
    return managementPort;
  }

  /** Stops taking Checks, lets running ones finish within the grace, and ends every part. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "ending " + part.getClass().getSimpleName() + " failed", e);
      }
    }
  }
}
