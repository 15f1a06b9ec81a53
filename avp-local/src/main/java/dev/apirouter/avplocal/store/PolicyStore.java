package dev.apirouter.avplocal.store;

import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.policy.PolicySet;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A policy store. Reads see one consistent moment; changes come one after the other. */
public final class PolicyStore {
  private static final Logger LOGGER = Logger.getLogger(PolicyStore.class.getName());

  private final String id;
  private final Optional<String> description;
  private final long sequence;
  private final Clock clock;
  private final Instant created;
  private final AtomicLong sequences = new AtomicLong();

  private volatile Contents contents;
  private volatile Instant updated;
  private volatile @Nullable Evaluable evaluable;

  /** What decisions are taken by. */
  record Evaluable(Contents contents, PolicySet policies) {}

  PolicyStore(String id, long sequence, boolean strict, Optional<String> description, Clock clock) {
    this.id = id;
    this.sequence = sequence;
    this.description = description;
    this.clock = clock;
    this.created = now();
    this.updated = created;
    this.contents = Contents.empty(strict);
  }

  public String id() {
    return id;
  }

  /** Its place in lists, by creation. */
  public long sequence() {
    return sequence;
  }

  public Optional<String> description() {
    return description;
  }

  public Instant created() {
    return created;
  }

  public Instant updated() {
    return updated;
  }

  /** What is in it now. */
  public Contents contents() {
    return contents;
  }

  /** The time, as precise as the service tells it. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** The place in lists of the next policy or template. */
  public long nextSequence() {
    return sequences.incrementAndGet();
  }

  /**
   * Changes all that is to be changed, or nothing when the change throws.
   *
   * @return what is in it then
   */
  public synchronized Contents change(UnaryOperator<Contents> change) {
    Contents changed = change.apply(contents);
    contents = changed;
    updated = now();
    return changed;
  }

  /** What decisions are taken by now; made when it is first asked for. */
  Evaluable evaluable() {
    Contents current = contents;
    Evaluable made = evaluable;
    if (made == null || made.contents() != current) {
      PolicySet policies = CedarSets.of(current.policies().values(), current.templates().values());
      try {
        policies.cache();
      } catch (CacheException e) {
        LOGGER.log(Level.WARNING, "the policies are not cached; decisions are slow", e);
      }
      made = new Evaluable(current, policies);
      evaluable = made;
    }
    return made;
  }
}
