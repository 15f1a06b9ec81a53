package dev.apirouter.cedar;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One policy that Cedar could parse.
 *
 * @param id the value of its {@code @id}, or {@code <file name>#<number in the file>}
 * @param hasId whether it has an {@code @id} of its own
 * @param text its text and where it stands
 * @param json its form in Cedar's JSON policy format; not to be changed
 * @see <a href="https://docs.cedarpolicy.com/policies/json-format.html">JSON policy format</a>
 */
public record ParsedPolicy(String id, boolean hasId, PolicyText text, JsonNode json) {
  public ParsedPolicy {
    requireNonNull(id, "id");
    requireNonNull(text, "text");
    requireNonNull(json, "json");
  }

  /** Whether it forbids; if not, it permits. */
  public boolean isForbid() {
    return json.path("effect").asText().equals("forbid");
  }
}
