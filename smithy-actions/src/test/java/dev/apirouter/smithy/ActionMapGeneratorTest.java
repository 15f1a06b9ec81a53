package dev.apirouter.smithy;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.apirouter.authz.v1.ActionMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.smithy.model.Model;

final class ActionMapGeneratorTest {
  @ParameterizedTest
  @MethodSource("dev.apirouter.smithy.GoldenCase#valid")
  void generate_validModel_mapIsGolden(GoldenCase golden) {
    String json = ActionMapGenerator.toJson(ActionMapGenerator.generate(golden.model()));

    golden.check("action-map.json", json);
  }

  @ParameterizedTest
  @MethodSource("dev.apirouter.smithy.GoldenCase#invalid")
  void generate_invalidModel_everyProblemIsListed(GoldenCase golden) {
    InvalidModelException thrown =
        catchThrowableOfType(
            InvalidModelException.class,
            () -> {
              Model model = golden.model();
              FineGrainedSchemaGenerator.generate(model, ActionMapGenerator.generate(model));
            });

    assertThat(thrown).isNotNull();
    String problems =
        thrown.problems().stream()
            .map(problem ->
                problem.toString().replace(golden.folder().toAbsolutePath() + "/", "") + "\n")
            .collect(joining());
    golden.check("expected-errors.txt", problems);
    assertThat(thrown)
        .hasMessageStartingWith(thrown.problems().size() + " problem(s) in the Smithy model:\n")
        .hasMessageEndingWith(thrown.problems().getLast().toString());
  }

  @Test
  void toJson_anyMap_parsesToTheSameMap() throws InvalidProtocolBufferException {
    ActionMap map = ActionMapGenerator.generate(GoldenCase.named("shop").model());

    ActionMap.Builder parsed = ActionMap.newBuilder();
    JsonFormat.parser().merge(ActionMapGenerator.toJson(map), parsed);

    assertThat(parsed.build()).isEqualTo(map);
  }
}
