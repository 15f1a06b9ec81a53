package dev.apirouter.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of a stack's rendered configuration, logs and process ids; one stack at a time. */
final class RunFolder implements AutoCloseable {
  private static final String LOCK_FILE = "lock";

  private final Path folder;
  private final FileChannel channel;

  private RunFolder(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes the folder, and removes what an earlier stack left there.
   *
   * @throws StackException when another stack has it
   */
  static RunFolder take(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new StackException("Another stack is running in " + folder);
      }
      RunFolder taken = new RunFolder(folder, channel);
      taken.clean();
      return taken;
    } catch (IOException e) {
      throw new StackException("Can't use the folder " + folder + ": " + e, e);
    }
  }

  /** Whether a stack of another process is running in {@code folder}. */
  static boolean isTaken(Path folder) {
    if (!Files.exists(folder.resolve(LOCK_FILE))) {
      return false;
    }
    try (FileChannel channel =
        FileChannel.open(folder.resolve(LOCK_FILE), StandardOpenOption.WRITE)) {
      return lock(channel) == null;
    } catch (IOException e) {
      throw new StackException("Can't look at " + folder + ": " + e, e);
    }
  }

  /** Renders Envoy's and authz-server's configuration. */
  void render(LocalStackConfig config, PortNumbers ports) {
    Map<String, String> values = ports.byVariable();
    for (String host :
        List.of("AUTHZ_HOST", "USER_MGMT_HOST", "COMMERCIAL_HOST", "FE_SUPPORT_HOST")) {
      values.put(host, "127.0.0.1");
    }
    Path generated = config.root().resolve("model/target/smithy/source/api-router");
    values.put("ENVOY_ADDRESS", "127.0.0.1");
    values.put("XFF_TRUSTED_HOPS", "0");
    values.put("ROUTES_FILE", plain(generated.resolve("routes.json")));
    values.put("CLUSTERS_FILE", plain(file("clusters.yaml")));
    values.put("ACTION_MAP", plain(generated.resolve("action-map.json")));
    values.put("CEDAR_SCHEMA", plain(generated.resolve("cedar-schema.json")));
    values.put("ENGINE", config.engine().setting());
    values.put("POLICY_STORE", Commands.POLICY_STORE);
    values.put("RUN_FOLDER", plain(config.runFolder()));
    values.put("ISSUER", LocalStack.ISSUER);
    values.put("POLICIES", plain(config.policies()));
    render("envoy.yaml", read(config.root().resolve("envoy/bootstrap.yaml")), values);
    render("clusters.yaml", read(config.root().resolve("envoy/clusters.yaml")), values);
    render("authz-server.yaml", authzServerTemplate() + config.authzServerYaml(), values);
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Lets go of the folder; its files stay, for the reader of the logs. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StackException("Can't let go of the folder " + folder, e);
    }
  }

  private void render(String name, String template, Map<String, String> values) {
    String text = Template.render("the template of " + name, template, values);
    try {
      // Whole or not at all: Envoy may be watching.
      Path draft = Files.writeString(file(name + ".draft"), text);
      Files.move(draft, file(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StackException("Can't write " + file(name) + ": " + e, e);
    }
  }

  private void clean() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (Files.isRegularFile(file) && !file.endsWith(LOCK_FILE)) {
          Files.delete(file);
        }
      }
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException lockedByThisProcess) {
      return null;
    }
  }

  private static String authzServerTemplate() {
    try (InputStream template = RunFolder.class.getResourceAsStream("authz-server.yaml")) {
      return new String(
          Optional.ofNullable(template).orElseThrow().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new StackException("Can't read the template of authz-server.yaml", e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new StackException("Can't read " + file + ": " + e, e);
    }
  }

  /** A path as text that means itself between either kind of YAML's quotes. */
  private static String plain(Path path) {
    String text = path.toString();
    if (text.matches("(?s).*[\"'\\\\\\p{Cntrl}].*")) {
      throw new StackException(
          "The path " + text + " has a quote, backslash or control character: use another folder");
    }
    return text;
  }
}
