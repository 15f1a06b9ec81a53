package dev.apirouter.smithy;

import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * Thrown for a model that has no action map; carries every problem, not just the first.
 *
 * <p>It has no stack trace: the fault is in the model, and Smithy's build would print the trace
 * over the list.
 */
public final class InvalidModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<ActionMapProblem> problems;

  InvalidModelException(List<ActionMapProblem> problems) {
    super(
        problems.stream()
            .map(problem -> "\n  " + problem)
            .collect(
                joining("", "%d problem(s) in the Smithy model:".formatted(problems.size()), "")),
        null,
        false,
        false);
    this.problems = List.copyOf(problems);
  }

  /** The problems in the order of the model's files and lines; at least one. */
  public List<ActionMapProblem> problems() {
    return problems;
  }
}
