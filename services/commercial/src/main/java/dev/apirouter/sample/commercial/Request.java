package dev.apirouter.sample.commercial;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apirouter.authzlib.RouterPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** One request: its operation's labels, its query, its JSON body and its caller. */
record Request(
    Map<String, String> labels,
    Map<String, String> query,
    ObjectNode body,
    RouterPrincipal principal) {
  private static final Pattern SKU = Pattern.compile("[A-Z0-9-]{1,32}");
  private static final int MAX_ITEMS = 100;

  String label(String name) {
    String value = labels.get(name);
    if (value == null) {
      throw new IllegalArgumentException("No label " + name + " among " + labels.keySet());
    }
    return value;
  }

  Optional<String> text(String name, int maxLength) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()
        || value.textValue().isEmpty()
        || value.textValue().length() > maxLength) {
      throw ApiException.invalid("/" + name, "a string of 1 to " + maxLength + " characters");
    }
    return Optional.of(value.textValue());
  }

  String requiredText(String name, int maxLength) {
    return text(name, maxLength)
        .orElseThrow(() ->
            ApiException.invalid("/" + name, "a string of 1 to " + maxLength + " characters"));
  }

  long requiredNumber(String name, long min, long max) {
    return number(body.path(name), "/" + name, min, max);
  }

  /** The member {@code items}, or nothing where it is absent. */
  Optional<List<Orders.Item>> items() {
    JsonNode array = body.path("items");
    if (array.isMissingNode() || array.isNull()) {
      return Optional.empty();
    }
    if (!array.isArray() || array.isEmpty() || array.size() > MAX_ITEMS) {
      throw ApiException.invalid("/items", "1 to " + MAX_ITEMS + " items");
    }
    List<Orders.Item> items = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      JsonNode item = array.get(i);
      String pointer = "/items/" + i;
      String sku = item.path("sku").asText("");
      if (!SKU.matcher(sku).matches()) {
        throw ApiException.invalid(pointer + "/sku", "a match of " + SKU);
      }
      items.add(
          new Orders.Item(
              sku,
              (int) number(item.path("quantity"), pointer + "/quantity", 1, 10_000),
              number(item.path("unitPriceCents"), pointer + "/unitPriceCents", 0, 1_000_000_000L)));
    }
    return Optional.of(List.copyOf(items));
  }

  List<Orders.Item> requiredItems() {
    return items()
        .orElseThrow(() -> ApiException.invalid("/items", "1 to " + MAX_ITEMS + " items"));
  }

  private static long number(JsonNode value, String pointer, long min, long max) {
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < min
        || value.longValue() > max) {
      throw ApiException.invalid(pointer, "a whole number from " + min + " to " + max);
    }
    return value.longValue();
  }
}
