package dev.apirouter.authzlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FineGrainedActionsTest {
  @Test
  void read_actionMap_hasMarkedActionsOnly() throws IOException {
    FineGrainedActions actions = Fixture.actions();

    assertThat(actions.ids()).containsExactly("shop:UpdateOrder");
    assertThat(actions.namespace()).isEqualTo("Shop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"operations\": {}}", "{\"cedarNamespace\": \"A\", "})
  void read_otherText_isRefused(String text) {
    assertThatThrownBy(() ->
            FineGrainedActions.read(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(IOException.class);
  }

  @Test
  void read_missingFile_isNamed() {
    assertThatThrownBy(() -> FineGrainedActions.read(Path.of("no/such/map.json")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no/such/map.json");
  }
}
