package dev.apirouter.authz.engine.cedar;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told, as {@code loaded <version>} and {@code failed <problems>}. */
final class TestingEvents implements PolicyEvents {
  private final List<String> told = new CopyOnWriteArrayList<>();

  List<String> told() {
    return List.copyOf(told);
  }

  @Override
  public void loaded(PolicySnapshot snapshot, Duration duration) {
    told.add("loaded " + snapshot.version());
  }

  @Override
  public void reloadFailed(List<String> problems) {
    told.add("failed " + problems);
  }
}
