package dev.apirouter.authz.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.apirouter.authz.route.PathPattern.Match;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PathPatternTest {
  private static final PathPattern ORDER = PathPattern.parse("/api/commercial/orders/{id}");

  @ParameterizedTest
  @CsvSource({
    "/api/commercial/orders/123, 123",
    "/api/commercial/orders/123/, 123",
    "/api/commercial/orders/123?x=/y/z, 123",
    "/api/commercial/orders/a+b, a+b",
    "/api/commercial/orders/a%20b, a b",
    "/api/commercial/orders/%C3%A9, é",
    "/api/commercial/orders/%3B, ;",
  })
  void match_fittingPath_givesDecodedLabel(String path, String id) {
    assertThat(ORDER.match(path)).isEqualTo(new Match.Fits(Map.of("id", id)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "api/commercial/orders/1",
        "/api/commercial/orders",
        "/api/commercial/orders/",
        "/api/commercial/orders/1/cancel",
        "/API/commercial/orders/1",
        "/api/commercial/%6frders/1",
        "/api/commercial;/orders/%zz",
      })
  void match_otherPath_differs(String path) {
    assertThat(ORDER.match(path)).isEqualTo(new Match.Differs());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/commercial/orders//",
        "/api/commercial/orders/1;x=2",
        "/api/commercial/orders/a%2Fb",
        "/api/commercial/orders/a%5cb",
        "/api/commercial/orders/..",
        "/api/commercial/orders/%2e%2E",
        "/api/commercial/orders/.",
        "/api/commercial/orders/%00",
        "/api/commercial/orders/a%0d%0ab",
        "/api/commercial/orders/%",
        "/api/commercial/orders/%4",
        "/api/commercial/orders/%zz",
        "/api/commercial/orders/%ff",
        "/api/commercial/orders/%-1",
        "/api/commercial/orders/1#x",
      })
  void match_pathWithoutOneReading_isMalformed(String path) {
    assertThat(ORDER.match(path)).isEqualTo(new Match.Malformed());
  }

  @Test
  void match_greedyLabel_takesSegmentsUpToTheSuffix() {
    PathPattern files = PathPattern.parse("/files/{path+}/meta?view=full");

    assertThat(files.match("/files/a/b%20c/meta"))
        .isEqualTo(new Match.Fits(Map.of("path", "a/b c")));
    assertThat(files.match("/files/meta/meta/")).isEqualTo(new Match.Fits(Map.of("path", "meta")));
    assertThat(files.match("/files/meta")).isEqualTo(new Match.Differs());
    assertThat(files.match("/files/a/../meta")).isEqualTo(new Match.Malformed());
    assertThat(files.match("/files/a//meta")).isEqualTo(new Match.Malformed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders", "/a/{b}c", "/a/{}", "/{a+}/{b+}", "/a//b"})
  void parse_noPattern_isRefusedNamingIt(String pattern) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PathPattern.parse(pattern))
        .withMessageContaining("'" + pattern + "'");
  }
}
