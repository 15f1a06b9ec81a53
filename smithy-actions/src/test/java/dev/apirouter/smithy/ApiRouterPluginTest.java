package dev.apirouter.smithy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import software.amazon.smithy.build.MockManifest;
import software.amazon.smithy.build.PluginContext;
import software.amazon.smithy.build.SmithyBuildException;
import software.amazon.smithy.build.SmithyBuildPlugin;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.ObjectNode;

final class ApiRouterPluginTest {
  private final MockManifest manifest = new MockManifest();

  @Test
  void execute_validModel_writesEveryFile() {
    plugin().execute(context(Node.objectNode()));

    assertThat(manifest.getFiles())
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrder(
            "action-map.json", "cedar-schema.json", "fine-grained-schema.json", "routes.json");
    assertThat(manifest.getFileString("action-map.json"))
        .contains(GoldenCase.named("shop").read("action-map.json"));
  }

  @Test
  void execute_unknownSetting_isRefusedByName() {
    PluginContext context = context(Node.objectNode().withMember("cedarNamspace", "X"));

    assertThatThrownBy(() -> plugin().execute(context))
        .isInstanceOf(SmithyBuildException.class)
        .hasMessageEndingWith("plugin api-router has the settings [cedarNamspace]; expected none");
    assertThat(manifest.getFiles()).isEmpty();
  }

  /** The plugin as Smithy finds it. */
  private static SmithyBuildPlugin plugin() {
    return SmithyBuildPlugin.createServiceFactory().apply("api-router").orElseThrow();
  }

  private PluginContext context(ObjectNode settings) {
    return PluginContext.builder()
        .model(GoldenCase.named("shop").model())
        .fileManifest(manifest)
        .settings(settings)
        .build();
  }
}
