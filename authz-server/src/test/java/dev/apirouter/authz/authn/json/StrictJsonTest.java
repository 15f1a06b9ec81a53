package dev.apirouter.authz.authn.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictJsonTest {
  private static Optional<Map<String, Object>> read(String text) {
    return StrictJson.readObject(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readObject_everyType_read() {
    assertThat(
            read(
                "{\"t\":\"é\",\"l\":1,\"d\":1.5,\"b\":true,\"o\":{\"a\":[\"x\",false]},\"n\":null}"))
        .contains(
            Map.of("t", "é", "l", 1L, "d", 1.5, "b", true, "o", Map.of("a", List.of("x", false))));
  }

  @Test
  void readObject_numberBeyondLong_double() {
    assertThat(read("{\"n\":100000000000000000000}")).contains(Map.of("n", 1e20));
  }

  @Test
  void readObject_nullInArray_kept() {
    assertThat((List<?>) read("{\"a\":[null]}").orElseThrow().get("a")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "\"a\"",
        "null",
        "{",
        "{\"a\":1",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":1}{}",
        "{\"a\":1} x",
        "{\"a\":1/* c */}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":\"\n\"}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"o\":{\"a\":1,\"a\":2}}",
        "{\"n\":11111111111111111111111111111111111111111}"
      })
  void readObject_notExactlyOneObject_empty(String text) {
    assertThat(read(text)).isEmpty();
  }

  @Test
  void readObject_notUtf8_empty() {
    assertThat(StrictJson.readObject(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
        .isEmpty();
    // An overlong form of a slash.
    assertThat(
            StrictJson.readObject(
                new byte[] {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'}))
        .isEmpty();
  }

  @Test
  void readObject_deep_empty() {
    assertThat(read("{\"a\":" + "[".repeat(15) + "]".repeat(15) + "}")).isPresent();
    assertThat(read("{\"a\":" + "[".repeat(16) + "]".repeat(16) + "}")).isEmpty();
    assertThat(read("{\"a\":" + "[".repeat(100_000))).isEmpty();
  }
}
