package dev.apirouter.localstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a stack is made of.
 *
 * @param root the project's source tree, built
 * @param runFolder folder for rendered configuration, logs and process ids; made where there is
 *     none
 * @param ports number of each port; 0 or absent: any free one
 * @param envoy Envoy's binary
 * @param python interpreter of the Python services, ≥ 3.9
 * @param engine what decides
 * @param policies folder of Cedar policies that authz-server watches
 * @param accessLog file that Envoy's access log goes to
 * @param authzServerYaml YAML appended to authz-server's configuration: more top-level keys
 * @param environment environment variables of single processes
 * @param probePath path whose GET by a reader of tenant {@code acme} must answer 200 through Envoy
 *     before the stack counts as ready; when empty, that is not waited for
 * @param startTimeout bound on the time until everything is ready
 */
public record LocalStackConfig(
    Path root,
    Path runFolder,
    Map<StackPort, Integer> ports,
    Path envoy,
    String python,
    Engine engine,
    Path policies,
    Path accessLog,
    String authzServerYaml,
    Map<StackProcess, Map<String, String>> environment,
    Optional<String> probePath,
    Duration startTimeout) {

  public LocalStackConfig {
    root = root.toAbsolutePath().normalize();
    runFolder = runFolder.toAbsolutePath().normalize();
    envoy = envoy.toAbsolutePath().normalize();
    policies = policies.toAbsolutePath().normalize();
    accessLog = accessLog.toAbsolutePath().normalize();
    ports = Map.copyOf(ports);
    environment = Map.copyOf(environment);
  }

  /** The processes of the stack, in the order in which they start. */
  List<StackProcess> processes() {
    return Arrays.stream(StackProcess.values())
        .filter(process -> process != StackProcess.AVP_LOCAL || engine.usesAvpLocal())
        .toList();
  }

  /**
   * Starts from the defaults: free ports, the source tree's policies, Envoy where {@code make
   * envoy} puts it or where the variable {@code ENVOY} says.
   *
   * @param root the project's source tree, built
   * @param name name of the run folder under {@code .run}
   */
  public static Builder builder(Path root, String name) {
    return new Builder(root, name);
  }

  /** Makes a {@link LocalStackConfig}; everything has a default. */
  public static final class Builder {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    private final Path root;
    private final Path runFolder;
    private final Map<StackPort, Integer> ports = new EnumMap<>(StackPort.class);
    private final Map<StackProcess, Map<String, String>> environment =
        new EnumMap<>(StackProcess.class);
    private Path envoy;
    private Engine engine = Engine.CEDAR;
    private Path policies;
    private Path accessLog;
    private String authzServerYaml = "";
    private Optional<String> probePath = Optional.of("/api/commercial/orders/123");
    private Duration startTimeout = DEFAULT_TIMEOUT;

    private Builder(Path root, String name) {
      this.root = root;
      this.runFolder = root.resolve(".run").resolve(name);
      this.envoy = variable("ENVOY").map(Path::of).orElse(root.resolve(".tools/envoy/envoy"));
      this.policies = root.resolve("model/policies");
      this.accessLog = runFolder.resolve("access.log");
    }

    public Builder port(StackPort port, int number) {
      ports.put(port, number);
      return this;
    }

    /** Another binary than that of the variable {@code ENVOY} or {@code make envoy}. */
    public Builder envoy(Path binary) {
      envoy = binary;
      return this;
    }

    public Builder engine(Engine value) {
      engine = value;
      return this;
    }

    public Builder policies(Path folder) {
      policies = folder;
      return this;
    }

    public Builder accessLog(Path file) {
      accessLog = file;
      return this;
    }

    public Builder authzServerYaml(String yaml) {
      authzServerYaml = yaml;
      return this;
    }

    public Builder environment(StackProcess process, Map<String, String> variables) {
      environment.put(process, Map.copyOf(variables));
      return this;
    }

    /** Path that the last wait asks for; an empty one: no such wait. */
    public Builder probePath(String path) {
      probePath = path.isEmpty() ? Optional.empty() : Optional.of(path);
      return this;
    }

    public Builder startTimeout(Duration timeout) {
      startTimeout = timeout;
      return this;
    }

    public LocalStackConfig build() {
      return new LocalStackConfig(
          root,
          runFolder,
          ports,
          envoy,
          variable("PYTHON").orElse("python3"),
          engine,
          policies,
          accessLog,
          authzServerYaml,
          environment,
          probePath,
          startTimeout);
    }

    private static Optional<String> variable(String name) {
      return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
    }
  }
}
