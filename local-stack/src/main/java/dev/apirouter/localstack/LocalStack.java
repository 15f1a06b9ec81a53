package dev.apirouter.localstack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/**
 * A running stack: development IdP, three services, authz-server and Envoy, each a process of its
 * own on loopback. Closing it ends them all; so does the end of this process, whatever its cause.
 */
public final class LocalStack implements AutoCloseable {
  /**
   * Issuer of the tokens, whatever the port of the IdP: tokens that are written down, as in {@code
   * envoy/checks}, are valid in every stack.
   */
  public static final String ISSUER = "http://127.0.0.1:9000";

  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
  private static final Duration ENVOY_STOP = Duration.ofSeconds(3);

  /** Longer than authz-server's own grace for running Checks, 10 s. */
  private static final Duration OTHERS_STOP = Duration.ofSeconds(12);

  private final LocalStackConfig config;
  private final PortNumbers ports;
  private final Map<StackProcess, ManagedProcess> processes;
  private final Readiness readiness;
  private final RunFolder runFolder;
  private final Watchdog watchdog;
  private final Thread shutdownHook = new Thread(this::end, "local-stack-shutdown");
  private boolean ended;

  private LocalStack(
      LocalStackConfig config,
      RunFolder runFolder,
      PortNumbers ports,
      BiConsumer<StackProcess, Integer> onUnexpectedExit)
      throws IOException {
    this.config = config;
    this.runFolder = runFolder;
    this.ports = ports;
    this.readiness = new Readiness(ports::of);
    this.watchdog = new Watchdog();
    this.processes = new EnumMap<>(StackProcess.class);
    for (StackProcess id : StackProcess.values()) {
      ManagedProcess.Launch launch =
          new ManagedProcess.Launch(
              id,
              Commands.command(id, config, ports),
              config.environment().getOrDefault(id, Map.of()),
              config.root(),
              config.runFolder(),
              id == StackProcess.ENVOY
                  ? config.accessLog()
                  : config.runFolder().resolve(id.processName() + ".log"));
      processes.put(
          id, new ManagedProcess(launch, watchdog, code -> onUnexpectedExit.accept(id, code)));
    }
  }

  /** Starts a stack and returns when it is ready. */
  public static LocalStack start(LocalStackConfig config) throws InterruptedException {
    return start(config, (_, _) -> {});
  }

  /**
   * Starts a stack and returns when it is ready.
   *
   * @param onUnexpectedExit is told of each process that ends by itself, with its exit code
   * @throws StackException naming everything that is missing, every busy port, or the process that
   *     did not get ready, with the end of its log; nothing is left running then
   */
  public static LocalStack start(
      LocalStackConfig config, BiConsumer<StackProcess, Integer> onUnexpectedExit)
      throws InterruptedException {
    List<String> missing = Commands.missing(config);
    if (!missing.isEmpty()) {
      throw new StackException(String.join("\n", missing));
    }
    try (PortReservation reservation = new PortReservation(config.ports())) {
      RunFolder runFolder = RunFolder.take(config.runFolder());
      PortNumbers ports = reservation.numbers();
      LocalStack stack;
      try {
        runFolder.render(config, ports);
        stack = new LocalStack(config, runFolder, ports, onUnexpectedExit);
      } catch (IOException | RuntimeException e) {
        runFolder.close();
        throw e instanceof StackException known
            ? known
            : new StackException("Can't start: " + e, e);
      }
      Runtime.getRuntime().addShutdownHook(stack.shutdownHook);
      try {
        stack.startAll(reservation);
      } catch (InterruptedException | RuntimeException e) {
        if (stack.hasEnded()) {
          throw new StackException("The stack was ended before it was ready", e);
        }
        stack.close();
        throw e;
      }
      return stack;
    }
  }

  public int port(StackPort port) {
    return ports.of(port);
  }

  /** Where something listens, e.g. {@code http://127.0.0.1:8080} for {@link StackPort#ENVOY}. */
  public String url(StackPort port) {
    return readiness.url(port);
  }

  /** Folder of rendered configuration, logs and process ids. */
  public Path runFolder() {
    return config.runFolder();
  }

  /** The log of a process over all its starts: its standard error and, but for Envoy's, output. */
  public Path log(StackProcess process) {
    return managed(process).log();
  }

  /** Envoy's access log, one JSON line per request. */
  public Path accessLog() {
    return config.accessLog();
  }

  public boolean isAlive(StackProcess process) {
    return managed(process).isAlive();
  }

  /** Process id of the latest start. */
  public long pid(StackProcess process) {
    return managed(process).pid();
  }

