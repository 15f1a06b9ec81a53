package dev.apirouter.smithy.envoy;

import dev.apirouter.authz.v1.ActionMap;

/** PLACEHOLDER, replaced by the real generator: the action map as Envoy's route configuration. */
public final class RouteConfigurationGenerator {
  private RouteConfigurationGenerator() {}

  /** The route configuration as JSON. */
  public static String generate(ActionMap map) {
    return "{\"name\": \"api-router\", \"placeholder_for\": " + map.getOperationsCount() + "}\n";
  }
}
