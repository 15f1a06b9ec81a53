package dev.apirouter.authz;

import dev.apirouter.authz.config.EngineConfig;
import dev.apirouter.authz.engine.AuthorizationEngine;
import dev.apirouter.authz.engine.DecisionCache;
import dev.apirouter.authz.engine.cedar.CedarAuthorizationEngine;
import dev.apirouter.authz.engine.cedar.PolicyReloader;
import dev.apirouter.authz.engine.cedar.PolicySetLoader;
import dev.apirouter.authz.telemetry.AuthzMetrics;
import dev.apirouter.authz.telemetry.ServerEvents;
import dev.apirouter.authz.telemetry.ServerState;
import dev.apirouter.cedar.PolicyLoadException;
import dev.apirouter.cedar.PolicySource;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The embedded engine and the reloader of its policies. */
final class CedarPart implements EnginePart {
  private final PolicyReloader policies;
  private final AuthorizationEngine engine;

  private CedarPart(PolicyReloader policies, Executor workers) {
    this.policies = policies;
    this.engine = new CedarAuthorizationEngine(policies, workers);
  }

  static CedarPart start(EngineConfig.Cedar config, Executor workers, ServerEvents events)
      throws PolicyLoadException {
    return new CedarPart(
        PolicyReloader.start(source(config), config.reloadInterval(), events), workers);
  }

  static void checkFiles(EngineConfig.Cedar config) throws PolicyLoadException {
    PolicySetLoader.load(source(config));
  }

  private static PolicySource source(EngineConfig.Cedar config) {
    return new PolicySource(config.policies(), config.schema());
  }

  @Override
  public AuthorizationEngine engine() {
    return engine;
  }

  @Override
  public Optional<String> degradation() {
    return policies.problem().map(problem -> "changed policies are not in use: " + problem);
  }

  @Override
  public void show(AuthzMetrics metrics, DecisionCache decisions) {
    ServerState.show(metrics, policies);
  }

  @Override
  public void close() {
    policies.close();
  }
}
