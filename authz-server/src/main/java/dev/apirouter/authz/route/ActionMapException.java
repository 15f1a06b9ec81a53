package dev.apirouter.authz.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An action map that cannot be used, with everything that is wrong with it. */
public final class ActionMapException extends Exception {
  private static final long serialVersionUID = 1L;

  // Never serialised; a List is not known to be serialisable.
  private final transient List<String> problems;

  ActionMapException(List<String> problems, @Nullable Throwable cause) {
    super(String.join("; ", problems), cause);
    this.problems = List.copyOf(problems);
  }

  /** One sentence each; at least one. */
  public List<String> problems() {
    return problems;
  }
}
