package dev.apirouter.authz.telemetry;

import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;
import dev.apirouter.authz.engine.cedar.PolicyEvents;
import dev.apirouter.authz.engine.cedar.PolicySnapshot;
import dev.apirouter.authz.engine.mirror.MirrorEvents;
import dev.apirouter.authz.engine.mirror.RefereeEvents;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/** Logs and counts what happens to the copy of a policy store, and what its referee finds. */
public final class MirrorTelemetry implements MirrorEvents, RefereeEvents {
  private static final Logger LOG = System.getLogger(MirrorTelemetry.class.getName());

  private final PolicyEvents policies;
  private final Counter polls;
  private final Counter comparisons;
  private volatile boolean failing;

  /**
   * Registers the metrics.
   *
   * @param policies is told of loads
   */
  public MirrorTelemetry(PrometheusRegistry registry, PolicyEvents policies) {
    this.policies = policies;
    polls =
        Counter.builder()
            .name("authz_mirror_polls_total")
            .help("Readings of the policy store by result.")
            .labelNames("result")
            .register(registry);
    polls.initLabelValues("success");
    polls.initLabelValues("failure");
    comparisons =
        Counter.builder()
            .name("authz_referee_decisions_total")
            .help("Decisions that AVP was asked for as well: agreed, disagreed, failed, skipped.")
            .labelNames("result")
            .register(registry);
    for (String result : List.of("agreed", "disagreed", "failed", "skipped")) {
      comparisons.initLabelValues(result);
    }
  }

  @Override
  public void loaded(PolicySnapshot snapshot, Duration duration) {
    policies.loaded(snapshot, duration);
  }

  @Override
  public void reloadFailed(List<String> problems) {
    policies.reloadFailed(problems);
  }

  @Override
  public void polled() {
    polls.labelValues("success").inc();
    if (failing) {
      failing = false;
      LOG.log(Level.INFO, "the policy store can be read again");
    }
  }

  @Override
  public void pollFailed(String reason) {
    polls.labelValues("failure").inc();
    failing = true;
    LOG.log(Level.WARNING, "the policy store could not be read: " + reason);
  }

  @Override
  public void restored(PolicySnapshot snapshot, Duration age) {
    LOG.log(
        Level.WARNING,
        "policy set %s of the snapshot file is in use: %d policies, confirmed by AVP %d s ago"
            .formatted(snapshot.version(), snapshot.policies(), age.toSeconds()));
  }

  @Override
  public void snapshotFileFailed(String problem) {
    LOG.log(Level.ERROR, problem);
  }

  @Override
  public void agreed() {
    comparisons.labelValues("agreed").inc();
  }

  @Override
  public void disagreed(AuthorizationQuery query, Decision ours, Decision theirs) {
    comparisons.labelValues("disagreed").inc();
    LOG.log(Level.ERROR, disagreement(query, ours, theirs));
  }

  /** Of the claims the subject only, and no id that a client chose. */
  static String disagreement(AuthorizationQuery query, Decision ours, Decision theirs) {
    return "AVP disagrees about %s on a resource of type %s for %s: mirror %s; AVP %s"
        .formatted(
            query.action().id(),
            query.resource().type(),
            query.principal().id(),
            describe(ours),
            describe(theirs));
  }

  private static String describe(Decision decision) {
    return "%s by %s%s"
        .formatted(
            decision.allowed() ? "allow" : "deny",
            decision.determiningPolicies(),
            decision.errors().isEmpty()
                ? ""
                : " with " + decision.errors().size() + " evaluation errors");
  }

  @Override
  public void failed(Throwable fault) {
    comparisons.labelValues("failed").inc();
    LOG.log(Level.DEBUG, "the referee took no decision", fault);
  }

  @Override
  public void skipped() {
    comparisons.labelValues("skipped").inc();
  }
}
