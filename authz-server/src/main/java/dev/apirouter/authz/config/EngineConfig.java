package dev.apirouter.authz.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Which engine decides, and its settings. */
public sealed interface EngineConfig {
  /** The engine's name in settings and metrics. */
  String name();

  /**
   * The embedded engine.
   *
   * @param policies folder of {@code *.cedar} files
   * @param schema Cedar schema, JSON form
   * @param reloadInterval time between two looks for a change
   */
  record Cedar(Path policies, Path schema, Duration reloadInterval) implements EngineConfig {
    @Override
    public String name() {
      return "cedar";
    }
  }

  /**
   * Amazon Verified Permissions.
   *
   * @param policyStoreId id of the policy store that decides
   * @param region empty: as the SDK's default chain says
   * @param endpoint where to call instead of the Region's own endpoint
   * @param fips whether the Region's FIPS endpoint is called
   * @param timeout bound on a decision, waiting and retries included
   * @param attemptTimeout bound on one HTTP exchange
   * @param attempts HTTP exchanges for a decision at most
   * @param maxConcurrency calls that run at a time
   * @param queue decisions that may wait for a call; one more is answered 503 at once
   */
  record Avp(
      String policyStoreId,
      Optional<String> region,
      Optional<URI> endpoint,
      boolean fips,
      Duration timeout,
      Duration attemptTimeout,
      int attempts,
      int maxConcurrency,
      int queue,
      Budget budget,
      Breaker breaker)
      implements EngineConfig {
    @Override
    public String name() {
      return "avp";
    }
  }

  /**
   * The policies of a policy store of Amazon Verified Permissions, evaluated in this process.
   *
   * @param avp where the policy store is, and how the referee asks it
   * @param mirror how it is copied
   */
  record AvpMirror(Avp avp, MirrorConfig mirror) implements EngineConfig {
    @Override
    public String name() {
      return "avp-mirror";
    }
  }

  /**
   * How many HTTP exchanges this process makes at most.
   *
   * @param perSecond in the long run
   * @param burst at once
   */
  record Budget(int perSecond, int burst) {}

  /**
   * When calls stop because they fail.
   *
   * @param calls number of last calls that are judged
   * @param failurePercent share of failures among them, in percent, at which calls stop
   * @param openTime how long they stop before it is tried again
   */
  record Breaker(int calls, int failurePercent, Duration openTime) {}
}
