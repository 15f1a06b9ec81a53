package dev.apirouter.authz;

import java.util.List;

/** The server cannot start, with every reason that could be found. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  // Never serialised; a List is not known to be serialisable.
  private final transient List<String> problems;

  private final boolean wrongInput;

  StartException(List<String> problems, boolean wrongInput, Throwable cause) {
    super(String.join("; ", problems), cause);
    this.wrongInput = wrongInput;
    this.problems = List.copyOf(problems);
  }

  /** Whether a file that the configuration names is wrong, and starting again is in vain. */
  public boolean wrongInput() {
    return wrongInput;
  }

  /** One sentence each; at least one. */
  public List<String> problems() {
    return problems;
  }
}
