package dev.apirouter.authz.admin;

import dev.apirouter.authz.authn.jwks.JwksStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the server is.
 *
 * @param unready why it cannot decide now, a sentence each; empty: it can
 * @param degraded what is not as it should be while it can, a sentence each
 */
public record Health(List<String> unready, List<String> degraded) {
  public Health {
    unready = List.copyOf(unready);
    degraded = List.copyOf(degraded);
  }

  /**
   * Judges the server by its parts. One issuer whose keys are missing degrades it; it is unready
   * only when no token of any issuer could be verified, lest one partner's outage be everybody's.
   *
   * @param engineProblem what is amiss with the engine. It degrades the server only: an engine's
   *     outage is every replica's, and taking all out of the rotation would hide the 503 and its
   *     reason
   * @param engineOutage why this replica's engine cannot decide, while another's may: the server is
   *     unready
   */
  public static Health of(
      List<JwksStatus> issuers, Optional<String> engineProblem, Optional<String> engineOutage) {
    List<String> degraded = new ArrayList<>();
    for (JwksStatus issuer : issuers) {
      if (!issuer.usable()) {
        degraded.add("no good JWKS of " + issuer.issuer());
      } else if (!issuer.lastFetchGood()) {
        degraded.add("the last fetch of the JWKS of " + issuer.issuer() + " failed");
      }
    }
    engineProblem.ifPresent(problem -> degraded.add(problem.replace("\n", "; ")));
    if (!issuers.stream().anyMatch(JwksStatus::usable)) {
      engineOutage.ifPresent(degraded::add);
      return new Health(degraded, List.of());
    }
    return new Health(engineOutage.stream().toList(), degraded);
  }

  /** Whether Checks can be decided. */
  public boolean ready() {
    return unready.isEmpty();
  }
}
