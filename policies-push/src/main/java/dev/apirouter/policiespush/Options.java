package dev.apirouter.policiespush;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is pushed, and where to.
 *
 * @param store id of the policy store
 * @param region the store's Region; when absent, as the SDK finds it
 * @param endpoint another endpoint than the Region's, such as that of avp-local
 * @param dryRun whether to show the difference only
 */
record Options(
    String store,
    Optional<String> region,
    Optional<URI> endpoint,
    Path policies,
    Path schema,
    boolean dryRun) {
  static final String USAGE =
      "--store ID --policies FOLDER --schema FILE [--region REGION] [--endpoint URL] [--dry-run]";

  private static final Set<String> VALUES =
      Set.of("--store", "--policies", "--schema", "--region", "--endpoint");

  /**
   * Reads arguments.
   *
   * @throws IllegalArgumentException naming what is wrong with them
   */
  static Options parse(List<String> arguments) {
    Map<String, String> values = new HashMap<>();
    boolean dryRun = false;
    Deque<String> rest = new ArrayDeque<>(arguments);
    while (!rest.isEmpty()) {
      String name = rest.removeFirst();
      if (name.equals("--dry-run")) {
        dryRun = true;
      } else if (!VALUES.contains(name)) {
        throw new IllegalArgumentException("unknown option '" + name + "', expected " + USAGE);
      } else if (rest.isEmpty() || rest.getFirst().isBlank()) {
        throw new IllegalArgumentException(name + " has no value, expected " + USAGE);
      } else {
        values.put(name, rest.removeFirst());
      }
    }
    return new Options(
        required(values, "--store"),
        Optional.ofNullable(values.get("--region")),
        Optional.ofNullable(values.get("--endpoint")).map(Options::endpoint),
        Path.of(required(values, "--policies")),
        Path.of(required(values, "--schema")),
        dryRun);
  }

  private static String required(Map<String, String> values, String name) {
    return Optional.ofNullable(values.get(name))
        .orElseThrow(() -> new IllegalArgumentException(name + " is missing, expected " + USAGE));
  }

  private static URI endpoint(String text) {
    URI uri = URI.create(text);
    if (uri.getHost() == null || !Set.of("http", "https").contains(uri.getScheme())) {
      throw new IllegalArgumentException(
          "--endpoint is '" + text + "', expected an http or https URL");
    }
    return uri;
  }
}
