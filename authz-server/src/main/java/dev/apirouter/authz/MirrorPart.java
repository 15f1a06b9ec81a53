package dev.apirouter.authz;

import dev.apirouter.authz.config.EngineConfig;
import dev.apirouter.authz.engine.AuthorizationEngine;
import dev.apirouter.authz.engine.DecisionCache;
import dev.apirouter.authz.engine.avp.AvpAuthorizationEngine;
import dev.apirouter.authz.engine.mirror.MirrorAuthorizationEngine;
import dev.apirouter.authz.engine.mirror.PolicyMirror;
import dev.apirouter.authz.engine.mirror.RefereedEngine;
import dev.apirouter.authz.telemetry.AuthzMetrics;
import dev.apirouter.authz.telemetry.AvpTelemetry;
import dev.apirouter.authz.telemetry.MirrorTelemetry;
import dev.apirouter.authz.telemetry.ServerEvents;
import dev.apirouter.authz.telemetry.ServerState;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The engine that evaluates a policy store's policies here, the copy of them, and its referee. */
final class MirrorPart implements EnginePart {
  private final PolicyMirror mirror;
  private final AuthorizationEngine engine;
  // Closed in this order.
  private final Deque<Runnable> closing;

  private MirrorPart(PolicyMirror mirror, AuthorizationEngine engine, Deque<Runnable> closing) {
    this.mirror = mirror;
    this.engine = engine;
    this.closing = closing;
  }

  /**
   * Starts the engine; whether AVP answers does not matter.
   *
   * @throws StartException when there is no Region
   */
  static MirrorPart start(
      EngineConfig.AvpMirror config, Executor workers, ServerEvents events, AuthzMetrics metrics)
      throws StartException {
    MirrorTelemetry telemetry = new MirrorTelemetry(metrics.registry(), events);
    Deque<Runnable> closing = new ArrayDeque<>();
    try {
      PolicyMirror mirror = PolicyMirror.start(config, InstantSource.system(), telemetry);
      closing.push(mirror::close);
      AuthorizationEngine engine = new MirrorAuthorizationEngine(mirror, workers);
      if (config.mirror().refereeOneIn() > 0) {
        AvpAuthorizationEngine avp =
            AvpAuthorizationEngine.create(config.avp(), new AvpTelemetry(metrics.registry()));
        closing.push(avp::close);
        RefereedEngine refereed =
            new RefereedEngine(engine, avp, config.mirror().refereeOneIn(), telemetry);
        closing.push(refereed::close);
        engine = refereed;
      }
      return new MirrorPart(mirror, engine, closing);
    } catch (IllegalArgumentException e) {
      closing.forEach(Runnable::run);
      throw new StartException(List.of(String.valueOf(e.getMessage())), true, e);
    }
  }

  @Override
  public AuthorizationEngine engine() {
    return engine;
  }

  @Override
  public Optional<String> degradation() {
    List<String> problems = mirror.status().problems();
    return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
  }

  @Override
  public Optional<String> outage() {
    return mirror.status().outage();
  }

  @Override
  public void show(AuthzMetrics metrics, DecisionCache decisions) {
    ServerState.show(metrics, mirror);
  }

  @Override
  public void close() {
    closing.forEach(Runnable::run);
  }
}
