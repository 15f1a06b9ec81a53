package dev.apirouter.authz.authn.jwks;

import dev.apirouter.authz.config.IssuerConfig;
import dev.apirouter.authz.config.JwksConfig;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** The keys of all issuers, fetched in the background from {@link #start} to {@link #close}. */
public final class JwksServices implements AutoCloseable {
  private final Map<String, JwksService> services = new LinkedHashMap<>();
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("jwks-schedule").factory());
  private final Object lock = new Object();
  private @Nullable HttpClient client;

  /**
   * Nothing is fetched yet.
   *
   * @param allowHttp whether keys may come over plain http; whoever sits between can then name them
   * @param events told of every fetch
   * @throws IllegalArgumentException if an issuer has no algorithms, or others than asymmetric ones
   */
  public JwksServices(
      List<IssuerConfig> issuers,
      JwksConfig config,
      boolean allowHttp,
      InstantSource clock,
      JwksEvents events) {
    for (IssuerConfig issuer : issuers) {
      JwksLoader loader = new JwksLoader(issuer, config, allowHttp, this::client, clock);
      services.put(
          issuer.issuer(),
          new JwksService(issuer.issuer(), loader, config, scheduler, clock, events));
    }
  }

  /** Starts the first fetch of every issuer's keys and does not wait for them. */
  public void start() {
    services.values().forEach(JwksService::start);
  }

  /**
   * The keys of an issuer.
   *
   * @throws IllegalArgumentException if it is not one of those given
   */
  public KeySource keysOf(String issuer) {
    JwksService service = services.get(issuer);
    if (service == null) {
      throw new IllegalArgumentException(
          "issuer " + issuer + " is unknown; expected one of " + services.keySet());
    }
    return service;
  }

  /** How the keys of each issuer stand, in the order given. */
  public List<JwksStatus> statuses() {
    return services.values().stream().map(JwksService::status).toList();
  }

  /** Made by the first fetch, off the thread that starts the server: it takes a while. */
  private HttpClient client() {
    synchronized (lock) {
      if (client == null) {
        client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
      }
      return client;
    }
  }

  /** Ends all fetching. The last good keys stay in use. */
  @Override
  public void close() {
    services.values().forEach(JwksService::close);
    scheduler.shutdownNow();
    synchronized (lock) {
      if (client != null) {
        client.shutdownNow();
      }
    }
  }
}
