package dev.apirouter.cedar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of one policy, from its first annotation (or its effect) to its semicolon, and where it
 * stands.
 *
 * @param file path of its file
 * @param number its place in the file, from 1
 * @param line line of its first character, from 1
 * @param source the text
 */
public record PolicyText(String file, int number, int line, String source) {
  /**
   * Brackets within brackets that a policy may have. Cedar's parser is recursive, in native code:
   * at 100 it was seen to end the process.
   */
  static final int MAX_NESTING = 40;

  /**
   * Operators that a policy may have, those of two characters counted as two: a chain of them nests
   * as brackets do, once it is parsed.
   */
  static final int MAX_OPERATORS = 400;

  /**
   * Splits a file into its policies. Text after the last semicolon is one more: Cedar then says
   * what is missing.
   *
   * <p>In Cedar's grammar a semicolon outside strings and comments ends a policy and stands nowhere
   * else; a string ends at a quote that no backslash precedes, a comment at the end of its line. A
   * text that breaks these rules gives a part that is not one policy, which Cedar then refuses, so
   * no mistake here passes silently.
   */
  public static List<PolicyText> split(String file, String text) {
    List<PolicyText> policies = new ArrayList<>();
    int line = 1;
    int start = -1;
    int startLine = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '/' && i + 1 < text.length() && text.charAt(i + 1) == '/') {
        i = endOfComment(text, i) - 1;
        continue;
      }
      if (c == '\n') {
        line++;
      }
      if (start < 0) {
        if (Character.isWhitespace(c)) {
          continue;
        }
        start = i;
        startLine = line;
      }
      if (c == '"') {
        int end = endOfString(text, i);
        line += newlines(text, i, end);
        i = end - 1;
      } else if (c == ';') {
        policies.add(
            new PolicyText(file, policies.size() + 1, startLine, text.substring(start, i + 1)));
        start = -1;
      }
    }
    if (start >= 0) {
      policies.add(new PolicyText(file, policies.size() + 1, startLine, text.substring(start)));
    }
    return policies;
  }

  /** Whether the policy is more than Cedar's parser should be given. */
  boolean isTooComplex() {
    int nesting = 0;
    int operators = 0;
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c == '/' && i + 1 < source.length() && source.charAt(i + 1) == '/') {
        i = endOfComment(source, i) - 1;
      } else if (c == '"') {
        i = endOfString(source, i) - 1;
      } else if ("([{".indexOf(c) >= 0) {
        nesting++;
      } else if (")]}".indexOf(c) >= 0) {
        nesting--;
      } else if ("&|+-*!<>=.".indexOf(c) >= 0 || source.startsWith(" if ", i)) {
        operators++;
      }
      if (nesting > MAX_NESTING || operators > MAX_OPERATORS) {
        return true;
      }
    }
    return false;
  }

  /** The line in the file of a place in this policy, given in UTF-8 bytes as Cedar counts. */
  public int lineAt(int byteOffset) {
    byte[] bytes = source.getBytes(StandardCharsets.UTF_8);
    int found = line;
    for (int i = 0; i < Math.min(byteOffset, bytes.length); i++) {
      if (bytes[i] == '\n') {
        found++;
      }
    }
    return found;
  }

  private static int endOfComment(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
      i++;
    }
    return i;
  }

  private static int endOfString(String text, int from) {
    for (int i = from + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        return i + 1;
      }
    }
    return text.length();
  }

  private static int newlines(String text, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == '\n') {
        count++;
      }
    }
    return count;
  }
}
