package dev.apirouter.sample.commercial;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pages of a list: {@code maxResults} and {@code nextToken}. */
final class Page {
  private static final int DEFAULT_SIZE = 20;
  private static final int MAX_SIZE = 100;

  private Page() {}

  /** The output with one page of {@code items} and, unless it is the last, {@code nextToken}. */
  static Map<String, Object> of(String name, List<?> items, Map<String, String> query) {
    int size = number(query, "maxResults", DEFAULT_SIZE, 1, MAX_SIZE);
    int start = Math.min(number(query, "nextToken", 0, 0, 1_000_000), items.size());
    int end = Math.min(start + size, items.size());
    Map<String, Object> output = new LinkedHashMap<>();
    output.put(name, items.subList(start, end));
    if (end < items.size()) {
      output.put("nextToken", Integer.toString(end));
    }
    return output;
  }

  private static int number(Map<String, String> query, String name, int absent, int min, int max) {
    String text = query.get(name);
    if (text == null) {
      return absent;
    }
    if (text.matches("[0-9]{1,7}")) {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw ApiException.invalid("/" + name, "a whole number from " + min + " to " + max);
  }
}
