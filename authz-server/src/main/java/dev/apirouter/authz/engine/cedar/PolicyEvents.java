package dev.apirouter.authz.engine.cedar;

import java.time.Duration;
import java.util.List;

/**
 * What is told of loads and reloads, one call at a time: of the first load on the thread that
 * starts the reloader, of the others on the reloader's own.
 */
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
