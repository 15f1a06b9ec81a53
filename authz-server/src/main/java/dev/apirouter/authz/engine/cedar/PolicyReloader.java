package dev.apirouter.authz.engine.cedar;

import static java.util.Objects.requireNonNull;

import dev.apirouter.cedar.PolicyFiles;
import dev.apirouter.cedar.PolicyLoadException;
import dev.apirouter.cedar.PolicySource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the policy set up to date with its files, by polling them.
 *
 * <p>Polling, and reading contents instead of modification times, since neither events nor times
 * can be relied on for mounted volumes and symbolic links that are swapped. A change is taken up
 * when two polls in a row see the same contents: a file that is being written could be cut off
 * between two policies and so load without its last, perhaps a forbid.
 */
public final class PolicyReloader implements Supplier<PolicySnapshot>, AutoCloseable {
  /** How often the files are looked at by default; a change is in use after two looks. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofMillis(500);

  /** The shortest interval. */
  public static final Duration MIN_INTERVAL = Duration.ofMillis(50);

  /** The longest interval. */
  public static final Duration MAX_INTERVAL = Duration.ofHours(1);

  private static final int LATE_LOOKS = 5;

  /** A load of many policies takes seconds. */
  private static final Duration LATE_GRACE = Duration.ofSeconds(10);

  /** Cedar's parser is recursive, in native code. */
  private static final long STACK_BYTES = 16L << 20;

  private static final Logger LOGGER = Logger.getLogger(PolicyReloader.class.getName());

  private final PolicySource source;
  private final Duration interval;
  private final PolicyEvents events;
  private final Thread thread;

  private volatile PolicySnapshot snapshot;
  private volatile Optional<String> lastReloadProblem = Optional.empty();
  private volatile long lookedAt = System.nanoTime();

  /* Only the polling thread (or, before it starts, the starting one) uses these. */
  private String examined;
  private @Nullable String candidate;

  private PolicyReloader(PolicySource source, Duration interval, PolicyEvents events)
      throws PolicyLoadException {
    this.source = requireNonNull(source, "source");
    this.interval = requireNonNull(interval, "interval");
    this.events = requireNonNull(events, "events");
    if (interval.compareTo(MIN_INTERVAL) < 0 || interval.compareTo(MAX_INTERVAL) > 0) {
      throw new IllegalArgumentException(
          "reload interval %s, expected %s to %s".formatted(interval, MIN_INTERVAL, MAX_INTERVAL));
    }
    long start = System.nanoTime();
    this.snapshot = PolicySetLoader.load(source);
    this.examined = snapshot.version();
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("policy-reloader")
            .stackSize(STACK_BYTES)
            .unstarted(this::pollUntilInterrupted);
    events.loaded(snapshot, Duration.ofNanos(System.nanoTime() - start));
  }

  /**
   * Loads the policy set on the calling thread, then watches it on a daemon thread of its own.
   *
   * @param interval how often the files are looked at, from {@link #MIN_INTERVAL} to {@link
   *     #MAX_INTERVAL}
   * @throws PolicyLoadException when the first load fails
   */
  public static PolicyReloader start(PolicySource source, Duration interval, PolicyEvents events)
      throws PolicyLoadException {
    PolicyReloader reloader = unstarted(source, interval, events);
    reloader.thread.start();
    return reloader;
  }

  /** One that polls only when {@link #poll} is called. */
  static PolicyReloader unstarted(PolicySource source, Duration interval, PolicyEvents events)
      throws PolicyLoadException {
    return new PolicyReloader(source, interval, events);
  }

  /** The policy set in use: the last one that loaded. */
  @Override
  public PolicySnapshot get() {
    return snapshot;
  }

  /**
   * Why the policy files as they are now are not in use, one problem to a line; empty when they
   * are.
   */
  public Optional<String> lastReloadProblem() {
    return lastReloadProblem;
  }

  /**
   * Why the policy set in use may not be that of the files: {@link #lastReloadProblem}, or that
   * nobody has looked at them for long.
   */
  public Optional<String> problem() {
    Duration since = Duration.ofNanos(System.nanoTime() - lookedAt);
    Duration late = interval.multipliedBy(LATE_LOOKS).plus(LATE_GRACE);
    return since.compareTo(late) > 0
        ? Optional.of("the policies were last looked at " + since.toSeconds() + " s ago")
        : lastReloadProblem;
  }

  /** Stops watching; the policy set stays in use. */
  @Override
  public void close() {
    thread.interrupt();
  }

  /** Looks at the files once, and takes up a change that the look before has seen already. */
  void poll() {
    @Nullable PolicyFiles files = null;
    @Nullable PolicyLoadException unreadable = null;
    String seen;
    try {
      files = PolicyFiles.read(source);
      seen = files.version();
    } catch (PolicyLoadException e) {
      unreadable = e;
      seen = "unreadable: " + e.getMessage();
    }
    boolean settled = seen.equals(candidate);
    candidate = seen;
    if (!settled || seen.equals(examined)) {
      return;
    }
    examined = seen;
    if (files == null) {
      failed(requireNonNull(unreadable).problems());
      return;
    }
    long start = System.nanoTime();
    try {
      snapshot = PolicySetLoader.load(source, files, snapshot.policySets());
    } catch (PolicyLoadException e) {
      failed(e.problems());
      return;
    } catch (RuntimeException | Error e) {
      LOGGER.log(Level.SEVERE, "policy load failed unexpectedly", e);
      failed(List.of(source.folder() + ": policy load failed unexpectedly: " + e));
      return;
    }
    lastReloadProblem = Optional.empty();
    events.loaded(snapshot, Duration.ofNanos(System.nanoTime() - start));
  }

  private void failed(List<String> problems) {
    lastReloadProblem = Optional.of(String.join("\n", problems));
    events.reloadFailed(problems);
  }

  private void pollUntilInterrupted() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(interval);
        poll();
        lookedAt = System.nanoTime();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) {
        // Whatever it is, an old policy set must not become the last one for it.
        LOGGER.log(Level.SEVERE, "watching the policies failed in one round; it goes on", e);
      }
    }
  }
}
