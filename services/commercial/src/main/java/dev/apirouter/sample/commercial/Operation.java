package dev.apirouter.sample.commercial;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One operation of the model.
 *
 * @param method its HTTP method
 * @param segments its URI pattern's segments: literals, <code>{label}</code> and <code>{label+}
 *     </code>
 * @param status status of success
 * @param handler makes the output of a request to a tenant's data: a value that becomes JSON, or a
 *     {@link String} that is sent as text
 */
record Operation(
    String method, List<String> segments, int status, BiFunction<Request, Tenant, Object> handler) {

  static Operation of(
      String method, String uri, int status, BiFunction<Request, Tenant, Object> handler) {
    return new Operation(method, List.of(uri.substring(1).split("/", -1)), status, handler);
  }

  /** The labels of a path of decoded segments, where it fits. */
  Optional<Map<String, String>> match(List<String> path) {
    Map<String, String> labels = new HashMap<>();
    int surplus = path.size() - segments.size();
    int position = 0;
    for (String segment : segments) {
      int taken = segment.endsWith("+}") ? 1 + surplus : 1;
      if (taken < 1 || position + taken > path.size()) {
        return Optional.empty();
      }
      String actual = String.join("/", path.subList(position, position + taken));
      if (segment.startsWith("{")) {
        if (actual.isEmpty()) {
          return Optional.empty();
        }
        labels.put(segment.replaceAll("[{}+]", ""), actual);
      } else if (!segment.equals(actual)) {
        return Optional.empty();
      }
      position += taken;
    }
    return position == path.size() ? Optional.of(labels) : Optional.empty();
  }
}
