package dev.apirouter.smithy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.smithy.model.Model;
import software.amazon.smithy.model.loader.ModelAssembler;

/**
 * A folder of {@code cases}: the {@code .smithy} files of a model, and what is expected of it.
 * Adding a case is adding a folder. {@code -Dgolden.update=true} writes the expected files anew.
 *
 * @param folder the case's folder in the source tree
 */
record GoldenCase(Path folder) {
  private static final Path CASES = Path.of("src/test/resources/dev/apirouter/smithy/cases");

  static List<GoldenCase> valid() {
    return all().filter(it -> !it.toString().startsWith("invalid-")).toList();
  }

  static List<GoldenCase> invalid() {
    return all().filter(it -> it.toString().startsWith("invalid-")).toList();
  }

  static GoldenCase named(String name) {
    return new GoldenCase(CASES.resolve(name));
  }

  private static Stream<GoldenCase> all() {
    return list(CASES).map(GoldenCase::new);
  }

  Model model() {
    ModelAssembler assembler = Model.assembler().discoverModels(getClass().getClassLoader());
    list(folder).filter(file -> file.toString().endsWith(".smithy")).forEach(assembler::addImport);
    return assembler.assemble().unwrap();
  }

  String read(String name) {
    try {
      return Files.readString(folder.resolve(name), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says whether the actual text is what the file holds. */
  void check(String name, String actual) {
    if (Boolean.getBoolean("golden.update")) {
      try {
        Files.writeString(folder.resolve(name), actual, UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    assertThat(actual).as("%s of case %s", name, this).isEqualTo(read(name));
  }

  private static Stream<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return folder.getFileName().toString();
  }
}
