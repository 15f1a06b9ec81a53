package dev.apirouter.smithy.envoy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.JsonFormat;
import dev.apirouter.authz.v1.ActionMap;
import dev.apirouter.authz.v1.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import software.amazon.smithy.model.pattern.InvalidUriPatternException;

final class RouteConfigurationGeneratorTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/apirouter/smithy/envoy");

  /** {@code -Dgolden.update=true} writes the expected file anew. */
  @Test
  void generate_actionMap_isTheGoldenFile() throws IOException {
    Path golden = FOLDER.resolve("routes.json");

    String routes = RouteConfigurationGenerator.generate(actionMap());

    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, routes, UTF_8);
    }
    assertThat(routes).isEqualTo(Files.readString(golden, UTF_8));
  }

  @Test
  void generate_operationsInAnotherOrder_isTheSameText() throws IOException {
    ActionMap map = actionMap();

    ActionMap reversed =
        map.toBuilder()
            .clearOperations()
            .addAllOperations(map.getOperationsList().reversed())
            .build();

    assertThat(RouteConfigurationGenerator.generate(reversed))
        .isEqualTo(RouteConfigurationGenerator.generate(map));
  }

  @Test
  void generate_anotherOperation_hasAnotherVersion() {
    assertThat(version(ActionMap.getDefaultInstance()))
        .matches("[0-9a-f]{16}")
        .isNotEqualTo(version(map(operation("/api/shop/orders"))));
  }

  @Test
  void generate_uriThatIsNone_isRefused() {
    assertThatThrownBy(() -> RouteConfigurationGenerator.generate(map(operation("orders/{"))))
        .isInstanceOf(InvalidUriPatternException.class);
  }

  @Test
  void generate_bodyLimitBeyondEnvoys_isRefused() {
    Operation operation =
        operation("/api/shop/orders").toBuilder().setMaxBodyBytes(1L << 32).build();

    assertThatThrownBy(() -> RouteConfigurationGenerator.generate(map(operation)))
        .hasMessage("shop:Do: max_body_bytes is 4294967296, expected at most 4294967295");
  }

  private static String version(ActionMap map) {
    return RouteConfigurationGenerator.generate(map)
        .replaceAll("(?s).*\"versionInfo\": \"([^\"]*)\".*", "$1");
  }

  private static ActionMap actionMap() throws IOException {
    ActionMap.Builder map = ActionMap.newBuilder();
    JsonFormat.parser().merge(Files.readString(FOLDER.resolve("action-map.json"), UTF_8), map);
    return map.build();
  }

  private static ActionMap map(Operation operation) {
    return ActionMap.newBuilder().addOperations(operation).build();
  }

  private static Operation operation(String uri) {
    return Operation.newBuilder()
        .setId("shop:Do")
        .setService("shop")
        .setMethod("GET")
        .setUri(uri)
        .build();
  }
}
