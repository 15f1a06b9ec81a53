package dev.apirouter.avplocal.protocol;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the service's API model asks of a text.
 *
 * @param min least number of characters
 * @param max greatest number of characters
 * @param pattern matches the whole text
 */
public record TextRule(int min, int max, Pattern pattern) {
  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9-/_]*");
  private static final Pattern LINE = Pattern.compile(".*");
  private static final Pattern ANY = Pattern.compile(".*", Pattern.DOTALL);

  /** An identifier of a policy store, a policy or a template. */
  public static final TextRule RESOURCE_ID = new TextRule(1, 200, ID);

  /** An entity's type. */
  public static final TextRule ENTITY_TYPE = new TextRule(1, 200, LINE);

  /** An entity's id. */
  public static final TextRule ENTITY_ID = new TextRule(1, 612, LINE);

  /** An action's type. */
  public static final TextRule ACTION_TYPE =
      new TextRule(1, 200, Pattern.compile("Action$|^.+::Action"));

  /** An action's id. */
  public static final TextRule ACTION_ID = new TextRule(1, 512, LINE);

  /** A description of a policy store, a policy or a template. */
  public static final TextRule DESCRIPTION = new TextRule(0, 150, ANY);

  /** A client token. */
  public static final TextRule CLIENT_TOKEN = new TextRule(1, 64, Pattern.compile("[a-zA-Z0-9-]*"));

  /** A token of the next page. */
  public static final TextRule NEXT_TOKEN =
      new TextRule(1, 8_000, Pattern.compile("[A-Za-z0-9-_=+/\\.]*"));

  /** A text that has a rule of its own, or none. */
  public static final TextRule NON_EMPTY = new TextRule(1, Integer.MAX_VALUE, ANY);

  /** What is wrong with the text, in the words of AWS; empty when nothing is. */
  Optional<String> problem(String text) {
    if (text.length() < min) {
      return Optional.of("Member must have length greater than or equal to " + min);
    }
    if (text.length() > max) {
      return Optional.of("Member must have length less than or equal to " + max);
    }
    return pattern.matcher(text).matches()
        ? Optional.empty()
        : Optional.of("Member must satisfy regular expression pattern: " + pattern);
  }
}
