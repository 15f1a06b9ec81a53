package dev.apirouter.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command lines of the stack's processes. */
final class Commands {
  /** What the Smithy build makes. */
  private static final String GENERATED = "model/target/smithy/source/api-router";

  /** Id of avp-local's policy store. */
  static final String POLICY_STORE = "ps-local";

  /** What avp-local takes; the SDK finds it first in its default chain. */
  private static final Map<String, String> AVP_LOCAL_CREDENTIALS =
      Map.of(
          "AWS_ACCESS_KEY_ID", "local",
          "AWS_SECRET_ACCESS_KEY", "local-secret",
          "AWS_EC2_METADATA_DISABLED", "true");

  private Commands() {}

  /** Variables of a process beside those that every one has. */
  static Map<String, String> environment(StackProcess process, LocalStackConfig config) {
    Map<String, String> environment = new HashMap<>();
    if (process == StackProcess.AUTHZ_SERVER && config.engine().usesAvpLocal()) {
      environment.putAll(AVP_LOCAL_CREDENTIALS);
    }
    environment.putAll(config.environment().getOrDefault(process, Map.of()));
    return environment;
  }

  /**
   * What must be there before anything is started.
   *
   * @return a sentence for each thing that is missing
   */
  static List<String> missing(LocalStackConfig config) {
    List<String> missing = new ArrayList<>();
    for (String file :
        List.of(
            "authz-server/target/authz-server.jar",
            "dev-idp/target/dev-idp.jar",
            "services/commercial/target/commercial.jar",
            GENERATED + "/routes.json",
            GENERATED + "/action-map.json",
            GENERATED + "/cedar-schema.json",
            GENERATED + "/fine-grained-schema.json")) {
      if (!Files.exists(config.root().resolve(file))) {
        missing.add(file + " is not there: `make build` makes it");
      }
    }
    if (config.engine().usesAvpLocal()
        && !Files.exists(config.root().resolve("avp-local/target/avp-local.jar"))) {
      missing.add("avp-local/target/avp-local.jar is not there: `make build ENGINE=avp` makes it");
    }
    if (!Files.isRegularFile(config.envoy()) || !Files.isExecutable(config.envoy())) {
      missing.add(
          "No Envoy at "
              + config.envoy()
              + ": `make envoy` installs the pinned one, ENVOY=/path/to/envoy names another");
    }
    if (!Files.isDirectory(config.policies())) {
      missing.add("The policy folder " + config.policies() + " is not there");
    }
    return missing;
  }

  static List<String> command(StackProcess process, LocalStackConfig config, PortNumbers ports) {
    Path root = config.root();
    return switch (process) {
      case DEV_IDP ->
          smallJava(
              root.resolve("dev-idp/target/dev-idp.jar"),
              ports.of(StackPort.IDP),
              "--issuer",
              LocalStack.ISSUER);
      case COMMERCIAL ->
          smallJava(
              root.resolve("services/commercial/target/commercial.jar"),
              ports.of(StackPort.COMMERCIAL),
              "--action-map",
              root.resolve(GENERATED).resolve("action-map.json").toString(),
              "--fine-grained-policies",
              root.resolve("model/fine-grained-policies").toString(),
              "--fine-grained-schema",
              root.resolve(GENERATED).resolve("fine-grained-schema.json").toString());
      case USER_MGMT -> python(config, "user-mgmt", ports.of(StackPort.USER_MGMT));
      case FE_SUPPORT -> python(config, "fe-support", ports.of(StackPort.FE_SUPPORT));
      case AVP_LOCAL ->
          smallJava(
              root.resolve("avp-local/target/avp-local.jar"),
              ports.of(StackPort.AVP_LOCAL),
              "--store",
              POLICY_STORE,
              "--policies",
              config.policies().toString(),
              "--schema",
              root.resolve("model/target/smithy/source/api-router/cedar-schema.json").toString(),
              "--watch");
      case AUTHZ_SERVER -> authzServer(config);
      case ENVOY ->
          List.of(
              config.envoy().toString(),
              "--config-path",
              config.runFolder().resolve("envoy.yaml").toString(),
              // Several Envoys on one machine would otherwise share the memory of hot restart.
              "--disable-hot-restart",
              "--concurrency",
              "2",
              "--log-level",
              "warning");
    };
  }

  private static List<String> authzServer(LocalStackConfig config) {
    Path target = config.root().resolve("authz-server/target");
    List<String> command = new ArrayList<>();
    Collections.addAll(
        command,
        java(),
        "-Xmx512m",
        "-XX:+ExitOnOutOfMemoryError",
        "--sun-misc-unsafe-memory-access=allow");
    Path jar = target.resolve("authz-server.jar");
    Path aotCache = target.resolve("authz-server.aot");
    if (isNewer(aotCache, jar)) {
      command.add("-XX:AOTCache=" + aotCache);
    }
    Collections.addAll(
        command,
        "-jar",
        jar.toString(),
        "--config",
        config.runFolder().resolve("authz-server.yaml").toString());
    return List.copyOf(command);
  }

  /** Not left to the JVM: JDK 25.0.3 ran the old classes of a cache whose jar had been rebuilt. */
  private static boolean isNewer(Path aotCache, Path jar) {
    try {
      return Files.exists(aotCache)
          && Files.getLastModifiedTime(aotCache).compareTo(Files.getLastModifiedTime(jar)) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Java for a process that does little: quick to start, small. */
  private static List<String> smallJava(Path jar, int port, String... options) {
    List<String> command = new ArrayList<>();
    Collections.addAll(
        command,
        java(),
        "-Xmx64m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-jar",
        jar.toString(),
        "--host",
        "127.0.0.1",
        "--port",
        Integer.toString(port));
    Collections.addAll(command, options);
    return List.copyOf(command);
  }

  private static List<String> python(LocalStackConfig config, String service, int port) {
    return List.of(
        config.python(),
        // No __pycache__ in the source tree.
        "-B",
        config.root().resolve("services").resolve(service).resolve("main.py").toString(),
        "--host",
        "127.0.0.1",
        "--port",
        Integer.toString(port));
  }

  /** The Java that runs this program. */
  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
