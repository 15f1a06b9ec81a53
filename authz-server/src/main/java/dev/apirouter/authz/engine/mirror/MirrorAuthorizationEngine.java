package dev.apirouter.authz.engine.mirror;

import dev.apirouter.authz.engine.AuthorizationEngine;
import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;
import dev.apirouter.authz.engine.cedar.CedarAuthorizationEngine;
import dev.apirouter.authz.engine.cedar.PolicySnapshot;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The engine that evaluates a mirrored policy store's policies in this process. */
public final class MirrorAuthorizationEngine implements AuthorizationEngine {
  private final PolicyMirror mirror;
  private final CedarAuthorizationEngine cedar;

  /**
   * Makes an engine.
   *
   * @param executor evaluates; see {@link CedarAuthorizationEngine}
   */
  public MirrorAuthorizationEngine(PolicyMirror mirror, Executor executor) {
    this.mirror = mirror;
    this.cedar = new CedarAuthorizationEngine(mirror, executor);
  }

  @Override
  public CompletionStage<Decision> decide(AuthorizationQuery query) {
    return cedar.decide(query);
  }

  /**
   * The version of the policy set, or {@code none} while there is none to decide by: so no decision
   * that is remembered from a policy set outlives it.
   */
  @Override
  public String policySetVersion() {
    return mirror.current().map(PolicySnapshot::version).orElse("none");
  }
}
