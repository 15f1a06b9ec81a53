package dev.apirouter.authz.engine.mirror;

import dev.apirouter.authz.config.EngineConfig;
import dev.apirouter.authz.config.MirrorConfig;
import dev.apirouter.authz.engine.EngineUnavailableException;
import dev.apirouter.authz.engine.cedar.PolicySetLoader;
import dev.apirouter.authz.engine.cedar.PolicySnapshot;
import dev.apirouter.authz.engine.cedar.PolicyTexts;
import dev.apirouter.authz.engine.mirror.MirrorState.Held;
import dev.apirouter.cedar.PolicyLoadException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClient;

/**
 * Keeps a policy set equal to that of a policy store, by polling it on a thread of its own, for as
 * long as the process lives, whatever happens.
 *
 * <p>The last good policy set stays in use while the policy store cannot be read, until that is so
 * for too long; and while the policy store holds policies that do not load. When the first reading
 * fails, the snapshot file takes its place.
 */
public final class PolicyMirror implements Supplier<PolicySnapshot>, AutoCloseable {
  private static final Logger LOG = System.getLogger(PolicyMirror.class.getName());

  /** How far another clock may be before ours, in a snapshot file's time. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private static final Duration CLOSE_WAIT = Duration.ofSeconds(1);
  private static final Duration SAVE_INTERVAL = Duration.ofMinutes(1);

  private final VerifiedPermissionsClient client;
  private final String store;
  private final MirrorConfig config;
  private final PollPauses pauses;
  private final PolicyStoreCalls calls;
  private final PolicyStoreReader reader;
  private final @Nullable SnapshotFile file;
  private final InstantSource clock;
  private final MirrorEvents events;
  private final Thread thread;

  private volatile MirrorState state =
      new MirrorState(null, "the policy store has not been read yet", "", "");

  // Only the polling thread uses these.
  private @Nullable PolicyTexts inUse;
  private String examined = "";
  private Instant nextSave = Instant.MIN;
  private boolean restoreTried;

  /** One that polls only when {@link #poll} is called; it closes the client. */
  PolicyMirror(
      VerifiedPermissionsClient client,
      String store,
      MirrorConfig config,
      InstantSource clock,
      MirrorEvents events) {
    this.client = client;
    this.store = store;
    this.config = config;
    this.pauses = new PollPauses(config.pollInterval());
    this.calls = new PolicyStoreCalls(new ReadPacer(config.readsPerSecond()));
    this.reader = new PolicyStoreReader(client, store, calls);
    this.file = config.snapshotFile().map(path -> new SnapshotFile(path, store)).orElse(null);
    this.clock = clock;
    this.events = events;
    this.thread =
        Thread.ofPlatform().daemon().name("policy-mirror").unstarted(this::pollUntilInterrupted);
  }

  /**
   * Starts to mirror a policy store with the SDK's default chain of credentials, and does not wait
   * for it.
   *
   * @throws IllegalArgumentException when there is no Region
   */
  public static PolicyMirror start(
      EngineConfig.AvpMirror config, InstantSource clock, MirrorEvents events) {
    return start(
        PolicyStoreClients.create(config.avp(), config.mirror().readTimeout()),
        config.avp().policyStoreId(),
        config.mirror(),
        clock,
        events);
  }

  static PolicyMirror start(
      VerifiedPermissionsClient client,
      String store,
      MirrorConfig config,
      InstantSource clock,
      MirrorEvents events) {
    PolicyMirror mirror = new PolicyMirror(client, store, config, clock, events);
    mirror.thread.start();
    return mirror;
  }

  /**
   * The policy set to decide by.
   *
   * @throws EngineUnavailableException when there is none, or it is too old
   */
  @Override
  public PolicySnapshot get() {
    MirrorState now = state;
    Held held = now.held();
    Optional<String> outage = outage(now);
    if (held == null || outage.isPresent()) {
      throw new EngineUnavailableException(outage.orElse("no policy set"));
    }
    return held.snapshot();
  }

  /** The policy set to decide by; empty when there is none, or it is too old. */
  public Optional<PolicySnapshot> current() {
    MirrorState now = state;
    return Optional.ofNullable(now.held()).filter(_ -> outage(now).isEmpty()).map(Held::snapshot);
  }

  /** How the mirror stands now. */
  public MirrorStatus status() {
    return state.status(store, config.maxAge(), clock.instant());
  }

  /** Calls of AVP since the start, the SDK's retries not counted. */
  public long reads() {
    return calls.made();
  }

