package dev.apirouter.authz.engine.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apirouter.authz.engine.EntityUid;
import dev.apirouter.authz.engine.cedar.PolicyTexts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last good policy set on disk: a line of JSON with policy store, time and SHA-256, then the
 * policy set as JSON. The checksum finds what was cut off or mixed up; whoever may write the file
 * may also write policies, so only its owner may.
 */
final class SnapshotFile {
  private static final int FORMAT = 1;
  private static final int MAX_BYTES = 64 * 1024 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final String store;

  /**
   * What a file holds.
   *
   * @param texts the policy set
   * @param confirmedAt when AVP last confirmed it
   */
  record Saved(PolicyTexts texts, Instant confirmedAt) {}

  SnapshotFile(Path file, String store) {
    this.file = file;
    this.store = store;
  }

  Path path() {
    return file;
  }

  /** Replaces the file at once: a reader finds the old or the new one, also after a crash. */
  void write(PolicyTexts texts, Instant confirmedAt) throws IOException {
    byte[] body = JSON.writeValueAsBytes(body(texts));
    ObjectNode header = JSON.createObjectNode();
    header.put("format", FORMAT);
    header.put("policyStoreId", store);
    header.put("confirmedAt", confirmedAt.toString());
    header.put("sha256", sha256(confirmedAt.toString(), body));
    byte[] head = (JSON.writeValueAsString(header) + "\n").getBytes(UTF_8);

    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    Files.createFile(temporary, ownerOnly());
    try {
      try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        writeAll(out, head);
        writeAll(out, body);
        out.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void writeAll(FileChannel out, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      out.write(left);
    }
  }

  private FileAttribute<?>[] ownerOnly() {
    return isPosix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private boolean isPosix() {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /**
   * Reads the file.
   *
   * @return empty when there is none
   * @throws IOException with a sentence, when it is not as this class wrote it for this store
   */
  Optional<Saved> read() throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      if (isPosix()
          && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new IOException("anybody may write it, expected its owner only");
      }
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    if (bytes.length > MAX_BYTES || end == bytes.length) {
      throw new IOException("it is cut off, or larger than " + MAX_BYTES + " bytes");
    }
    byte[] body = Arrays.copyOfRange(bytes, end + 1, bytes.length);
    try {
      JsonNode header = JSON.readTree(bytes, 0, end);
      String time = header.path("confirmedAt").asText();
      if (header.path("format").asInt() != FORMAT) {
        throw new IOException(
            "its format is " + header.path("format").asText() + ", expected " + FORMAT);
      }
      if (!header.path("policyStoreId").asText().equals(store)) {
        throw new IOException(
            "it is of policy store %s, expected %s"
                .formatted(header.path("policyStoreId").asText(), store));
      }
      if (!header.path("sha256").asText().equals(sha256(time, body))) {
        throw new IOException("its checksum is not that of its contents");
      }
      return Optional.of(new Saved(texts(JSON.readTree(body)), Instant.parse(time)));
    } catch (JsonProcessingException | DateTimeException e) {
      throw new IOException("it is no snapshot: " + e.getClass().getSimpleName(), e);
    }
  }

  private String sha256(String confirmedAt, byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((store + "\n" + confirmedAt + "\n").getBytes(UTF_8));
      return HexFormat.of().formatHex(digest.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static ObjectNode body(PolicyTexts texts) {
    ObjectNode body = JSON.createObjectNode();
    body.put("schema", texts.schema());
    ObjectNode policies = body.putObject("policies");
    texts.policies().forEach(policies::put);
    ObjectNode templates = body.putObject("templates");
    texts.templates().forEach(templates::put);
    ObjectNode links = body.putObject("links");
    texts
        .links()
        .forEach((id, link) -> {
          ObjectNode node = links.putObject(id).put("template", link.template());
          link.principal().ifPresent(uid -> put(node, "principal", uid));
          link.resource().ifPresent(uid -> put(node, "resource", uid));
        });
    return body;
  }

  private static void put(ObjectNode node, String name, EntityUid uid) {
    node.putObject(name).put("type", uid.type()).put("id", uid.id());
  }

  private PolicyTexts texts(@Nullable JsonNode body) throws IOException {
    if (body == null || !body.path("schema").isTextual()) {
      throw new IOException("it holds no schema");
    }
    Map<String, PolicyTexts.Link> links = new HashMap<>();
    body.path("links")
        .properties()
        .forEach(entry ->
            links.put(
                entry.getKey(),
                new PolicyTexts.Link(
                    entry.getValue().path("template").asText(),
                    uid(entry.getValue().path("principal")),
                    uid(entry.getValue().path("resource")))));
    return new PolicyTexts(
        store,
        strings(body.path("policies")),
        strings(body.path("templates")),
        links,
        body.path("schema").asText());
  }

  private static Map<String, String> strings(JsonNode node) {
    Map<String, String> strings = new HashMap<>();
    node.properties().forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
    return strings;
  }

  private static Optional<EntityUid> uid(JsonNode node) {
    return node.isObject()
        ? Optional.of(new EntityUid(node.path("type").asText(), node.path("id").asText()))
        : Optional.empty();
  }
}
