package dev.apirouter.authz;

import dev.apirouter.authz.admin.AdminServer;
import dev.apirouter.authz.admin.Health;
import dev.apirouter.authz.authn.Authenticator;
import dev.apirouter.authz.authn.JwtVerifier;
import dev.apirouter.authz.authn.TokenAuthenticator;
import dev.apirouter.authz.authn.TokenExtractor;
import dev.apirouter.authz.authn.TrustedIssuers;
import dev.apirouter.authz.authn.jwks.JwksServices;
import dev.apirouter.authz.check.CheckPipeline;
import dev.apirouter.authz.config.AuthzServerConfig;
import dev.apirouter.authz.config.EngineConfig;
import dev.apirouter.authz.engine.DecisionCache;
import dev.apirouter.authz.extauthz.CheckServer;
import dev.apirouter.authz.extauthz.ExtAuthzService;
import dev.apirouter.authz.route.ActionMapException;
import dev.apirouter.authz.route.ActionMapParser;
import dev.apirouter.authz.route.OperationTable;
import dev.apirouter.authz.telemetry.AuthzMetrics;
import dev.apirouter.authz.telemetry.DecisionLog;
import dev.apirouter.authz.telemetry.LineWriter;
import dev.apirouter.authz.telemetry.ServerEvents;
import dev.apirouter.authz.telemetry.ServerState;
import dev.apirouter.cedar.PolicyLoadException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The server, put together: the only class that knows every part. It can be started many times in
 * one process, on port 0.
 */
public final class AuthzServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(AuthzServer.class.getName());

  private static final long STACK_BYTES = 16L << 20;

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
    } catch (StartException e) {
      server.close();
      throw e;
    } catch (ActionMapException e) {
      server.close();
      throw new StartException(inFile(config.actionMap(), e.problems()), true, e);
    } catch (PolicyLoadException e) {
      server.close();
      throw new StartException(e.problems(), true, e);
    } catch (IOException e) {
      server.close();
      throw new StartException(List.of(String.valueOf(e.getMessage())), false, e);
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
      if (config.engine() instanceof EngineConfig.Cedar cedar) {
        CedarPart.checkFiles(cedar);
      }
    } catch (PolicyLoadException e) {
      problems.addAll(e.problems());
      last = e;
    }
    if (last != null) {
      throw new StartException(problems, true, last);
    }
  }

  private void assemble(AuthzServerConfig config)
      throws ActionMapException, PolicyLoadException, IOException, StartException {
    InstantSource clock = InstantSource.system();
    AuthzMetrics metrics = new AuthzMetrics(config.engine().name());
    ServerEvents events = new ServerEvents(metrics);
    if (config.insecure().httpJwks()) {
      LOG.log(Level.WARNING, "INSECURE: insecure.http-jwks allows JWKS over plain http");
    }
    if (config.insecure().httpAvp()) {
      LOG.log(Level.WARNING, "INSECURE: insecure.http-avp allows decisions over plain http");
    }
    OperationTable operations = operations(config.actionMap());
    ThreadPoolExecutor workers = workers(config.check());
    parts.push(workers::shutdownNow);
    // Loading Cedar's native library or the AWS SDK takes as long as all the rest: side by side.
    FutureTask<EnginePart> starting =
        new FutureTask<>(() -> engine(config, operations, workers, events, metrics));
    Thread.ofPlatform().daemon().name("engine-start").stackSize(STACK_BYTES).start(starting);
    parts.push(() -> {
      if (starting.state() == Future.State.SUCCESS) {
        starting.resultNow().close();
      }
    });

    JwksServices jwks =
        new JwksServices(
            config.issuers(), config.jwks(), config.insecure().httpJwks(), clock, events);
    parts.push(jwks);
    // Before the policies are loaded: by the time they are, the keys have been fetched.
    jwks.start();
    JwtVerifier verifier =
        new JwtVerifier(
            new TrustedIssuers(config.issuers(), jwks::keysOf),
            workers,
            clock,
            config.token().cacheBytes(),
            config.check().timeout().dividedBy(2));
    Authenticator authenticator =
        new TokenAuthenticator(new TokenExtractor(config.token().maxBytes()), verifier);
    EnginePart engine = started(starting);
    DecisionCache decisions =
        new DecisionCache(
            engine.engine(),
            clock,
            config.cache().maxBytes(),
            config.cache().allowTtl(),
            config.cache().denyTtl());
    CheckPipeline pipeline =
        new CheckPipeline(operations, authenticator, decisions, config.check().timeout());
    LineWriter log = new LineWriter("decision-log", new FileOutputStream(FileDescriptor.out));
    parts.push(log);
    CheckServer checks =
        CheckServer.start(
            new InetSocketAddress(config.grpc().address(), config.grpc().port()),
            config.grpc().unixSocket(),
            config.grpc().reflection(),
            config.shutdownGrace(),
            new ExtAuthzService(
                pipeline, metrics.and(new DecisionLog(config.decisionLog(), log::write))));
    parts.push(checks);
    grpcPort = checks.port();
    Supplier<Health> health =
        () -> Health.of(jwks.statuses(), engine.degradation(), engine.outage());
    engine.show(metrics, decisions);
    ServerState.show(metrics, jwks);
    ServerState.show(metrics, decisions);
    ServerState.show(metrics, verifier);
    metrics.gauge(
        "authz_check_queue", "Checks that wait for a thread.", () -> workers.getQueue().size());
    metrics.counter(
        "authz_decision_log_dropped_total",
        "Lines of the decision log that were not written, because it is read too slowly.",
        log::dropped);
    AdminServer admin =
        AdminServer.start(
            new InetSocketAddress(config.management().address(), config.management().port()),
            health,
            metrics.registry());
    parts.push(admin);
    managementPort = admin.port();
    ScheduledExecutorService healthReports =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("health").factory());
    parts.push(healthReports::shutdownNow);
    var _ =
        healthReports.scheduleWithFixedDelay(
            () -> checks.serving(health.get().ready()), 0, 100, TimeUnit.MILLISECONDS);
    LOG.log(
        Level.INFO,
        "authz-server is up: Checks on {0}:{1}{2}, management on {3}:{4}",
        config.grpc().address(),
        String.valueOf(grpcPort),
        config.grpc().unixSocket().map(socket -> " and " + socket).orElse(""),
        config.management().address(),
        String.valueOf(managementPort));
  }

  private static EnginePart engine(
      AuthzServerConfig config,
      OperationTable operations,
      ThreadPoolExecutor workers,
      ServerEvents events,
      AuthzMetrics metrics)
      throws PolicyLoadException, StartException {
    return switch (config.engine()) {
      case EngineConfig.Cedar cedar -> CedarPart.start(cedar, workers, events);
      case EngineConfig.Avp avp -> AvpPart.start(avp, operations, metrics);
      case EngineConfig.AvpMirror mirror -> MirrorPart.start(mirror, workers, events, metrics);
    };
  }

  private static EnginePart started(Future<EnginePart> starting)
      throws PolicyLoadException, StartException, IOException {
    try {
      return starting.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case PolicyLoadException problems -> throw problems;
        case StartException problems -> throw problems;
        case null, default -> throw new IOException("the engine cannot start: " + e.getCause(), e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the engine started", e);
    }
  }

  private static OperationTable operations(Path file) throws IOException, ActionMapException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("action-map: " + file + ": no such file");
    }
    return ActionMapParser.parse(Files.readString(file));
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
        // Cedar evaluates recursively, in native code: a policy must not reach the stack's end.
        Thread.ofPlatform().name("check-", 0).daemon().stackSize(STACK_BYTES).factory());
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
