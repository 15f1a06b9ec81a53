package dev.apirouter.authz.response;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * A gateway error in the shape that generated SDKs read: the type names the exception class.
 *
 * @param type Smithy error shape name, e.g. {@code ForbiddenException}
 * @param message what a client is told; never says why a policy decided as it did
 */
public record SmithyError(String type, String message) {
  private static final JsonFactory JSON = new JsonFactory();

  /** The body {@code {"__type", "message", "requestId"}}. */
  public String toJson(String requestId) {
    StringWriter body = new StringWriter(128);
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeStringField("__type", type);
      json.writeStringField("message", message);
      json.writeStringField("requestId", requestId);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to a string", e);
    }
    return body.toString();
  }
}
