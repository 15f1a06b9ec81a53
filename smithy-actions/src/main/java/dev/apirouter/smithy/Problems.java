package dev.apirouter.smithy;

import java.util.ArrayList;
import java.util.List;
import software.amazon.smithy.model.FromSourceLocation;
import software.amazon.smithy.model.shapes.Shape;

/** The problems found so far. */
final class Problems {
  private final List<ActionMapProblem> found = new ArrayList<>();

  void add(FromSourceLocation location, String subject, String message, String expected) {
    found.add(new ActionMapProblem(location.getSourceLocation(), subject, message, expected));
  }

  void add(FromSourceLocation location, Shape subject, String message, String expected) {
    add(location, subject.getType() + " " + subject.getId(), message, expected);
  }

  /**
   * Ends the build if anything was found.
   *
   * @throws InvalidModelException with all problems, ordered and each once
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidModelException(found.stream().sorted().distinct().toList());
    }
  }
}
