package dev.apirouter.smithy;

import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import software.amazon.smithy.model.SourceLocation;

/**
 * One reason why a model has no action map.
 *
 * @param location where in the model it stands: the trait that is wrong, else the shape
 * @param subject whose problem it is, e.g. {@code operation example#GetOrder}
 * @param message what is wrong, with the offending value
 * @param expected what would be right
 */
public record ActionMapProblem(
    SourceLocation location, String subject, String message, String expected)
    implements Comparable<ActionMapProblem> {
  private static final Comparator<ActionMapProblem> BY_LOCATION =
      comparing(ActionMapProblem::location).thenComparing(ActionMapProblem::toString);

  public ActionMapProblem {
    requireNonNull(location, "location");
    requireNonNull(subject, "subject");
    requireNonNull(message, "message");
    requireNonNull(expected, "expected");
  }

  /** By file, line and column, so that a list reads like the model. */
  @Override
  public int compareTo(ActionMapProblem other) {
    return BY_LOCATION.compare(this, other);
  }

  /** {@code file:line: subject: message; expected …}: the form that editors make a link of. */
  @Override
  public String toString() {
    return "%s:%d: %s: %s; expected %s"
        .formatted(location.getFilename(), location.getLine(), subject, message, expected);
  }
}
