package dev.apirouter.authz.authn.jwks;

import dev.apirouter.authz.config.JwksConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the keys of one issuer fresh in the background. The last good set stays in use while
 * fetches fail, until it is too old.
 *
 * <p>At most one fetch is under way, each on a virtual thread of its own; whoever wants one
 * meanwhile waits for that one. The end of a fetch schedules the next.
 */
final class JwksService implements KeySource, AutoCloseable {
  /** Part of an interval by which fetches come early, so that many servers do not come at once. */
  private static final double JITTER = 0.1;

  private final String issuer;
  private final JwksLoader loader;
  private final JwksConfig config;
  private final ScheduledExecutorService scheduler;
  private final InstantSource clock;
  private final JwksEvents events;

  private final Object lock = new Object();
  // Written by the thread of the fetch that is under way, read by all.
  private volatile @Nullable JwksSnapshot snapshot;
  private volatile boolean lastFetchGood;
  // The rest only under the lock.
  private @Nullable CompletableFuture<Void> underWay;
  private @Nullable Thread fetching;
  private @Nullable Future<?> next;
  private @Nullable Instant lastForUnknownKey;
  private boolean closed;

  JwksService(
      String issuer,
      JwksLoader loader,
      JwksConfig config,
      ScheduledExecutorService scheduler,
      InstantSource clock,
      JwksEvents events) {
    this.issuer = issuer;
    this.loader = loader;
    this.config = config;
    this.scheduler = scheduler;
    this.clock = clock;
    this.events = events;
  }

  /** Starts the first fetch and does not wait for it. */
  void start() {
    var _ = fetch();
  }

  @Override
  public Optional<JwksSnapshot> current() {
    JwksSnapshot kept = snapshot;
    return kept != null && age(kept).compareTo(config.maxAge()) < 0
        ? Optional.of(kept)
        : Optional.empty();
  }

  @Override
  public Optional<CompletionStage<Void>> refreshForUnknownKey() {
    synchronized (lock) {
      if (underWay != null) {
        return Optional.of(underWay.minimalCompletionStage());
      }
      Instant now = clock.instant();
      if (lastForUnknownKey != null && isWithin(lastForUnknownKey, now)) {
        return Optional.empty();
      }
      lastForUnknownKey = now;
      return Optional.of(fetch().minimalCompletionStage());
    }
  }

  /** A clock that was put back does not hold fetches up. */
  private boolean isWithin(Instant last, Instant now) {
    return !now.isBefore(last) && now.isBefore(last.plus(config.unknownKidInterval()));
  }

  JwksStatus status() {
    JwksSnapshot kept = snapshot;
    return new JwksStatus(
        issuer,
        Optional.ofNullable(kept).map(this::age),
        current().isPresent(),
        lastFetchGood,
        kept == null ? 0 : kept.size());
  }

  private Duration age(JwksSnapshot kept) {
    return Duration.between(kept.fetchedAt(), clock.instant());
  }

  private CompletableFuture<Void> fetch() {
    synchronized (lock) {
      if (closed) {
        return CompletableFuture.completedFuture(null);
      }
      if (underWay != null) {
        return underWay;
      }
      if (next != null) {
        next.cancel(false);
      }
      CompletableFuture<Void> over = new CompletableFuture<>();
      underWay = over;
      fetching = Thread.ofVirtual().name("jwks " + issuer).start(() -> fetch(over));
      return over;
    }
  }

  private void fetch(CompletableFuture<Void> over) {
    boolean good = false;
    try {
      JwksDecoder.Decoded decoded = loader.load();
      snapshot = decoded.snapshot();
      good = true;
      lastFetchGood = true;
      events.refreshed(issuer, decoded.snapshot(), decoded.ignored());
    } catch (InterruptedException e) {
      // Closed meanwhile: there is nobody left to tell.
      Thread.currentThread().interrupt();
    } catch (JwksException e) {
      lastFetchGood = false;
      events.failed(issuer, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      lastFetchGood = good;
      events.failed(issuer, "a fault of ours: " + e);
    } finally {
      scheduleNext(good ? config.refreshInterval() : config.retryInterval());
      over.complete(null);
    }
  }

  private void scheduleNext(Duration interval) {
    double early = 1 - JITTER * ThreadLocalRandom.current().nextDouble();
    long delay = (long) (interval.toNanos() * early);
    synchronized (lock) {
      underWay = null;
      if (!closed) {
        next = scheduler.schedule(this::start, delay, TimeUnit.NANOSECONDS);
      }
    }
  }

  /** Ends fetching, the fetch under way included. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      if (next != null) {
        next.cancel(false);
      }
      if (fetching != null) {
        fetching.interrupt();
      }
    }
  }
}
