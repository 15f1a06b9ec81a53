package dev.apirouter.localstack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with placeholders {@code ${NAME}}. Whatever else has a dollar sign stays as it is, so that
 * Envoy's own substitutions and regular expressions pass through.
 */
final class Template {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)\\}");

  private Template() {}

  /**
   * The text with every placeholder replaced.
   *
   * @param name what the text is, for messages
   * @throws StackException that names every placeholder without a value
   */
  static String render(String name, String text, Map<String, String> values) {
    List<String> unknown = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(text);
    String rendered =
        matcher.replaceAll(match -> {
          String value = values.get(match.group(1));
          if (value == null) {
            unknown.add(match.group());
            return "";
          }
          return Matcher.quoteReplacement(value);
        });
    if (!unknown.isEmpty()) {
      throw new StackException(
          "%s has placeholders without a value: %s; there are values for %s"
              .formatted(
                  name,
                  String.join(", ", unknown.stream().distinct().toList()),
                  String.join(", ", values.keySet().stream().sorted().toList())));
    }
    return rendered;
  }
}
