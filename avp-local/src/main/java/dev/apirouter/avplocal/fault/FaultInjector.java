package dev.apirouter.avplocal.fault;

import dev.apirouter.avplocal.fault.Faults.Kind;
import dev.apirouter.avplocal.protocol.AvpException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;

/** Lets calls go wrong as it is told. */
public final class FaultInjector {
  /** What became of a call before any operation saw it. */
  public sealed interface Outcome {}

  /** It goes on to its operation. */
  public record Proceed() implements Outcome {}

  /** Its connection is closed without an answer. */
  public record Close(String reason) implements Outcome {}

  /** It is answered with a text that is no JSON. */
  public record Garbage(String html) implements Outcome {}

  private static final String HTML =
      "<!DOCTYPE html><html><head><title>Service</title></head><body>It works!</body></html>";

  /** The faults in force, with what belongs to them alone. */
  private record Active(Faults faults, Map<String, RateLimit> limits, CountDownLatch over) {}

  private volatile Active active = activate(Faults.NONE);

  Faults faults() {
    return active.faults();
  }

  /** Changes what goes wrong from now on. Calls that hang are let go, without an answer. */
  void set(Faults faults) {
    Active before = active;
    active = activate(faults);
    before.over().countDown();
  }

  /**
   * Meets a call with what is to go wrong; may wait.
   *
   * @throws AvpException the error to answer with
   * @throws InterruptedException when the server is closed meanwhile
   */
  public Outcome meet(String operation) throws InterruptedException {
    Active now = active;
    Faults faults = now.faults();
    if (!faults.concerns(operation)) {
      return new Proceed();
    }
    long millis = faults.latencyMillis();
    if (faults.jitterMillis() > 0) {
      millis += ThreadLocalRandom.current().nextLong(faults.jitterMillis() + 1);
    }
    if (millis > 0) {
      Thread.sleep(millis);
    }
    Optional<Kind> drawn = draw(faults);
    if (drawn.isPresent()) {
      return failure(drawn.get(), now);
    }
    if (faults.expiredCredentials()) {
      throw AvpException.expiredToken();
    }
    if (!withinLimit(now, operation)) {
      throw AvpException.throttling();
    }
    return new Proceed();
  }

  private static Outcome failure(Kind kind, Active now) throws InterruptedException {
    return switch (kind) {
      case HANG -> {
        now.over().await();
        yield new Close(kind.member());
      }
      case CLOSE -> new Close(kind.member());
      case GARBAGE -> new Garbage(HTML);
      case FAIL -> throw AvpException.internal("Internal failure (told to fail)");
      case THROTTLE -> throw AvpException.throttling();
    };
  }

  private static Optional<Kind> draw(Faults faults) {
    double random = ThreadLocalRandom.current().nextDouble();
    for (Kind kind : Kind.values()) {
      if (random < faults.fraction(kind)) {
        return Optional.of(kind);
      }
      random -= faults.fraction(kind);
    }
    return Optional.empty();
  }

  private static boolean withinLimit(Active now, String operation) {
    Map<String, Integer> limits = now.faults().limitsPerSecond();
    Integer perSecond = limits.getOrDefault(operation, limits.get("*"));
    return perSecond == null
        || now.limits()
            .computeIfAbsent(operation, _ -> new RateLimit(perSecond, System::nanoTime))
            .tryTake();
  }

  private static Active activate(Faults faults) {
    return new Active(faults, new ConcurrentHashMap<>(), new CountDownLatch(1));
  }
}
