package dev.apirouter.authzlib;

import java.nio.charset.StandardCharsets;

/** What every text must be that goes to an engine. */
final class Values {
  private Values() {}

  /** Refuses what is empty, or holds half a surrogate pair and so has no UTF-8 form. */
  static String requireText(String what, String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(what + " is empty");
    }
    return requireWellFormed(what, text);
  }

  static String requireWellFormed(String what, String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(what + " is not well-formed Unicode");
    }
    return text;
  }
}
