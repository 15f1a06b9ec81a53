package dev.apirouter.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFolderTest {
  @TempDir Path root;

  private LocalStackConfig.Builder config() throws IOException {
    Files.createDirectories(root.resolve("envoy"));
    Files.writeString(
        root.resolve("envoy/bootstrap.yaml"), "port: ${ENVOY_PORT}\nroutes: \"${ROUTES_FILE}\"\n");
    Files.writeString(
        root.resolve("envoy/clusters.yaml"), "- ${USER_MGMT_HOST}:${USER_MGMT_PORT}\n");
    return LocalStackConfig.builder(root, "test");
  }

  private static PortNumbers numbers() {
    try (PortReservation reservation = new PortReservation(Map.of())) {
      return reservation.numbers();
    }
  }

  @Test
  void render_templates_haveThisStacksValues() throws IOException {
    LocalStackConfig config =
        config().policies(root.resolve("other policies")).authzServerYaml("check: {}\n").build();
    PortNumbers numbers = numbers();

    try (RunFolder folder = RunFolder.take(config.runFolder())) {
      folder.render(config, numbers);

      assertThat(folder.file("envoy.yaml"))
          .hasContent(
              "port: %d\nroutes: \"%s\"\n"
                  .formatted(
                      numbers.of(StackPort.ENVOY),
                      root.resolve("model/target/smithy/source/api-router/routes.json")));
      assertThat(folder.file("clusters.yaml"))
          .hasContent("- 127.0.0.1:" + numbers.of(StackPort.USER_MGMT) + "\n");
      assertThat(folder.file("authz-server.yaml"))
          .content()
          .contains(
              "  port: " + numbers.of(StackPort.AUTHZ) + "\n",
              "  - issuer: 'http://127.0.0.1:9000'\n",
              "    jwks-uri: http://127.0.0.1:" + numbers.of(StackPort.IDP) + "/.well-known",
              "  policies: '" + root.resolve("other policies") + "'\n",
              "\ncheck: {}\n")
          .doesNotContain("${");
    }
  }

  @Test
  void take_heldByAnother_isRefusedUntilItIsLetGo() {
    Path folder = root.resolve(".run/test");
    try (RunFolder first = RunFolder.take(folder)) {
      assertThat(first.file("x")).isEqualTo(folder.resolve("x"));
      assertThat(RunFolder.isTaken(folder)).isTrue();
      assertThatThrownBy(() -> RunFolder.take(folder))
          .isInstanceOf(StackException.class)
          .hasMessageContaining(folder.toString());
    }

    assertThat(RunFolder.isTaken(folder)).isFalse();
    RunFolder.take(folder).close();
  }

  @Test
  void take_filesOfAnEarlierStack_areRemoved() throws IOException {
    Path folder = Files.createDirectories(root.resolve(".run/test"));
    Files.writeString(folder.resolve("envoy.log"), "old");

    RunFolder.take(folder).close();

    assertThat(folder.resolve("envoy.log")).doesNotExist();
  }

  @Test
  void isTaken_neverUsed_isFalse() {
    assertThat(RunFolder.isTaken(root.resolve(".run/none"))).isFalse();
  }

  @Test
  void render_pathThatYamlCanNotQuote_isRefused() throws IOException {
    LocalStackConfig config = config().policies(root.resolve("it's")).build();

    try (RunFolder folder = RunFolder.take(config.runFolder())) {
      assertThatThrownBy(() -> folder.render(config, numbers()))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("it's");
    }
  }

  @Test
  void start_nothingBuilt_namesEverythingThatIsMissing() throws IOException {
    LocalStackConfig config = config().envoy(root.resolve("no-envoy")).build();

    assertThatThrownBy(() -> LocalStack.start(config).close())
        .isInstanceOf(StackException.class)
        .hasMessageContainingAll(
            "authz-server.jar", "dev-idp.jar", "routes.json", "No Envoy at", "model/policies");
  }

  @Test
  void control_nothingRunning_saysSo() throws Exception {
    Control.Reply reply = new Control(root.resolve(".run/none")).send("stop", "authz-server");

    assertThat(reply).isEqualTo(new Control.Reply(false, "`make run` is not running here"));
  }

  @Test
  void fixedPorts_environment_overridesAndWrongOnesAreAllNamed() {
    assertThat(Main.fixedPorts(Map.of("ENVOY_PORT", "18080")))
        .containsEntry(StackPort.ENVOY, 18_080)
        .containsEntry(StackPort.IDP, 9_000);
    assertThatThrownBy(() -> Main.fixedPorts(Map.of("ENVOY_PORT", "x", "IDP_PORT", "65536")))
        .isInstanceOf(StackException.class)
        .hasMessageContainingAll("ENVOY_PORT", "'x'", "IDP_PORT", "'65536'");
  }
}
