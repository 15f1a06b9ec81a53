package dev.apirouter.avplocal.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apirouter.avplocal.protocol.AvpException;
import dev.apirouter.avplocal.protocol.Input;
import dev.apirouter.avplocal.protocol.TextRule;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Answers a list operation page by page. A token names the last item of the page before, so that
 * items which are made or removed meanwhile shift nothing.
 */
final class Pages {
  private static final int DEFAULT_SIZE = 10;
  private static final int MAX_SIZE = 50;
  private static final String PREFIX = "after:";

  private Pages() {}

  /**
   * One page.
   *
   * @param items all items, by sequence
   */
  static <T> JsonNode page(
      Input input,
      String member,
      List<T> items,
      ToLongFunction<T> sequence,
      Function<T, JsonNode> json) {
    int size = Math.min(input.optionalInteger("maxResults", 1).orElse(DEFAULT_SIZE), MAX_SIZE);
    long after = input.optionalText("nextToken", TextRule.NEXT_TOKEN).map(Pages::decode).orElse(0L);
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    ArrayNode page = output.putArray(member);
    Iterator<T> rest = items.stream().filter(item -> sequence.applyAsLong(item) > after).iterator();
    Optional<T> last = Optional.empty();
    while (rest.hasNext() && page.size() < size) {
      last = Optional.of(rest.next());
      page.add(json.apply(last.get()));
    }
    if (rest.hasNext() && last.isPresent()) {
      output.put("nextToken", encode(sequence.applyAsLong(last.get())));
    }
    return output;
  }

  private static String encode(long sequence) {
    return Base64.getUrlEncoder()
        .encodeToString((PREFIX + sequence).getBytes(StandardCharsets.UTF_8));
  }

  private static long decode(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith(PREFIX)) {
        return Long.parseLong(text.substring(PREFIX.length()));
      }
    } catch (IllegalArgumentException e) {
      // neither Base64 nor a number: refused below
    }
    throw AvpException.validation("Invalid nextToken '" + token + "'");
  }
}
