package dev.apirouter.smithy;

import dev.apirouter.authz.v1.ActionMap;
import dev.apirouter.smithy.envoy.RouteConfigurationGenerator;
import software.amazon.smithy.build.PluginContext;
import software.amazon.smithy.build.SmithyBuildException;
import software.amazon.smithy.build.SmithyBuildPlugin;

/**
 * The Smithy build plugin {@code api-router}. It writes {@code action-map.json}, {@code
 * cedar-schema.json}, {@code fine-grained-schema.json} and {@code routes.json}; it has no settings,
 * and refuses any.
 */
public final class ApiRouterPlugin implements SmithyBuildPlugin {
  @Override
  public String getName() {
    return "api-router";
  }

  @Override
  public void execute(PluginContext context) {
    if (!context.getSettings().isEmpty()) {
      throw new SmithyBuildException(
          "%s: plugin %s has the settings %s; expected none"
              .formatted(
                  context.getSettings().getSourceLocation(),
                  getName(),
                  context.getSettings().getStringMap().keySet()));
    }
    ActionMap map = ActionMapGenerator.generate(context.getModel());
    String fineGrained = FineGrainedSchemaGenerator.generate(context.getModel(), map);
    context.getFileManifest().writeFile("action-map.json", ActionMapGenerator.toJson(map));
    context.getFileManifest().writeFile("cedar-schema.json", CedarSchemaGenerator.generate(map));
    context.getFileManifest().writeFile("fine-grained-schema.json", fineGrained);
    context.getFileManifest().writeFile("routes.json", RouteConfigurationGenerator.generate(map));
  }
}
