package dev.apirouter.authz;

import dev.apirouter.authz.engine.AuthorizationEngine;
import dev.apirouter.authz.engine.DecisionCache;
import dev.apirouter.authz.telemetry.AuthzMetrics;
import java.util.Optional;

/**
 * The chosen engine with what belongs to it. Each implementation is loaded only when it is chosen:
 * neither Cedar's native library nor the AWS SDK costs the other one's start.
 */
interface EnginePart extends AutoCloseable {
  AuthorizationEngine engine();

  /** What is amiss with the engine while it is asked all the same, a sentence. */
  Optional<String> degradation();

  /** Why the engine cannot decide, though another replica's may: the server is unready. */
  default Optional<String> outage() {
    return Optional.empty();
  }

  /** Shows the engine's state as metrics. */
  void show(AuthzMetrics metrics, DecisionCache decisions);

  @Override
  void close();
}
