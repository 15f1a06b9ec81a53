package dev.apirouter.authz.check;

import static java.util.Objects.requireNonNull;

import dev.apirouter.authz.authn.Principal;
import dev.apirouter.authz.response.HeaderMutations;
import java.util.List;
import java.util.Optional;

/** What came of a check. There is no third outcome, and no outcome is a denial. */
public sealed interface CheckOutcome {
  /** How the outcome came about. */
  Trace trace();

  /** The request goes on to its service, with these header mutations. */
  record Allowed(HeaderMutations mutations, Trace trace) implements CheckOutcome {
    // Only CheckPipeline#allow makes one.
    public Allowed {
      requireNonNull(mutations, "mutations");
      requireNonNull(trace, "trace");
    }
  }

  /** The request is refused. */
  record Denied(DenialReason reason, Trace trace) implements CheckOutcome {
    public Denied {
      requireNonNull(reason, "reason");
      requireNonNull(trace, "trace");
    }
  }

  /**
   * What is known of a check for logs, metrics and dynamic metadata.
   *
   * @param operationId operation of the action map; empty when none was found
   * @param principal who asked, once a token was verified
   * @param decision whether the decision came from the cache; empty when none was made
   * @param policies ids of the determining policies
   * @param detail a sentence for the log on what went wrong; never from a token, empty when nothing
   */
  record Trace(
      Optional<String> operationId,
      Optional<Principal> principal,
      DecisionSource decision,
      List<String> policies,
      String detail) {
    static final Trace EMPTY =
        new Trace(Optional.empty(), Optional.empty(), DecisionSource.NONE, List.of(), "");

    public Trace {
      requireNonNull(operationId, "operationId");
      requireNonNull(principal, "principal");
      requireNonNull(decision, "decision");
      policies = List.copyOf(policies);
      requireNonNull(detail, "detail");
    }

    Trace withDetail(String sentence) {
      return new Trace(operationId, principal, decision, policies, sentence);
    }
  }

  /** Where a decision came from. */
  enum DecisionSource {
    /** No decision was made. */
    NONE("none"),
    /** The decision cache had it. */
    HIT("hit"),
    /** The engine was asked. */
    MISS("miss"),
    /** The engine could not be asked, and the last known good decision stood in. */
    STALE("stale");

    private final String label;

    DecisionSource(String label) {
      this.label = label;
    }

    /** The source in metrics, logs and dynamic metadata. */
    public String label() {
      return label;
    }
  }
}
