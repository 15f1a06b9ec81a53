package dev.apirouter.avplocal.seed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where a store's policies and schema are written down.
 *
 * @param policies a folder of {@code *.cedar} files
 * @param schema a schema in Cedar's JSON form
 */
public record PolicyFolder(Path policies, Path schema) {
  /**
   * The texts at one moment.
   *
   * @param policies by file name
   */
  record Texts(SortedMap<String, String> policies, String schema) {}

  /**
   * Reads all of it.
   *
   * @throws IOException when a file or the folder cannot be read, or is not UTF-8
   */
  Texts read() throws IOException {
    SortedMap<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.list(policies)) {
      for (Path file : files.filter(PolicyFolder::isPolicyFile).toList()) {
        texts.put(name(file), Files.readString(file));
      }
    }
    return new Texts(texts, Files.readString(schema));
  }

  private static boolean isPolicyFile(Path file) {
    String name = name(file);
    return name.endsWith(".cedar") && !name.startsWith(".") && !Files.isDirectory(file);
  }

  private static String name(Path file) {
    return Optional.ofNullable(file.getFileName()).map(Path::toString).orElse("");
  }
}
