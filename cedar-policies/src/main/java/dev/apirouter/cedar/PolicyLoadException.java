package dev.apirouter.cedar;

import java.util.List;

/** A policy set that cannot be used, with every problem found in it. */
public final class PolicyLoadException extends Exception {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // what List.copyOf returns is serializable
  private final List<String> problems;

  /**
   * Makes one of all the problems found.
   *
   * @param problems at least one sentence, in the order of the files, each beginning with the file
   *     and, where it can be had, the line
   */
  public PolicyLoadException(List<String> problems) {
    super(String.join("\n", problems));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("a policy set that cannot be used has at least 1 problem");
    }
    this.problems = List.copyOf(problems);
  }

  /** The problems, at least one. */
  public List<String> problems() {
    return problems;
  }
}
