package dev.apirouter.authzlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RouterPrincipalTest {
  private final Map<String, List<String>> headers = new HashMap<>();

  private RouterPrincipal read() {
    return RouterPrincipal.fromHeaders(name -> headers.getOrDefault(name, List.of()));
  }

  @Test
  void fromHeaders_all_areDecoded() {
    headers.put("x-principal-sub", List.of("partner|a%2Cb%20%C3%A9+%25"));
    headers.put("x-principal-tenant-id", List.of("acme"));
    headers.put("x-principal-groups", List.of("readers,a%2Cb,%F0%9F%98%80"));

    assertThat(read())
        .isEqualTo(
            new RouterPrincipal(
                "partner|a,b é+%", Optional.of("acme"), List.of("readers", "a,b", "😀")));
  }

  @Test
  void fromHeaders_onlySubject_hasNeitherTenantNorGroups() {
    headers.put("x-principal-sub", List.of("alice"));

    assertThat(read()).isEqualTo(new RouterPrincipal("alice", Optional.empty(), List.of()));
  }

  @Test
  void fromHeaders_noSubject_isRefused() {
    headers.put("x-principal-groups", List.of("administrators"));

    assertThatThrownBy(this::read)
        .isInstanceOf(PrincipalHeaderException.class)
        .hasMessageContaining("x-principal-sub")
        .hasMessageContaining("bypassed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-principal-sub", "x-principal-tenant-id", "x-principal-groups"})
  void fromHeaders_repeated_isRefused(String name) {
    headers.put("x-principal-sub", List.of("alice"));
    headers.put(name, List.of("alice", "alice"));

    assertThatThrownBy(this::read)
        .isInstanceOf(PrincipalHeaderException.class)
        .hasMessage("header " + name + " is there 2 times, expected at most once");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "a\tb",
        "é",
        "a,b",
        "%",
        "%4",
        "%zz",
        "%C3",
        "%ED%A0%80",
        "a%",
        "\u007f"
      })
  void fromHeaders_subjectOtherwiseEncoded_isRefused(String value) {
    headers.put("x-principal-sub", List.of(value));

    assertThatThrownBy(this::read)
        .isInstanceOf(PrincipalHeaderException.class)
        .hasMessageContaining("x-principal-sub");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a,", ",a", "a,,b", "a, b"})
  void fromHeaders_emptyGroup_isRefused(String value) {
    headers.put("x-principal-sub", List.of("alice"));
    headers.put("x-principal-groups", List.of(value));

    assertThatThrownBy(this::read).isInstanceOf(PrincipalHeaderException.class);
  }
}
