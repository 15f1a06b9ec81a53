package dev.apirouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/**
 * An HTTP response.
 *
 * @param headers by name in lower case
 * @param body decoded; empty when there is none
 */
record Answer(int status, Map<String, List<String>> headers, String body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The only value of a header; empty when it is absent. */
  String header(String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    assertThat(values).as("values of %s", name).hasSizeLessThan(2);
    return values.isEmpty() ? "" : values.getFirst();
  }

  JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + body, e);
    }
  }

  /** Asserts that this is a refusal of the router, in the one shape that they all have. */
  Answer isRefusal(int expectedStatus, String type) {
    assertThat(status).as("status of %s", this).isEqualTo(expectedStatus);
    assertThat(header("content-type")).isEqualTo("application/json");
    assertThat(header("x-amzn-errortype")).isEqualTo(type);
    assertThat(json().path("__type").asText()).isEqualTo(type);
    assertThat(json().path("message").asText()).isNotBlank();
    String requestId = json().path("requestId").asText();
    assertThat(requestId).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    assertThat(header("x-request-id")).isEqualTo(requestId);
    assertThat(header("x-amzn-requestid")).isEqualTo(requestId);
    return this;
  }

  /** Asserts that a service gave this answer. */
  Answer isOk() {
    assertThat(status).as("status of %s", this).isEqualTo(200);
    assertThat(header("x-request-id")).isNotEmpty().isEqualTo(header("x-amzn-requestid"));
    return this;
  }
}