  /**
   * A token of the development IdP.
   *
   * @param form fields of its {@code POST /token}: {@code sub}, {@code groups}, {@code tenant_id},
   *     {@code ttl}, {@code alg}, {@code aud}
   */
  public String token(Map<String, String> form) throws InterruptedException {
    return readiness.token(form);
  }

  /** Stops a process (SIGTERM, at last SIGKILL) and returns when it has ended. */
  public void stop(StackProcess process) throws InterruptedException {
    managed(process).requestStop();
    managed(process).awaitStop(OTHERS_STOP);
  }

  /** Ends a process at once (SIGKILL), as if it had crashed, and returns when it has ended. */
  public void kill(StackProcess process) throws InterruptedException {
    managed(process).kill();
    managed(process).awaitStop(OTHERS_STOP);
  }

  /** Starts a process that has ended, with the same configuration; returns when it is ready. */
  public void start(StackProcess process) throws InterruptedException {
    Instant deadline = Instant.now().plus(config.startTimeout());
    managed(process).start();
    awaitReady(List.of(managed(process)), process, deadline);
  }

  /** Ends every process. Safe to call again. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException shuttingDown) {
      // The hook is running or has run: it does the same.
    }
  }

  private void startAll(PortReservation reservation) throws InterruptedException {
    Instant deadline = Instant.now().plus(config.startTimeout());
    for (StackProcess process : StackProcess.values()) {
      if (process == StackProcess.AUTHZ_SERVER) {
        // Its first fetch of the keys shall not be in vain.
        awaitReady(StackProcess.DEV_IDP, deadline);
      }
      reservation.release(process);
      managed(process).start();
    }
    for (StackProcess process : StackProcess.values()) {
      awaitReady(process, deadline);
    }
    if (config.probePath().isPresent()) {
      String path = config.probePath().get();
      String lacks = readiness.requestLacks(path);
      while (!lacks.isEmpty()) {
        failIfEnded(processes.values());
        if (Instant.now().isAfter(deadline)) {
          throw new StackException(
              "No request passes: %s%n%s%n%s"
                  .formatted(lacks, tail(StackProcess.ENVOY), tail(StackProcess.AUTHZ_SERVER)));
        }
        Thread.sleep(POLL_INTERVAL);
        lacks = readiness.requestLacks(path);
      }
    }
  }

  private void awaitReady(StackProcess process, Instant deadline) throws InterruptedException {
    awaitReady(processes.values(), process, deadline);
  }

  /**
   * @param needed those of which none may end meanwhile
   */
  private void awaitReady(Collection<ManagedProcess> needed, StackProcess process, Instant deadline)
      throws InterruptedException {
    String lacks = readiness.lacks(process);
    while (!lacks.isEmpty()) {
      failIfEnded(needed);
      if (Instant.now().isAfter(deadline)) {
        throw new StackException(
            "%s is not ready after %d s: %s%n%s"
                .formatted(
                    process.processName(),
                    config.startTimeout().toSeconds(),
                    lacks,
                    tail(process)));
      }
      Thread.sleep(POLL_INTERVAL);
      lacks = readiness.lacks(process);
    }
  }

  private void failIfEnded(Collection<ManagedProcess> needed) {
    for (ManagedProcess process : needed) {
      OptionalInt code = process.exitCode();
      if (code.isPresent() && !process.isStopping()) {
        throw new StackException(
            "%s has ended with exit code %d%n%s"
                .formatted(process.id().processName(), code.getAsInt(), tail(process.id())));
      }
    }
  }

  private String tail(StackProcess process) {
    return "--- end of %s ---%n%s%n---".formatted(log(process), managed(process).tail());
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  private synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    try {
      List<ManagedProcess> others = new ArrayList<>(processes.values());
      ManagedProcess envoy = managed(StackProcess.ENVOY);
      others.remove(envoy);
      processes.values().forEach(ManagedProcess::finish);
      // First, so that nobody is refused by a half-closed stack and authz-server drains at once.
      envoy.requestStop();
      envoy.awaitStop(ENVOY_STOP);
      others.forEach(ManagedProcess::requestStop);
      for (ManagedProcess process : others) {
        process.awaitStop(OTHERS_STOP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      watchdog.close();
      readiness.close();
      runFolder.close();
    }
  }

  private ManagedProcess managed(StackProcess process) {
    ManagedProcess managed = processes.get(process);
    if (managed == null) {
      throw new IllegalStateException("No process " + process);
    }
    return managed;
  }
}
