package dev.apirouter.avplocal.store;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** A policy store. Reads see one consistent moment; changes come one after the other. */
public final class PolicyStore {
  private final String id;
  private final Optional<String> description;
  private final long sequence;
  private final Clock clock;
  private final Instant created;
  private final AtomicLong sequences = new AtomicLong();

  private volatile Instant updated;
  private volatile Evaluable evaluable;

  PolicyStore(String id, long sequence, boolean strict, Optional<String> description, Clock clock) {
    this.id = id;
    this.sequence = sequence;
    this.description = description;
    this.clock = clock;
    this.created = now();
    this.updated = created;
    this.evaluable = new Evaluable(Contents.empty(strict));
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
    return evaluable.contents();
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
    Contents changed = change.apply(contents());
    evaluable = new Evaluable(changed);
    updated = now();
    return changed;
  }

  /** What decisions are taken by now. */
  Evaluable evaluable() {
    return evaluable;
  }
}
