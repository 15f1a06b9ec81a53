package dev.apirouter.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class TemplateTest {
  @Test
  void render_placeholders_areReplacedLiterally() {
    String text =
        Template.render(
            "t", "port: ${PORT}, again ${PORT}, ${NAME}", Map.of("PORT", "1", "NAME", "$2\\"));

    assertThat(text).isEqualTo("port: 1, again 1, $2\\");
  }

  @Test
  void render_otherDollarSigns_stay() {
    String text = "regex: ^/api/[^/]+$ $1 ${lower} %REQ(X)% $${";

    assertThat(Template.render("t", text, Map.of())).isEqualTo(text);
  }

  @Test
  void render_placeholdersWithoutValue_areAllNamed() {
    assertThatThrownBy(() -> Template.render("bootstrap", "${A} ${B} ${A} ${C}", Map.of("B", "1")))
        .isInstanceOf(StackException.class)
        .hasMessage(
            "bootstrap has placeholders without a value: ${A}, ${C}; there are values for B");
  }
}
