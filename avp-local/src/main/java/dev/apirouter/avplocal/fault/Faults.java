package dev.apirouter.avplocal.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What goes wrong, and how often.
 *
 * @param latencyMillis added to each call
 * @param jitterMillis up to this much more, evenly distributed
 * @param fractions how large a part of the calls, from 0 to 1, meets each fault
 * @param limitsPerSecond most calls per second by operation, {@code *} for each other one; beyond
 *     them calls are throttled
 * @param expiredCredentials whether all credentials count as expired
 * @param operations the operations that this is about; empty for all
 */
record Faults(
    long latencyMillis,
    long jitterMillis,
    Map<Kind, Double> fractions,
    Map<String, Integer> limitsPerSecond,
    boolean expiredCredentials,
    Set<String> operations) {

  /** A way to fail. */
  enum Kind {
    /** Never an answer. */
    HANG("hang"),
    /** The connection is closed without an answer. */
    CLOSE("close"),
    /** A page of HTML, status 200. */
    GARBAGE("garbage"),
    /** InternalServerException, status 500. */
    FAIL("fail"),
    /** ThrottlingException, status 400. */
    THROTTLE("throttle");

    private final String member;

    Kind(String member) {
      this.member = member;
    }

    String member() {
      return member;
    }
  }

  static final Faults NONE = new Faults(0, 0, Map.of(), Map.of(), false, Set.of());

  private static final long MAX_MILLIS = 600_000;

  Faults {
    fractions = Map.copyOf(fractions);
    limitsPerSecond = Map.copyOf(limitsPerSecond);
    operations = Set.copyOf(operations);
  }

  /**
   * From the control endpoint's JSON: what is not named is not wrong.
   *
   * @throws IllegalArgumentException for an unknown member or a value out of bounds
   */
  static Faults parse(JsonNode json) {
    if (!json.isObject()) {
      throw new IllegalArgumentException("expected a JSON object");
    }
    long latency = 0;
    long jitter = 0;
    Map<Kind, Double> fractions = new HashMap<>();
    Map<String, Integer> limits = new LinkedHashMap<>();
    boolean expired = false;
    Set<String> operations = Set.of();
    for (Map.Entry<String, JsonNode> member : json.properties()) {
      String name = member.getKey();
      JsonNode value = member.getValue();
      switch (name) {
        case "latencyMs" -> latency = (long) number(name, value, MAX_MILLIS);
        case "jitterMs" -> jitter = (long) number(name, value, MAX_MILLIS);
        case "expiredCredentials" -> expired = value.asBoolean();
        case "limitsPerSecond" ->
            value
                .properties()
                .forEach(limit ->
                    limits.put(
                        limit.getKey(), (int) number(name, limit.getValue(), Integer.MAX_VALUE)));
        case "operations" ->
            operations =
                StreamSupport.stream(value.spliterator(), false)
                    .map(JsonNode::asText)
                    .collect(Collectors.toSet());
        default -> fractions.put(kind(name), number(name, value, 1));
      }
    }
    return new Faults(latency, jitter, fractions, limits, expired, operations);
  }

  /** As {@link #parse} takes it. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("latencyMs", latencyMillis).put("jitterMs", jitterMillis);
    for (Kind kind : Kind.values()) {
      json.put(kind.member(), fraction(kind));
    }
    ObjectNode limits = json.putObject("limitsPerSecond");
    limitsPerSecond.forEach(limits::put);
    json.put("expiredCredentials", expiredCredentials);
    operations.stream().sorted().forEach(json.putArray("operations")::add);
    return json;
  }

  double fraction(Kind kind) {
    return fractions.getOrDefault(kind, 0.0);
  }

  boolean concerns(String operation) {
    return operations.isEmpty() || operations.contains(operation);
  }

  private static Kind kind(String member) {
    for (Kind kind : Kind.values()) {
      if (kind.member().equals(member)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "unknown member '%s': expected some of %s"
            .formatted(
                member,
                String.join(
                    ", ", NONE.json().properties().stream().map(Map.Entry::getKey).toList())));
  }

  private static double number(String name, JsonNode value, double max) {
    if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() <= max)) {
      throw new IllegalArgumentException(
          "%s must be a number from 0 to %s, not %s".formatted(name, max, value));
    }
    return value.doubleValue();
  }
}
