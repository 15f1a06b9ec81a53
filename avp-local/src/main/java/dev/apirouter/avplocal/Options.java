package dev.apirouter.avplocal;

import dev.apirouter.avplocal.protocol.AccessKey;
import dev.apirouter.avplocal.seed.PolicyFolder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the server listens and what it has at its start.
 *
 * @param host address to listen on
 * @param port 0 for any free one
 * @param store id of the policy store that is there from the start
 * @param folder what is in that store; when absent, nothing
 * @param watch whether edits of the folder change the store
 */
record Options(
    String host,
    int port,
    String store,
    Optional<PolicyFolder> folder,
    boolean watch,
    AccessKey key) {

  /** Options, read. */
  sealed interface Parsed {}

  /** Options that can be used. */
  record Valid(Options options) implements Parsed {}

  /** Options that can't, and why. */
  record Invalid(String problem) implements Parsed {}

  static final int DEFAULT_PORT = 9300;
  static final String DEFAULT_STORE = "ps-local";
  static final String USAGE =
      "[--host HOST] [--port PORT] [--store ID] [--policies DIR --schema FILE [--watch]]"
          + " [--allow-non-loopback] (or the variables HOST and PORT; the key to sign with is"
          + " AVP_LOCAL_ACCESS_KEY_ID and AVP_LOCAL_SECRET_ACCESS_KEY, an expired session token"
          + " AVP_LOCAL_EXPIRED_TOKEN)";

  private static final Set<String> VALUES =
      Set.of("--host", "--port", "--store", "--policies", "--schema");
  private static final Set<String> FLAGS = Set.of("--watch", "--allow-non-loopback");

  /** Reads arguments; for what they don't name, the environment. */
  static Parsed parse(List<String> arguments, Map<String, String> environment) {
    Map<String, String> values = new HashMap<>();
    Set<String> flags = new HashSet<>();
    Deque<String> rest = new ArrayDeque<>(arguments);
    while (!rest.isEmpty()) {
      String name = rest.removeFirst();
      if (FLAGS.contains(name)) {
        flags.add(name);
      } else if (!VALUES.contains(name)) {
        return new Invalid("unknown option '" + name + "': expected " + USAGE);
      } else if (rest.isEmpty()) {
        return new Invalid(name + " needs a value");
      } else {
        values.put(name, rest.removeFirst());
      }
    }
    String host =
        Optional.ofNullable(values.get("--host"))
            .orElseGet(() -> variable(environment, "HOST", "127.0.0.1"));
    String port =
        Optional.ofNullable(values.get("--port"))
            .orElseGet(() -> variable(environment, "PORT", Integer.toString(DEFAULT_PORT)));
    String store = values.getOrDefault("--store", DEFAULT_STORE);
    Optional<String> policies = Optional.ofNullable(values.get("--policies"));
    Optional<String> schema = Optional.ofNullable(values.get("--schema"));
    if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      return new Invalid("the port must be a number from 0 to 65535, not '" + port + "'");
    }
    if (!flags.contains("--allow-non-loopback") && !isLoopback(host)) {
      return new Invalid(
          ("host '%s' is not a loopback address, and whoever reaches this server can change its"
                  + " policies: only --allow-non-loopback lets it listen there")
              .formatted(host));
    }
    if (!store.matches("[a-zA-Z0-9/_-]{1,200}")) {
      return new Invalid(
          "the store's id must be 1 to 200 letters, digits, -, / or _, not '" + store + "'");
    }
    if (policies.isPresent() != schema.isPresent()) {
      return new Invalid("--policies and --schema go together: policies are validated by it");
    }
    if (flags.contains("--watch") && policies.isEmpty()) {
      return new Invalid("--watch needs --policies");
    }
    return new Valid(
        new Options(
            host,
            Integer.parseInt(port),
            store,
            policies.flatMap(
                folder -> schema.map(file -> new PolicyFolder(Path.of(folder), Path.of(file)))),
            flags.contains("--watch"),
            new AccessKey(
                variable(environment, "AVP_LOCAL_ACCESS_KEY_ID", "local"),
                variable(environment, "AVP_LOCAL_SECRET_ACCESS_KEY", "local-secret"),
                variable(environment, "AVP_LOCAL_EXPIRED_TOKEN", "expired"))));
  }

  private static String variable(Map<String, String> environment, String name, String otherwise) {
    String value = environment.getOrDefault(name, "");
    return value.isEmpty() ? otherwise : value;
  }

  /** By the text alone: a name could resolve to anything. */
  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
  }
}
