package dev.apirouter.authz.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class DenialReasonTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (\\d{3}) \\|");

  @Test
  void documentation_everyReason_standsWithItsStatus() throws IOException {
    List<String> rows =
        ROW.matcher(Files.readString(Path.of("../docs/operations.md")))
            .results()
            .map((MatchResult row) -> row.group(1) + " " + row.group(2))
            .toList();

    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(DenialReason.values())
                .map(reason -> reason.label() + " " + reason.kind().httpStatus())
                .toList());
  }
}
