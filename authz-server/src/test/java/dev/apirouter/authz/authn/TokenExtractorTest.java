package dev.apirouter.authz.authn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apirouter.authz.authn.Credentials.Absent;
import dev.apirouter.authz.authn.Credentials.Found;
import dev.apirouter.authz.authn.Credentials.Malformed;
import dev.apirouter.authz.authn.Credentials.TooLarge;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenExtractorTest {
  private final TokenExtractor extractor = new TokenExtractor(10);

  @Test
  void extract_noHeader_absent() {
    assertThat(extractor.extract(List.of(), List.of())).isEqualTo(new Absent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer a.b.c", "bearer a.b.c", "BEARER a.b.c", "Bearer   a.b.c"})
  void extract_bearer_found(String header) {
    assertThat(extractor.extract(List.of(header), List.of()))
        .isEqualTo(new Found("a.b.c", TokenSource.BEARER, Optional.empty()));
  }

  @Test
  void extract_accessToken_found() {
    assertThat(extractor.extract(List.of(), List.of("a.b.c")))
        .isEqualTo(new Found("a.b.c", TokenSource.OIDC_ACCESS_TOKEN, Optional.empty()));
  }

  @Test
  void extract_bothSources_bearerFirst() {
    assertThat(extractor.extract(List.of("Bearer a.b.c"), List.of("d.e.f")))
        .isEqualTo(new Found("a.b.c", TokenSource.BEARER, Optional.of("d.e.f")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Bearer",
        "Bearer ",
        "Bearera.b.c",
        " Bearer a.b.c",
        "Bearer a.b.c ",
        "Bearer\ta.b.c",
        "Bearer a b",
        "Bearer a,b",
        "Bearer a, Bearer b",
        "Bearer \"a\"",
        "Bearer =",
        "Bearer a=b",
        "Bearer é",
        "Basic YTpi",
        "DPoP a.b.c",
        "a.b.c"
      })
  void extract_malformedAuthorization_refused(String header) {
    assertThat(new TokenExtractor(100).extract(List.of(header), List.of()))
        .isEqualTo(new Malformed());
    assertThat(new TokenExtractor(100).extract(List.of(header), List.of("a.b.c")))
        .isEqualTo(new Malformed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a,b", "Bearer a", "é"})
  void extract_malformedAccessToken_refused(String header) {
    assertThat(extractor.extract(List.of(), List.of(header))).isEqualTo(new Malformed());
    assertThat(extractor.extract(List.of("Bearer a.b.c"), List.of(header)))
        .isEqualTo(new Malformed());
  }

  @Test
  void extract_headerTwice_refused() {
    assertThat(extractor.extract(List.of("Bearer a", "Bearer a"), List.of()))
        .isEqualTo(new Malformed());
    assertThat(extractor.extract(List.of(), List.of("a", "a"))).isEqualTo(new Malformed());
    assertThat(extractor.extract(List.of("Bearer a"), List.of("a", "a")))
        .isEqualTo(new Malformed());
  }

  @Test
  void extract_atTheCap_found() {
    assertThat(extractor.extract(List.of("Bearer 0123456789"), List.of("0123456789")))
        .isInstanceOf(Found.class);
  }

  @Test
  void extract_beyondTheCap_tooLarge() {
    assertThat(extractor.extract(List.of("Bearer 0123456789a"), List.of()))
        .isEqualTo(new TooLarge());
    assertThat(extractor.extract(List.of(), List.of("0123456789a"))).isEqualTo(new TooLarge());
    assertThat(extractor.extract(List.of("Bearer a"), List.of("0123456789a")))
        .isEqualTo(new TooLarge());
  }
}
