package dev.apirouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.apirouter.localstack.Engine;
import dev.apirouter.localstack.StackPort;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same Cedar request gets the same decision from every engine. */
@ExtendWith(StackExtension.class)
final class EnginesAgreeTest {
  private static final List<String> GROUPS =
      List.of(
          "",
          "readers",
          "writers",
          "support-agents",
          "administrators",
          "machine-clients",
          "readers,machine-clients",
          "strangers");
  private static final List<String> RESOURCES = List.of("123", "o'\"x");

  private final Router cedar;

  EnginesAgreeTest(Router cedar) {
    this.cedar = cedar;
  }

  private record Case(String operation, String method, String path, Map<String, String> who) {}

  @ParameterizedTest
  @EnumSource(names = {"AVP", "AVP_MIRROR"})
  void check_everyPersonaAndOperation_isDecidedAsByCedar(Engine engine) throws Exception {
    List<Case> cases = cases();
    Map<Case, String> expected = reasons(cedar, cases);

    try (AvpStack other =
        AvpStack.start(
            engine,
            Map.of(
                "APIROUTER_AVP_BUDGET_PER_SECOND", "100000",
                "APIROUTER_AVP_BUDGET_BURST", "100000"))) {
      assertThat(reasons(other.router(), cases)).isEqualTo(expected);
    }

    assertThat(cases).hasSizeGreaterThan(500);
    assertThat(expected.values()).contains("allowed", "policy_denied");
  }

  private static List<Case> cases() throws IOException {
    JsonNode map =
        new ObjectMapper()
            .readTree(
                StackExtension.ROOT
                    .resolve("model/target/smithy/source/api-router/action-map.json")
                    .toFile());
    List<Case> cases = new ArrayList<>();
    for (JsonNode operation : map.path("operations")) {
      for (String groups : GROUPS) {
        for (String tenant : List.of("", "acme")) {
          String resource = RESOURCES.get(cases.size() % RESOURCES.size());
          Map<String, String> who = new LinkedHashMap<>();
          who.put("sub", "alice");
          who.put("groups", groups);
          who.put("tenant_id", tenant);
          who.values().removeIf(String::isEmpty);
          cases.add(
              new Case(
                  operation.path("id").asText(),
                  operation.path("method").asText(),
                  operation
                      .path("uri")
                      .asText()
                      .replaceAll("\\{[A-Za-z]+\\+}", "a/b")
                      .replaceAll("\\{[A-Za-z]+}", resource.replace("\"", "%22")),
                  who));
        }
      }
    }
    return cases;
  }

  private static Map<Case, String> reasons(Router router, List<Case> cases) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", router.stack().port(StackPort.AUTHZ))
            .usePlaintext()
            .build();
    try {
      Map<Map<String, String>, String> tokens = new LinkedHashMap<>();
      Map<Case, String> reasons = new LinkedHashMap<>();
      for (Case one : cases) {
        String token = tokens.computeIfAbsent(one.who(), router::token);
        reasons.put(one, reason(channel, one, token));
      }
      return reasons;
    } finally {
      channel.shutdownNow();
    }
  }

  private static String reason(ManagedChannel channel, Case one, String token) {
    AttributeContext.HttpRequest.Builder http =
        AttributeContext.HttpRequest.newBuilder()
            .setMethod(one.method())
            .setPath(one.path())
            .putHeaders("authorization", "Bearer " + token);
    CheckResponse response =
        AuthorizationGrpc.newBlockingStub(channel)
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .check(
                CheckRequest.newBuilder()
                    .setAttributes(
                        AttributeContext.newBuilder()
                            .putContextExtensions("operation", one.operation())
                            .setRequest(AttributeContext.Request.newBuilder().setHttp(http)))
                    .build());
    return response.getDynamicMetadata().getFieldsOrThrow("reason").getStringValue();
  }
}
