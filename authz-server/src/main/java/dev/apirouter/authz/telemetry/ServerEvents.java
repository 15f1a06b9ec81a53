package dev.apirouter.authz.telemetry;

import dev.apirouter.authz.authn.jwks.JwksEvents;
import dev.apirouter.authz.authn.jwks.JwksSnapshot;
import dev.apirouter.authz.engine.cedar.PolicyEvents;
import dev.apirouter.authz.engine.cedar.PolicySnapshot;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Logs and counts what happens to policy sets and JWKS. */
public final class ServerEvents implements PolicyEvents, JwksEvents {
  private static final Logger LOG = System.getLogger(ServerEvents.class.getName());

  private final AuthzMetrics metrics;
  private final Map<String, String> jwksTold = new ConcurrentHashMap<>();

  public ServerEvents(AuthzMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void loaded(PolicySnapshot snapshot, Duration duration) {
    metrics.policyLoad(true);
    snapshot.warnings().forEach(warning -> LOG.log(Level.WARNING, "policy set: " + warning));
    LOG.log(
        Level.INFO,
        "policy set {0} is in use: {1} policies in {2} slices, loaded in {3} ms",
        snapshot.version(),
        snapshot.policies(),
        snapshot.slices(),
        duration.toMillis());
  }

  @Override
  public void reloadFailed(List<String> problems) {
    metrics.policyLoad(false);
    LOG.log(
        Level.ERROR,
        "the changed policy set is not used, the last good one, if any, stays: "
            + String.join("; ", problems));
  }

  @Override
  public void refreshed(String issuer, JwksSnapshot snapshot, List<String> ignored) {
    metrics.jwksFetch(issuer, true);
    String told = snapshot.size() + " usable keys" + (ignored.isEmpty() ? "" : "; " + ignored);
    // A fetch every few minutes is no news; other keys, and the first good fetch after a bad one,
    // are.
    if (!told.equals(jwksTold.put(issuer, told))) {
      LOG.log(Level.INFO, "JWKS of {0} is in use: {1}", issuer, told);
    }
  }

  @Override
  public void failed(String issuer, String reason) {
    metrics.jwksFetch(issuer, false);
    jwksTold.remove(issuer);
    LOG.log(Level.WARNING, "JWKS of {0} could not be fetched: {1}", issuer, reason);
  }
}
