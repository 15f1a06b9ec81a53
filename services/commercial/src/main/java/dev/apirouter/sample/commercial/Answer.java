package dev.apirouter.sample.commercial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response to send.
 *
 * @param body empty for a response without one; not copied, and not changed by anybody
 */
@SuppressWarnings("ArrayRecordComponent") // Passed once from its maker to the wire, never compared.
record Answer(int status, Map<String, String> headers, byte[] body) {

  static Answer json(JsonMapper json, int status, Object output) {
    return new Answer(status, Map.of("content-type", "application/json"), bytes(json, output));
  }

  static Answer text(int status, String text) {
    return new Answer(
        status, Map.of("content-type", "text/plain"), text.getBytes(StandardCharsets.UTF_8));
  }

  static Answer error(JsonMapper json, ApiException refusal, @Nullable String requestId) {
    ObjectNode members = json.createObjectNode();
    members.put("__type", refusal.type().shapeName());
    members.put("message", refusal.text());
    if (requestId != null) {
      members.put("requestId", requestId);
    }
    refusal
        .field()
        .ifPresent(pointer ->
            members
                .putArray("fieldList")
                .addObject()
                .put("path", pointer)
                .put("message", refusal.text()));
    return new Answer(
        refusal.type().status(),
        Map.of("content-type", "application/json", "x-amzn-errortype", refusal.type().shapeName()),
        bytes(json, members));
  }

  private static byte[] bytes(JsonMapper json, Object value) {
    try {
      return json.writeValueAsBytes(value);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
