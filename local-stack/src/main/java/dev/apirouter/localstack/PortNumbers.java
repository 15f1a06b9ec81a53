package dev.apirouter.localstack;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The number of every port of a stack. */
record PortNumbers(Map<StackPort, Integer> numbers) {
  PortNumbers {
    numbers = Map.copyOf(numbers);
    if (numbers.size() != StackPort.values().length) {
      throw new IllegalArgumentException("Numbers for " + numbers + " only");
    }
  }

  int of(StackPort port) {
    return Objects.requireNonNull(numbers.get(port));
  }

  /** As values of a template's placeholders. */
  Map<String, String> byVariable() {
    Map<String, String> values = new TreeMap<>();
    numbers.forEach((port, number) -> values.put(port.variable(), Integer.toString(number)));
    return values;
  }
}
