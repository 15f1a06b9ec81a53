package dev.apirouter.authz.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apirouter.authz.authn.Principal;
import dev.apirouter.authz.response.HeaderMutations.Header;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrincipalHeadersTest {
  private static final String ACTION = "commercial:GetOrder";

  private static Principal principal(String sub, List<String> groups, Optional<String> tenant) {
    return new Principal(sub, groups, tenant, "https://idp.example", Instant.MAX);
  }

  @Test
  void of_principal_setsEveryHeaderAndRemovesTheToken() {
    Principal alice = principal("alice", List.of("readers", "a,b"), Optional.of("acme"));

    HeaderMutations mutations =
        PrincipalHeaders.of(Optional.of(alice), ACTION, false, false).orElseThrow();

    assertThat(mutations.overwrite())
        .containsExactly(
            new Header("x-principal-sub", "alice"),
            new Header("x-principal-tenant-id", "acme"),
            new Header("x-principal-groups", "readers,a%2Cb"),
            new Header("x-principal-action", ACTION));
    assertThat(mutations.remove())
        .containsExactly(
            "x-authz-stale",
            "x-amzn-oidc-data",
            "x-amzn-oidc-identity",
            "authorization",
            "x-amzn-oidc-accesstoken");
  }

  @Test
  void of_absentClaims_removesTheirHeaders() {
    Principal alice = principal("alice", List.of(), Optional.empty());

    HeaderMutations mutations =
        PrincipalHeaders.of(Optional.of(alice), ACTION, true, false).orElseThrow();

    assertThat(mutations.remove())
        .containsExactly(
            "x-principal-tenant-id",
            "x-principal-groups",
            "x-authz-stale",
            "x-amzn-oidc-data",
            "x-amzn-oidc-identity");
  }

  @Test
  void of_staleDecision_tellsTheService() {
    HeaderMutations mutations =
        PrincipalHeaders.of(Optional.empty(), ACTION, true, true).orElseThrow();

    assertThat(mutations.overwrite()).contains(new Header("x-authz-stale", "true"));
    assertThat(mutations.remove()).doesNotContain("x-authz-stale");
  }

  @Test
  void of_nobody_removesAllButTheAction() {
    HeaderMutations mutations =
        PrincipalHeaders.of(Optional.empty(), ACTION, true, false).orElseThrow();

    assertThat(mutations.overwrite()).containsExactly(new Header("x-principal-action", ACTION));
    assertThat(mutations.remove())
        .contains(
            "x-principal-sub", "x-principal-tenant-id", "x-principal-groups", "x-authz-stale");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\r\nx-principal-sub: root", "nul\0", "Zoë ✓ 😀", "100%", "%41", "a,b", " x "})
  void encode_anyText_isPlainAndDecodesToItself(String text) {
    String encoded = PrincipalHeaders.encode(text);

    assertThat(encoded).matches("[!-~&&[^,]]+");
    assertThat(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8))
        .isEqualTo(text);
  }

  @Test
  void of_moreThanHeadersHold_isEmpty() {
    Principal alice =
        principal("alice", List.of("g".repeat(PrincipalHeaders.MAX_BYTES)), Optional.empty());

    assertThat(PrincipalHeaders.of(Optional.of(alice), ACTION, false, false)).isEmpty();
  }
}
