package dev.apirouter.authz.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Every setting of the server. Made by {@link ConfigLoader}, which checks bounds; see {@code
 * docs/configuration.md}.
 */
public record AuthzServerConfig(
    Path actionMap,
    Grpc grpc,
    Management management,
    Token token,
    List<IssuerConfig> issuers,
    JwksConfig jwks,
    EngineConfig engine,
    Cache cache,
    Check check,
    DecisionLogScope decisionLog,
    Duration shutdownGrace,
    Insecure insecure) {
  public AuthzServerConfig {
    issuers = List.copyOf(issuers);
  }

  /**
   * Where Checks are answered.
   *
   * @param port 0: a free one
   * @param unixSocket path of a unix domain socket to listen on as well
   * @param reflection whether gRPC server reflection is offered
   */
  public record Grpc(String address, int port, Optional<Path> unixSocket, boolean reflection) {}

  /** Where health, readiness and metrics are shown; port 0: a free one. */
  public record Management(String address, int port) {}

  /**
   * Tokens.
   *
   * @param maxBytes longest token that is looked at, in bytes
   * @param cacheBytes bound on the memory of verified tokens that are kept, by estimate
   */
  public record Token(int maxBytes, long cacheBytes) {}

  /** The decision cache. */
  public record Cache(long maxBytes, Duration allowTtl, Duration denyTtl) {}

  /**
   * One Check.
   *
   * @param timeout time after which it is answered 503
   * @param threads threads which verify signatures and evaluate policies; 0: one per processor
   * @param queue Checks that may wait for such a thread; one more is answered 503 at once
   */
  public record Check(Duration timeout, int threads, int queue) {}

  /** Switches that weaken the server; each is logged at start when on. */
  public record Insecure(boolean httpJwks, boolean httpAvp) {}
}
