package dev.apirouter.cedar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PolicyTextTest {
  @Test
  void split_semicolonsInStringsAndComments_endNothing() {
    String text =
        """
        // a; "b
        permit (principal, action, resource) when { "a;\\";// b" == "c" }; // one; more
        forbid (
          principal, // ; "
          action, resource
        );
        """;

    assertThat(PolicyText.split("a.cedar", text))
        .containsExactly(
            new PolicyText(
                "a.cedar",
                1,
                2,
                "permit (principal, action, resource) when { \"a;\\\";// b\" == \"c\" };"),
            new PolicyText(
                "a.cedar", 2, 3, "forbid (\n  principal, // ; \"\n  action, resource\n);"));
  }

  @Test
  void split_stringOverLines_countsThem() {
    assertThat(PolicyText.split("a.cedar", "@a(\"1\n2\")\npermit;\n\nforbid;"))
        .extracting(PolicyText::line)
        .containsExactly(1, 5);
  }

  @Test
  void split_commentEndedByCarriageReturn_policyFollows() {
    assertThat(PolicyText.split("a.cedar", "// note\rpermit;"))
        .extracting(PolicyText::source)
        .containsExactly("permit;");
  }

  @Test
  void split_noLastSemicolon_isOneMore() {
    assertThat(PolicyText.split("a.cedar", "permit;\nforbid // no end"))
        .extracting(PolicyText::source)
        .containsExactly("permit;", "forbid // no end");
  }

  @Test
  void split_onlyComments_isEmpty() {
    assertThat(PolicyText.split("a.cedar", " // nothing;\n\n// here")).isEmpty();
  }

  @Test
  void lineAt_offsetInBytes_countsCharactersOfSeveralBytes() {
    PolicyText text = new PolicyText("a.cedar", 1, 10, "// äöü\npermit\n(");

    assertThat(text.lineAt("// äöü\n".length())).isEqualTo(10);
    assertThat(text.lineAt("// äöü\n".length() + 3)).isEqualTo(11);
  }

  @Test
  void isTooComplex_nestedOrLong_isTrue() {
    assertThat(policy("(".repeat(30) + "true" + ")".repeat(30)).isTooComplex()).isFalse();
    assertThat(policy("(".repeat(50) + "true" + ")".repeat(50)).isTooComplex()).isTrue();
    assertThat(policy("[".repeat(5_000)).isTooComplex()).isTrue();
    assertThat(policy("true && ".repeat(100) + "true").isTooComplex()).isFalse();
    assertThat(policy("true && ".repeat(300) + "true").isTooComplex()).isTrue();
    assertThat(policy("!".repeat(500) + "true").isTooComplex()).isTrue();
    assertThat(policy("\"" + "(".repeat(5_000) + "\" == \"\"").isTooComplex()).isFalse();
    assertThat(policy("true // " + "(".repeat(5_000) + "\n").isTooComplex()).isFalse();
  }

  private static PolicyText policy(String condition) {
    return new PolicyText(
        "f.cedar", 1, 1, "permit (principal, action, resource) when { " + condition + " };");
  }
}
