package dev.apirouter.e2e;

import static dev.apirouter.e2e.Router.ORDER;
import static dev.apirouter.e2e.Router.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.apirouter.localstack.StackPort;
import dev.apirouter.localstack.StackProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes, and what a service then sees. */
@ExtendWith(StackExtension.class)
final class RequestsTest {
  private static final String SPOOFED =
      """
      x-principal-sub: root\r
      X-Principal-Groups: administrators\r
      x-principal-tenant-id: other\r
      x-principal-action: commercial:DeleteOrder\r
      x-principal-anything: x\r
      x-original-url: /api/user-mgmt/users\r
      x-rewrite-url: /api/user-mgmt/users\r
      x-http-method-override: DELETE\r
      x-http-method: DELETE\r
      x-method-override: DELETE\r
      x-envoy-original-path: /api/user-mgmt/users\r
      x-envoy-upstream-rq-timeout-ms: 1\r
      """;

  private final Router router;

  RequestsTest(Router router) {
    this.router = router;
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "ES256"})
  void get_readerWithBearerToken_reachesTheService(String algorithm) {
    String token =
        router.token(
            Map.of("sub", "alice", "groups", "readers", "tenant_id", "acme", "alg", algorithm));

    Answer answer = router.get(ORDER, bearer(token)).isOk();

    assertThat(answer.json().at("/order/id").asText()).isEqualTo("123");
  }

  @Test
  void get_tokenOfTheLoadBalancer_isTheSamePrincipal() {
    String token = router.token("alice", "readers,auditors");

    JsonNode me =
        router.get("/api/user-mgmt/me", "x-amzn-oidc-accesstoken: " + token + "\r\n").isOk().json();

    assertThat(me.path("sub").asText()).isEqualTo("alice");
    assertThat(me.path("tenantId").asText()).isEqualTo("acme");
    assertThat(me.path("groups"))
        .extracting(JsonNode::asText)
        .containsExactly("readers", "auditors");
    assertThat(me.path("action").asText()).isEqualTo("user-mgmt:WhoAmI");
  }

  @Test
  void get_spoofedHeaders_doNotReachTheService() {
    JsonNode me = router.get("/api/user-mgmt/me", router.reader() + SPOOFED).isOk().json();

    assertThat(me.path("sub").asText()).isEqualTo("alice");
    assertThat(me.path("tenantId").asText()).isEqualTo("acme");
    assertThat(me.path("groups")).extracting(JsonNode::asText).containsExactly("readers");
    assertThat(me.path("action").asText()).isEqualTo("user-mgmt:WhoAmI");
  }

  @Test
  void get_absentClaims_areAbsentHeaders() {
    String token = router.token(Map.of("sub", "nobody"));

    JsonNode me = router.get("/api/user-mgmt/me", bearer(token) + SPOOFED).isOk().json();

    assertThat(me.path("sub").asText()).isEqualTo("nobody");
    assertThat(me.path("tenantId").isMissingNode() || me.path("tenantId").isNull()).isTrue();
    assertThat(me.path("groups")).isEmpty();
  }

  @Test
  void get_claimsThatAreNoHeaderValues_arriveAsTheyAre() {
    String sub = "Zoë\r\nx-principal-groups: administrators %41,b";
    String token = router.token(Map.of("sub", sub, "groups", "a b,ü", "tenant_id", "acme"));

    JsonNode me = router.get("/api/user-mgmt/me", bearer(token)).isOk().json();

    assertThat(me.path("sub").asText()).isEqualTo(sub);
    assertThat(me.path("groups")).extracting(JsonNode::asText).containsExactly("a b", "ü");
  }

  @Test
  void post_writer_mayCancel() {
    router.post(ORDER + "/cancel", bearer(router.token("bob", "writers")), "").isOk();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ORDER + "/",
        "//api///commercial/orders/123",
        "/api/commercial/./orders/x/../123",
        ORDER + "?a=b",
        "/api/commercial/orders?view=summary",
        "/api/commercial/orders",
        "/api/commercial/orders/",
        "/api/commercial/invoices/123/files/a/b.txt/metadata"
      })
  void get_otherSpellingsAndPatterns_areTheirOperation(String path) {
    assertThat(router.get(path, router.reader()).status()).isIn(200, 404);
    assertThat(router.get(path, router.reader()).header("x-amzn-errortype"))
        .isIn("", "ResourceNotFoundException");
    assertThat(router.get(path, "").status()).isEqualTo(401);
  }

  @Test
  void get_optionalOperation_withoutTokenIsAnonymousAndWithABadOneRefused() {
    String flags = "/api/fe-support/feature-flags";

    assertThat(router.get(flags, "").isOk().json().at("/flags/new-checkout").isMissingNode())
        .isTrue();
    assertThat(
            router.get(flags, router.reader()).isOk().json().at("/flags/new-checkout").asBoolean())
        .isTrue();
    router.get(flags, bearer("not.a.token")).isRefusal(401, "UnauthorizedException");
  }

  @Test
  void get_publicOperation_needsNoToken() {
    router.get("/api/fe-support/status", "").isOk();
    router.get("/api/fe-support/status", bearer("not.a.token")).isOk();
  }

  @Test
  void anyRoute_servicesGetNeitherSpoofedHeadersNorTokens() throws Exception {
    BlockingQueue<Headers> seen = new LinkedBlockingQueue<>();
    router.stack().stop(StackProcess.FE_SUPPORT);
    HttpServer recorder = recorder(seen);
    try {
      String token = router.reader();
      String alb = token.replace("authorization: Bearer ", "x-amzn-oidc-accesstoken: ");
      String all = SPOOFED + token + alb + "x-amzn-oidc-data: d\r\nx-amzn-oidc-identity: i\r\n";
      Router.within(
          5,
          "the recorder answers",
          () -> router.get("/api/fe-support/status", all).status() == 200);
      Headers onPublicRoute = take(seen);
      assertThat(onPublicRoute.keySet())
          .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("x-principal-"))
          .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("x-original-"))
          .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("x-amzn-oidc-"))
          .doesNotContain(
              "Authorization",
              "X-rewrite-url",
              "X-http-method-override",
              "X-http-method",
              "X-method-override",
              "X-envoy-original-path",
              "X-envoy-upstream-rq-timeout-ms");

      seen.clear();
      router.get("/api/fe-support/feature-flags/dark-mode", all).isOk();
      Headers onAuthorisedRoute = take(seen);
      assertThat(onAuthorisedRoute.get("X-principal-sub")).containsExactly("alice");
      assertThat(onAuthorisedRoute.get("X-principal-tenant-id")).containsExactly("acme");
      assertThat(onAuthorisedRoute.get("X-principal-groups")).containsExactly("readers");
      assertThat(onAuthorisedRoute.get("X-principal-action"))
          .containsExactly("fe-support:GetFeatureFlag");
      assertThat(onAuthorisedRoute.keySet())
          .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("x-amzn-oidc-"))
          .doesNotContain("Authorization", "X-principal-anything", "X-http-method-override");

      seen.clear();
      router.get("/api/fe-support/feature-flags", SPOOFED).isOk();
      assertThat(take(seen).keySet())
          .doesNotContain("X-principal-sub", "X-principal-groups", "X-principal-tenant-id");

      seen.clear();
      router.post("/api/fe-support/sessions", token, "{\"userAgent\":\"e2e\"}").isOk();
      assertThat(take(seen).get("Authorization")).as("@forwardToken").hasSize(1);
    } finally {
      recorder.stop(0);
      router.stack().start(StackProcess.FE_SUPPORT);
    }
  }

  private HttpServer recorder(BlockingQueue<Headers> seen) throws IOException {
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(
                InetAddress.getLoopbackAddress(), router.stack().port(StackPort.FE_SUPPORT)),
            0);
    server.createContext(
        "/",
        exchange -> {
          if (!exchange.getRequestURI().getPath().equals("/healthz")) {
            seen.add(exchange.getRequestHeaders());
          }
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().put("Content-Type", List.of("application/json"));
          exchange.sendResponseHeaders(200, 2);
          try (exchange) {
            exchange.getResponseBody().write(new byte[] {'{', '}'});
          }
        });
    server.start();
    return server;
  }

  private static Headers take(BlockingQueue<Headers> seen) throws InterruptedException {
    Headers headers = seen.poll(5, TimeUnit.SECONDS);
    assertThat(headers).isNotNull();
    return java.util.Objects.requireNonNull(headers);
  }
}
