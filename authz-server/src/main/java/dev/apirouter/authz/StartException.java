package dev.apirouter.authz;

import java.util.List;

/** The server cannot start, with every reason that could be found. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  // Never serialised; a List is not known to be serialisable.
  private final transient List<String> problems;

  StartException(List<String> problems, Throwable cause) {
    super(String.join("; ", problems), cause);
    this.problems = List.copyOf(problems);
  }

  /** One sentence each; at least one. */
  public List<String> problems() {
    return problems;
  }
}
