package dev.apirouter.authz.engine.mirror;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the mirror stands.
 *
 * @param age time since AVP confirmed the policy set that is held; empty when none is
 * @param outage why there is no policy set to decide by; empty when there is
 * @param stale whether the policy store's policies are known, and not those in use
 * @param problems what is amiss, a sentence each
 */
public record MirrorStatus(
    Optional<Duration> age, Optional<String> outage, boolean stale, List<String> problems) {
  public MirrorStatus {
    problems = List.copyOf(problems);
  }
}
