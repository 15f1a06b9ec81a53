package dev.apirouter.avplocal.fault;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts calls by operation, and by how they ended. */
public final class CallCounters {
  private record Call(String operation, String outcome) {}

  private final Map<Call, LongAdder> calls = new ConcurrentHashMap<>();

  /**
   * Counts a call.
   *
   * @param outcome {@code OK}, the name of an error, or of the fault that met it
   */
  public void count(String operation, String outcome) {
    calls.computeIfAbsent(new Call(operation, outcome), _ -> new LongAdder()).increment();
  }

  /** {@code {"total": n, "operations": {"IsAuthorized": {"calls": n, "outcomes": {…}}}}}. */
  ObjectNode json() {
    Map<String, Map<String, Long>> byOperation = new TreeMap<>();
    calls.forEach((call, count) ->
        byOperation
            .computeIfAbsent(call.operation(), _ -> new TreeMap<>())
            .put(call.outcome(), count.sum()));
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    long total = 0;
    ObjectNode operations = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, Map<String, Long>> operation : byOperation.entrySet()) {
      long sum = operation.getValue().values().stream().mapToLong(Long::longValue).sum();
      total += sum;
      ObjectNode entry = operations.putObject(operation.getKey()).put("calls", sum);
      ObjectNode outcomes = entry.putObject("outcomes");
      operation.getValue().forEach(outcomes::put);
    }
    return json.put("total", total).set("operations", operations);
  }

  void reset() {
    calls.clear();
  }
}
