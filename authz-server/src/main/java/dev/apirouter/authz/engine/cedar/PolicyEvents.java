package dev.apirouter.authz.engine.cedar;

import java.time.Duration;
import java.util.List;

/** What is told of loads and reloads; called on the reloader's thread, one call at a time. */
public interface PolicyEvents {
  /**
   * A policy set is in use from now on.
   *
   * @param snapshot the policy set
   * @param duration how long it took to load
   */
  void loaded(PolicySnapshot snapshot, Duration duration);

  /**
   * A changed policy set cannot be used; the last good one stays in use. Told once for each change.
   *
   * @param problems why, at least one sentence
   */
  void reloadFailed(List<String> problems);
}
