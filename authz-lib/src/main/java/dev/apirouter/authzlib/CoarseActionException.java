package dev.apirouter.authzlib;

import java.util.Set;

/**
 * Thrown for a check of an action that the model does not mark {@code @fineGrained}: the router has
 * decided on it, and nobody decides twice.
 */
public final class CoarseActionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  CoarseActionException(String action, Set<String> fineGrained) {
    super(
        ("action %s is coarse: the router has decided on it, once, and a service does not decide again. "
                + "Only actions that the model marks @fineGrained are checked in a service: %s. "
                + "See docs/fine-grained.md")
            .formatted(action, fineGrained.isEmpty() ? "none" : String.join(", ", fineGrained)));
  }
}
