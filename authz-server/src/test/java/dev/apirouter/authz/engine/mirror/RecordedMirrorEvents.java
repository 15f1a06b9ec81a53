package dev.apirouter.authz.engine.mirror;

import dev.apirouter.authz.engine.cedar.PolicySnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told, a line each. */
final class RecordedMirrorEvents implements MirrorEvents {
  private final List<String> told = new CopyOnWriteArrayList<>();

  List<String> told() {
    return List.copyOf(told);
  }

  @Override
  public void loaded(PolicySnapshot snapshot, Duration duration) {
    told.add("loaded " + snapshot.policies());
  }

  @Override
  public void reloadFailed(List<String> problems) {
    told.add("reload failed " + problems);
  }

  @Override
  public void polled() {
    told.add("polled");
  }

  @Override
  public void pollFailed(String reason) {
    told.add("poll failed " + reason);
  }

  @Override
  public void restored(PolicySnapshot snapshot, Duration age) {
    told.add("restored " + snapshot.policies() + " after " + age);
  }

  @Override
  public void snapshotFileFailed(String problem) {
    told.add(problem);
  }
}
