package dev.apirouter.avplocal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OptionsTest {
  @Test
  void parse_nothing_isLoopbackWithAnEmptyStore() {
    assertThat(Options.parse(List.of(), Map.of()))
        .isInstanceOfSatisfying(
            Options.Valid.class,
            valid -> {
              assertThat(valid.options().host()).isEqualTo("127.0.0.1");
              assertThat(valid.options().port()).isEqualTo(9_300);
              assertThat(valid.options().store()).isEqualTo("ps-local");
              assertThat(valid.options().folder()).isEmpty();
              assertThat(valid.options().key().id()).isEqualTo("local");
              assertThat(valid.options().toString()).doesNotContain("local-secret");
            });
  }

  @Test
  void parse_wrong_saysWhatIsExpected() {
    assertThat(problem("--host", "0.0.0.0")).contains("only --allow-non-loopback");
    assertThat(problem("--port", "x")).contains("from 0 to 65535, not 'x'");
    assertThat(problem("--policies", "p")).contains("--policies and --schema go together");
    assertThat(problem("--watch")).contains("--watch needs --policies");
    assertThat(problem("--store", "a b")).contains("not 'a b'");
    assertThat(problem("--nope")).contains("unknown option '--nope'");
    assertThat(problem("--port")).contains("--port needs a value");
    assertThat(Options.parse(List.of("--host", "0.0.0.0", "--allow-non-loopback"), Map.of()))
        .isInstanceOf(Options.Valid.class);
  }

  private static String problem(String... arguments) {
    return Options.parse(List.of(arguments), Map.of()) instanceof Options.Invalid(String problem)
        ? problem
        : "none";
  }
}
