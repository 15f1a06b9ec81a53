package dev.apirouter.authz.engine.avp;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what it is told. */
final class RecordedEvents implements AvpEvents {
  final AtomicInteger requested = new AtomicInteger();
  final List<String> results = new CopyOnWriteArrayList<>();
  final List<String> problems = new CopyOnWriteArrayList<>();
  final List<Shed> shed = new CopyOnWriteArrayList<>();

  @Override
  public void requested() {
    requested.incrementAndGet();
  }

  @Override
  public void decided(String result, Duration duration) {
    results.add(result);
  }

  @Override
  public void failed(String kind, String problem, Duration duration) {
    results.add(kind);
    problems.add(problem);
  }

  @Override
  public void shed(Shed reason) {
    shed.add(reason);
  }
}
