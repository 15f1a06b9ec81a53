package dev.apirouter.authz.engine;

import java.util.concurrent.CompletionStage;

/** Decides queries. Implementations are thread-safe. */
public interface AuthorizationEngine {
  /**
   * Decides one query without blocking the caller.
   *
   * @return the decision; completed exceptionally with {@link EngineUnavailableException} when the
   *     engine cannot be asked (an outage, never a denial)
   */
  CompletionStage<Decision> decide(AuthorizationQuery query);

  /**
   * Identifies the policy set that {@link #decide} evaluates now; changes whenever the policy set
   * or schema does. Part of the decision cache's key.
   */
  String policySetVersion();
}
