package dev.apirouter.authz.config;

import java.util.List;

/** A configuration that cannot be used, with everything that is wrong with it. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  // Never serialised; a List is not known to be serialisable.
  private final transient List<String> problems;

  ConfigException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence each, with the setting and, where it stands in the file, the line. */
  public List<String> problems() {
    return problems;
  }
}
