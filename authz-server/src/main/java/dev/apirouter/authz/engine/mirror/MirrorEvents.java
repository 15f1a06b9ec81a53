package dev.apirouter.authz.engine.mirror;

import dev.apirouter.authz.engine.cedar.PolicyEvents;
import dev.apirouter.authz.engine.cedar.PolicySnapshot;
import java.time.Duration;

/** What is told of the mirror of a policy store, on the mirror's thread. */
public interface MirrorEvents extends PolicyEvents {
  /** The policy store was read, all of it. */
  void polled();

  /**
   * The policy store could not be read; the last good policy set stays in use while it may.
   *
   * @param reason a sentence
   */
  void pollFailed(String reason);

  /**
   * The policy set of the snapshot file is in use, since the policy store's cannot be had.
   *
   * @param age how long ago AVP confirmed it
   */
  void restored(PolicySnapshot snapshot, Duration age);

  /**
   * The snapshot file cannot be used, or not be written.
   *
   * @param problem a sentence
   */
  void snapshotFileFailed(String problem);
}
