package dev.apirouter.authz.extauthz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import dev.apirouter.authz.authn.Authentication;
import dev.apirouter.authz.authn.Principal;
import dev.apirouter.authz.authn.TokenIdentity;
import dev.apirouter.authz.check.CheckPipeline;
import dev.apirouter.authz.config.DecisionLogScope;
import dev.apirouter.authz.engine.AuthorizationEngine;
import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;
import dev.apirouter.authz.engine.DecisionCache;
import dev.apirouter.authz.engine.EngineUnavailableException;
import dev.apirouter.authz.engine.EntityUid;
import dev.apirouter.authz.route.Operation;
import dev.apirouter.authz.route.OperationTable;
import dev.apirouter.authz.route.PathPattern;
import dev.apirouter.authz.telemetry.AuthzMetrics;
import dev.apirouter.authz.telemetry.DecisionLog;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ExtAuthzServiceTest {
  private static final Principal MALLORY =
      new Principal(
          "mallory\r\nx-principal-sub: root",
          List.of(),
          Optional.of("acme"),
          "https://idp.example",
          Instant.MAX);

  private final List<String> log = new ArrayList<>();
  private final AuthzMetrics metrics = new AuthzMetrics("cedar");
  private final AtomicReference<List<List<String>>> seen = new AtomicReference<>(List.of());
  private CompletionStage<Decision> decision =
      CompletableFuture.completedFuture(new Decision(true, List.of("p"), List.of()));
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    AuthorizationEngine engine =
        new AuthorizationEngine() {
          @Override
          public CompletionStage<Decision> decide(AuthorizationQuery query) {
            return decision;
          }

          @Override
          public String policySetVersion() {
            return "1";
          }
        };
    Operation getOrder =
        new Operation(
            "commercial:GetOrder",
            "GET",
            PathPattern.parse("/api/commercial/orders/{id}"),
            Operation.Access.REQUIRED,
            new EntityUid("ApiRouter::Action", "commercial:GetOrder"),
            new Operation.ResourceRule.FromLabel("ApiRouter::Order", "id"),
            Optional.empty(),
            Duration.ofMinutes(1),
            false);
    CheckPipeline pipeline =
        new CheckPipeline(
            new OperationTable("ApiRouter", Map.of(getOrder.id(), getOrder)),
            (authorization, accessToken) -> {
              seen.set(List.of(authorization, accessToken));
              return CompletableFuture.completedFuture(
                  authorization.isEmpty()
                      ? new Authentication.NoCredentials()
                      : new Authentication.Authenticated(MALLORY, new TokenIdentity(1, 1, 0, 0)));
            },
            new DecisionCache(
                engine, InstantSource.system(), 1 << 20, Duration.ZERO, Duration.ZERO),
            Duration.ofSeconds(1));
    ExtAuthzService service =
        new ExtAuthzService(pipeline, metrics.and(new DecisionLog(DecisionLogScope.ALL, log::add)));
    server =
        InProcessServerBuilder.forName("ext-authz")
            .directExecutor()
            .addService(service)
            .build()
            .start();
    channel = InProcessChannelBuilder.forName("ext-authz").directExecutor().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private CheckResponse check(CheckRequest request) {
    return AuthorizationGrpc.newBlockingStub(channel).check(request);
  }

  private static CheckRequest request(AttributeContext.HttpRequest.Builder http) {
    return CheckRequest.newBuilder()
        .setAttributes(
            AttributeContext.newBuilder()
                .putContextExtensions("operation", "commercial:GetOrder")
                .setRequest(AttributeContext.Request.newBuilder().setHttp(http)))
        .build();
  }

  private static AttributeContext.HttpRequest.Builder http() {
    return AttributeContext.HttpRequest.newBuilder()
        .setMethod("GET")
        .setPath("/api/commercial/orders/123?token=secret")
        .putHeaders("authorization", "Bearer secret")
        .putHeaders("x-request-id", "r-1");
  }

  @Test
  void check_allowed_overwritesAndRemovesHeaders() {
    CheckResponse response = check(request(http()));

    assertThat(response.getStatus().getCode()).isEqualTo(Code.OK_VALUE);
    assertThat(response.getOkResponse().getHeadersList())
        .extracting(option -> option.getHeader().getKey(), option -> option.getHeader().getValue())
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(
                "x-principal-sub", "mallory%0D%0Ax-principal-sub:%20root"),
            org.assertj.core.api.Assertions.tuple("x-principal-tenant-id", "acme"),
            org.assertj.core.api.Assertions.tuple("x-principal-action", "commercial:GetOrder"));
    assertThat(response.getOkResponse().getHeadersList())
        .extracting(HeaderValueOption::getAppendAction)
        .containsOnly(HeaderValueOption.HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD);
    assertThat(response.getOkResponse().getHeadersToRemoveList())
        .contains("x-principal-groups", "authorization", "x-amzn-oidc-accesstoken");
    assertThat(response.getDynamicMetadata().getFieldsMap())
        .containsKeys("operation", "decision", "reason", "cache", "principal_sub")
        .doesNotContainKey("error");
  }

  @Test
  void check_denied_isCompleteByItself() {
    CheckResponse response = check(request(http().clearHeaders().putHeaders("x-request-id", "r")));

    assertThat(response.getStatus().getCode()).isEqualTo(Code.UNAUTHENTICATED_VALUE);
    assertThat(response.getDeniedResponse().getStatus().getCodeValue()).isEqualTo(401);
    assertThat(response.getDeniedResponse().getBody())
        .isEqualTo(
            """
            {"__type":"UnauthorizedException","message":"Missing or invalid token","requestId":"r"}\
            """);
    assertThat(response.getDeniedResponse().getHeadersList())
        .extracting(option -> option.getHeader().getKey() + ": " + option.getHeader().getValue())
        .containsExactly(
            "content-type: application/json",
            "x-amzn-errortype: UnauthorizedException",
            "www-authenticate: Bearer");
    assertThat(
            response
                .getDynamicMetadata()
                .getFieldsOrThrow("error")
                .getStructValue()
                .getFieldsOrThrow("type")
                .getStringValue())
        .isEqualTo("UnauthorizedException");
  }

  @Test
  void check_outage_is503WithRetryAfter() {
    decision = CompletableFuture.failedFuture(new EngineUnavailableException("down"));

    CheckResponse response = check(request(http()));

    assertThat(response.getDeniedResponse().getStatus().getCodeValue()).isEqualTo(503);
    assertThat(response.getDeniedResponse().getHeadersList())
        .extracting(option -> option.getHeader().getKey())
        .contains("retry-after");
  }

  @Test
  void check_outageAfterAnAllow_isAllowedAndFlaggedAsStaleEverywhere() {
    check(request(http()));
    decision = CompletableFuture.failedFuture(new EngineUnavailableException("down"));

    CheckResponse response = check(request(http()));

    assertThat(response.getOkResponse().getHeadersList())
        .extracting(option -> option.getHeader().getKey() + ": " + option.getHeader().getValue())
        .contains("x-authz-stale: true", "x-principal-tenant-id: acme");
    assertThat(response.getDynamicMetadata().getFieldsOrThrow("stale").getBoolValue()).isTrue();
    assertThat(response.getDynamicMetadata().getFieldsOrThrow("cache").getStringValue())
        .isEqualTo("stale");
    assertThat(log.get(0)).doesNotContain("stale");
    assertThat(log.get(1)).contains("\"cache\":\"stale\",\"stale\":true");
  }

  @Test
  void check_emptyRequest_isDenied() {
    CheckResponse response = check(CheckRequest.getDefaultInstance());

    assertThat(response.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED_VALUE);
    assertThat(response.hasDeniedResponse()).isTrue();
  }

  @Test
  void check_rawHeaders_keepsRepeatedOnesApart() {
    HeaderMap headers =
        HeaderMap.newBuilder()
            .addHeaders(raw("authorization", "Bearer a"))
            .addHeaders(raw("Authorization", "Bearer b"))
            .addHeaders(raw("x-amzn-oidc-accesstoken", "c"))
            .addHeaders(raw("cookie", "d"))
            .build();

    check(request(http().clearHeaders().setHeaderMap(headers)));

    assertThat(seen.get()).containsExactly(List.of("Bearer a", "Bearer b"), List.of("c"));
  }

  private static HeaderValue raw(String name, String value) {
    return HeaderValue.newBuilder()
        .setKey(name)
        .setRawValue(ByteString.copyFromUtf8(value))
        .build();
  }

  @Test
  void check_any_isLoggedOnOneLineWithoutSecretsAndCounted() {
    check(request(http()));

    assertThat(log).hasSize(1);
    assertThat(log.getFirst())
        .contains("\"operation\":\"commercial:GetOrder\"", "\"requestId\":\"r-1\"")
        .doesNotContain("secret", "\n", "\r");
    assertThat(metrics.registry().scrape().stream().map(m -> m.getMetadata().getName()))
        .contains("authz_checks", "authz_check_duration_seconds");
  }
}
