package dev.apirouter.authz.engine.mirror;

import dev.apirouter.authz.engine.cedar.PolicySnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a mirror has at one moment. A problem is empty when there is none.
 *
 * @param held the last good policy set; null when there is none
 * @param pollProblem why the last reading of the policy store failed
 * @param loadProblem why the policy store's policies are not those in use
 * @param fileProblem why the snapshot file cannot be used or written
 */
record MirrorState(
    @Nullable Held held, String pollProblem, String loadProblem, String fileProblem) {

  /**
   * A policy set.
   *
   * @param confirmedAt when AVP was last read completely
   */
  record Held(PolicySnapshot snapshot, Instant confirmedAt) {
    Duration age(Instant now) {
      return Duration.between(confirmedAt, now);
    }
  }

  MirrorState withHeld(Held now) {
    return new MirrorState(now, pollProblem, loadProblem, fileProblem);
  }

  MirrorState withPollProblem(String problem) {
    return new MirrorState(held, problem, loadProblem, fileProblem);
  }

  MirrorState withLoadProblem(String problem) {
    return new MirrorState(held, pollProblem, problem, fileProblem);
  }

  MirrorState withFileProblem(String problem) {
    return new MirrorState(held, pollProblem, loadProblem, problem);
  }

  /** Why there is no policy set to decide by; empty when there is. */
  Optional<String> outage(String store, Duration maxAge, Instant now) {
    if (held == null) {
      return Optional.of("there is no policy set of policy store " + store + " yet");
    }
    Duration age = held.age(now);
    return age.compareTo(maxAge) < 0
        ? Optional.empty()
        : Optional.of(
            "the policy set of policy store %s is %d s old, mirror.max-age is %d s"
                .formatted(store, age.toSeconds(), maxAge.toSeconds()));
  }

  MirrorStatus status(String store, Duration maxAge, Instant now) {
    List<String> problems = new ArrayList<>();
    if (!pollProblem.isEmpty()) {
      problems.add("policy store " + store + " cannot be read: " + pollProblem);
    }
    if (!loadProblem.isEmpty()) {
      problems.add("changed policies are not in use: " + loadProblem);
    }
    if (!fileProblem.isEmpty()) {
      problems.add(fileProblem);
    }
    return new MirrorStatus(
        Optional.ofNullable(held).map(policies -> policies.age(now)),
        outage(store, maxAge, now),
        !loadProblem.isEmpty(),
        problems);
  }
}
