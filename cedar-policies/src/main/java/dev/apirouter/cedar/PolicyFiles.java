package dev.apirouter.cedar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The texts of a policy source as they were at one moment.
 *
 * @param policies the policy files, in the order of their names
 * @param schema the schema file
 * @param version the first 16 hexadecimal digits of the SHA-256 of names and contents; the same
 *     wherever the folder stands
 */
public record PolicyFiles(List<TextFile> policies, TextFile schema, String version) {
  /** The most bytes that policies and schema may have together: 16 MiB. */
  public static final int MAX_BYTES = 16 * 1024 * 1024;

  private static final int VERSION_LENGTH = 16;

  /** A file: its path as it is shown in problems, and its text. */
  public record TextFile(String path, String text) {}

  public PolicyFiles {
    policies = List.copyOf(policies);
  }

  /**
   * Reads the policy source.
   *
   * @throws PolicyLoadException when folder, schema or a file is missing or unreadable, is not
   *     UTF-8, or all of it is larger than {@link #MAX_BYTES}
   */
  public static PolicyFiles read(PolicySource source) throws PolicyLoadException {
    Reading reading = new Reading();
    TextFile schema = reading.text(source.schema(), "schema");
    List<TextFile> policies = new ArrayList<>();
    for (Path file : reading.policyFiles(source.folder())) {
      policies.add(reading.text(file, "policies"));
    }
    if (!reading.problems.isEmpty()) {
      throw new PolicyLoadException(reading.problems);
    }
    return new PolicyFiles(policies, schema, reading.version());
  }

  private static final class Reading {
    private final List<String> problems = new ArrayList<>();
    private final MessageDigest digest = sha256();
    private int bytesLeft = MAX_BYTES;

    List<Path> policyFiles(Path folder) {
      if (!Files.isDirectory(folder)) {
        problems.add(
            folder + ": " + (Files.exists(folder) ? "not a folder" : "no such policy folder"));
        return List.of();
      }
      try (Stream<Path> entries = Files.list(folder)) {
        return entries.filter(Reading::isPolicyFile).sorted().toList();
      } catch (IOException e) {
        problems.add(folder + ": policy folder cannot be read: " + e);
        return List.of();
      }
    }

    private static boolean isPolicyFile(Path file) {
      String name = String.valueOf(file.getFileName());
      return name.endsWith(".cedar") && !name.startsWith(".") && !Files.isDirectory(file);
    }

    TextFile text(Path file, String kind) {
      String path = file.toString();
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        // Opening a pipe would wait for its writer, and the policies would grow old meanwhile.
        problems.add(path + ": is not a file");
        return new TextFile(path, "");
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] content = in.readNBytes(bytesLeft + 1);
        if (content.length > bytesLeft) {
          problems.add(path + ": policies and schema together exceed " + MAX_BYTES + " bytes");
          return new TextFile(path, "");
        }
        bytesLeft -= content.length;
        update(String.valueOf(file.getFileName()).getBytes(StandardCharsets.UTF_8));
        update(content);
        return new TextFile(
            path, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
      } catch (NoSuchFileException e) {
        problems.add(path + ": no such file (" + kind + ")");
      } catch (CharacterCodingException e) {
        problems.add(path + ": not UTF-8");
      } catch (IOException e) {
        problems.add(path + ": cannot be read: " + e);
      }
      return new TextFile(path, "");
    }

    /* With its length before it, so that no two lists of files have the same digest input. */
    private void update(byte[] part) {
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
      digest.update(part);
    }

    String version() {
      return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_LENGTH);
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }
}
