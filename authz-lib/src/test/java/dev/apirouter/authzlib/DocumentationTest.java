package dev.apirouter.authzlib;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What docs/fine-grained.md shows. */
final class DocumentationTest {
  private static final Path PAGE = Path.of("../docs/fine-grained.md");

  private static String block(String language) throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf("```" + language + "\n");
    assertThat(start).as("a block of " + language).isPositive();
    int code = page.indexOf('\n', start) + 1;
    return page.substring(code, page.indexOf("```", code));
  }

  @Test
  void python_ofThePage_compiles() throws IOException, InterruptedException {
    String python =
        Optional.ofNullable(System.getenv("PYTHON")).filter(it -> !it.isEmpty()).orElse("python3");
    Process process =
        new ProcessBuilder(python, "-c", "import sys; compile(sys.stdin.read(), 'page', 'exec')")
            .redirectErrorStream(true)
            .start();
    try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
      in.write(block("python"));
    }

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEmpty();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void cedar_ofThePage_isThatOfTheModel() throws IOException {
    assertThat(Files.readString(Path.of("../model/fine-grained-policies/orders.cedar")))
        .contains(block("cedar"));
  }

  @Test
  void java_ofThePage_namesWhatThereIs() throws IOException {
    List<Class<?>> named =
        List.of(
            FineGrainedAuthorizer.class,
            FineGrainedActions.class,
            FineGrainedDecision.class,
            RouterPrincipal.class,
            ResourceEntity.class,
            AttributeValue.class);

    assertThat(block("java")).contains(named.stream().map(Class::getSimpleName).toList());
  }
}