  private Optional<String> outage(MirrorState now) {
    return now.outage(store, config.maxAge(), clock.instant());
  }

  /** Stops polling; the policy set stays in use while it may. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(CLOSE_WAIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }

  private void pollUntilInterrupted() {
    int failures = 0;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        failures = poll() ? 0 : failures + 1;
        Thread.sleep(pauses.after(failures));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /**
   * Reads the policy store once.
   *
   * @return whether that succeeded, whatever it holds
   */
  boolean poll() throws InterruptedException {
    Instant asked = clock.instant();
    try {
      PolicyTexts texts = reader.read();
      state = state.withPollProblem("");
      take(texts, asked);
      events.polled();
      return true;
    } catch (PolicyStoreException e) {
      pollFailed(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      // Nothing may end the polling for good.
      LOG.log(Level.ERROR, "a poll of the policy store failed unexpectedly; polling goes on", e);
      pollFailed("unexpectedly: " + e);
    }
    return false;
  }

  private void pollFailed(String reason) {
    state = state.withPollProblem(reason);
    events.pollFailed(reason);
    restoreOnce();
  }

  private void take(PolicyTexts texts, Instant asked) {
    Held held = state.held();
    String version = texts.version();
    if (held != null && version.equals(held.snapshot().version())) {
      examined = version;
      inUse = texts;
      state = state.withHeld(new Held(held.snapshot(), asked)).withLoadProblem("");
      save(asked, false);
      return;
    }
    if (!version.equals(examined)) {
      examined = version;
      if (load(texts, asked)) {
        return;
      }
    }
    // AVP is there, and what it holds cannot be used: the last good policies do not age.
    restoreOnce();
    Held last = state.held();
    if (last != null) {
      state = state.withHeld(new Held(last.snapshot(), asked));
      save(asked, false);
    }
  }

  private boolean load(PolicyTexts texts, Instant asked) {
    long start = System.nanoTime();
    try {
      Held held = state.held();
      PolicySnapshot snapshot = PolicySetLoader.load(texts, held == null ? null : held.snapshot());
      state = state.withHeld(new Held(snapshot, asked)).withLoadProblem("");
      inUse = texts;
      events.loaded(snapshot, Duration.ofNanos(System.nanoTime() - start));
      save(asked, true);
      return true;
    } catch (PolicyLoadException e) {
      state = state.withLoadProblem(String.join("; ", e.problems()));
      events.reloadFailed(e.problems());
    }
    return false;
  }

  private void save(Instant confirmedAt, boolean changed) {
    boolean due = !state.fileProblem().isEmpty() || !confirmedAt.isBefore(nextSave);
    if (file == null || inUse == null || !(changed || due)) {
      return;
    }
    try {
      file.write(inUse, confirmedAt);
      nextSave = confirmedAt.plus(saveInterval());
      state = state.withFileProblem("");
    } catch (IOException e) {
      fileFailed("cannot be written: " + e);
    }
  }

  /** A part of the greatest age: so the time in the file is never far behind. */
  private Duration saveInterval() {
    Duration interval = config.maxAge().dividedBy(10);
    return interval.compareTo(SAVE_INTERVAL) < 0 ? interval : SAVE_INTERVAL;
  }

  private void restoreOnce() {
    if (file == null || restoreTried || state.held() != null) {
      return;
    }
    restoreTried = true;
    try {
      SnapshotFile.Saved read = file.read().orElse(null);
      if (read == null) {
        return;
      }
      Duration age = Duration.between(read.confirmedAt(), clock.instant());
      if (age.compareTo(config.maxAge()) >= 0 || age.compareTo(CLOCK_SKEW.negated()) < 0) {
        fileFailed(
            "is of %s, expected not older than mirror.max-age and not in the future"
                .formatted(read.confirmedAt()));
        return;
      }
      PolicySnapshot snapshot = PolicySetLoader.load(read.texts(), null);
      state = state.withHeld(new Held(snapshot, read.confirmedAt()));
      inUse = read.texts();
      events.restored(snapshot, age);
    } catch (IOException | PolicyLoadException e) {
      fileFailed("cannot be used: " + e.getMessage());
    }
  }

  private void fileFailed(String reason) {
    String problem = "snapshot file " + (file == null ? "" : file.path()) + " " + reason;
    if (!problem.equals(state.fileProblem())) {
      events.snapshotFileFailed(problem);
    }
    state = state.withFileProblem(problem);
  }
}
