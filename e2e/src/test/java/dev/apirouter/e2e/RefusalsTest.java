package dev.apirouter.e2e;

import static dev.apirouter.e2e.Router.ORDER;
import static dev.apirouter.e2e.Router.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.apirouter.localstack.StackPort;
import dev.apirouter.localstack.StackProcess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and that every refusal has the one shape. */
@ExtendWith(StackExtension.class)
final class RefusalsTest {
  private final Router router;

  RefusalsTest(Router router) {
    this.router = router;
  }

  @Test
  void noToken_is401WithAChallenge() {
    Answer answer = router.get(ORDER, "").isRefusal(401, "UnauthorizedException");

    assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
  }

  @Test
  void badCredentials_are401() {
    String token = router.token("alice", "readers");
    for (String headers :
        List.of(
            "authorization: Basic YWxpY2U6c2VjcmV0\r\n",
            "authorization: " + token + "\r\n",
            "authorization: Bearer\r\n",
            bearer(token) + bearer(token),
            bearer(token + "x"),
            bearer(router.token(Map.of("sub", "alice", "ttl", "-60"))),
            bearer(router.token(Map.of("sub", "alice", "aud", "another-api"))),
            bearer(token) + "x-amzn-oidc-accesstoken: " + router.token("bob", "writers") + "\r\n",
            bearer("x".repeat(20_000)))) {
      router.get(ORDER, headers).isRefusal(401, "UnauthorizedException");
    }
  }

  @Test
  void policyDenies_is403WithoutAReason() {
    Answer answer =
        router.post(ORDER + "/cancel", router.reader(), "").isRefusal(403, "ForbiddenException");

    assertThat(answer.json().path("message").asText()).isEqualTo("Not permitted");
    router
        .get(ORDER, bearer(router.token(Map.of("sub", "tess", "groups", "readers"))))
        .isRefusal(403, "ForbiddenException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/commercial/orders/12%2F3",
        "/api/commercial/orders/12%5C3",
        "/api/commercial/orders/123;x=1",
        "/api/commercial/orders/..%2f123",
        "/api/commercial/orders/123%00"
      })
  void pathsWithTwoReadings_are400(String path) {
    router.get(path, router.reader()).isRefusal(400, "ValidationException");
    router.get(path, "").isRefusal(400, "ValidationException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%zz", "%C3%28", "%0a", "%7f"})
  void labelsWithoutAReading_are400(String label) {
    router
        .get("/api/commercial/orders/" + label, router.reader())
        .isRefusal(400, "ValidationException");
  }

  @Test
  void upgrade_is400() {
    router
        .get("/api/fe-support/status", "connection: upgrade\r\nupgrade: websocket\r\n")
        .isRefusal(400, "ValidationException");
  }

  @Test
  void headerWithUnderscore_is400() {
    router
        .get(ORDER, router.reader() + "x_principal_sub: root\r\n")
        .isRefusal(400, "ValidationException");
  }

  @Test
  void requestIdOfTheClient_isNotTaken() {
    Answer early =
        router.get(ORDER, "x-request-id: mine\r\nx_y: z\r\n").isRefusal(400, "ValidationException");
    Answer late =
        router.get(ORDER, "x-request-id: mine\r\n").isRefusal(401, "UnauthorizedException");

    assertThat(early.body() + late.body()).doesNotContain("mine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api",
        "/api/",
        "/api/nowhere",
        "/api/commercial",
        "/api/commercial/ordersx",
        "/API/commercial/orders",
        "/api/commercial/orders/123/nothing",
        "/apix",
        "/api/commercial/orders/123/../../../..",
        // Read as a dot segment, as some services do.
        "/api/commercial/orders/..;/123",
      })
  void unknownPath_is404(String path) {
    router.get(path, router.reader()).isRefusal(404, "ResourceNotFoundException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "POST", "PATCH", "OPTIONS", "TRACE"})
  void otherMethodOfAKnownPath_is405WithAllow(String method) {
    Answer answer = router.send(method, ORDER, router.reader(), "");

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("x-amzn-errortype")).isEqualTo("MethodNotAllowedException");
    assertThat(answer.header("allow").split(", *"))
        .containsExactlyInAnyOrder("GET", "PUT", "DELETE");
    if (!method.equals("HEAD")) {
      answer.isRefusal(405, "MethodNotAllowedException");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FOO", "get"})
  void noHttpMethod_is400(String method) {
    router.send(method, ORDER, router.reader(), "").isRefusal(400, "ValidationException");
  }

  @Test
  void bodyBeyondTheModelsLimit_is413() {
    String body = "{\"text\":\"" + "x".repeat(20_000) + "\"}";

    router
        .post("/api/fe-support/feedback", router.reader(), body)
        .isRefusal(413, "RequestTooLargeException");
  }

  @Test
  void headersBeyondTheLimit_is431() {
    router
        .get(ORDER, "x-long: " + "x".repeat(70_000) + "\r\n")
        .isRefusal(431, "RequestHeaderFieldsTooLargeException");
  }

  @Test
  void moreHeadersThanFitWithThePrincipals_is431() {
    StringBuilder headers = new StringBuilder(router.reader());
    IntStream.range(0, 94).forEach(i -> headers.append("x-").append(i).append(": 1\r\n"));

    router.get(ORDER, headers.toString()).isRefusal(431, "RequestHeaderFieldsTooLargeException");
  }

  @Test
  void http10_is426() {
    router.raw("GET " + ORDER + " HTTP/1.0\r\n\r\n").isRefusal(426, "UpgradeRequiredException");
  }

  @Test
  void noHttp_is400() {
    Answer answer = router.raw("GET / HTTP/1.1\r\nhost: a b\r\nbad header\r\n\r\n");

    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void beyondTheRouteThrottle_is429BeforeAnythingIsAuthorised() {
    List<Answer> answers =
        IntStream.range(0, 40)
            .mapToObj(_ -> router.post("/api/fe-support/feedback", "", "{\"text\":\"x\"}"))
            .toList();

    assertThat(answers).extracting(Answer::status).contains(401, 429).doesNotContain(200);
    Answer throttled =
        answers.stream().filter(answer -> answer.status() == 429).findFirst().orElseThrow();
    throttled.isRefusal(429, "ThrottlingException");
    assertThat(throttled.header("retry-after")).matches("[1-9][0-9]*");
    assertThat(answers.stream().filter(answer -> answer.status() == 401).count())
        .isBetween(10L, 25L);
  }

  @Test
  void serviceDown_is503_andItsOwnErrorsPassUntouched() throws InterruptedException {
    assertThat(
            router
                .get("/api/commercial/orders/none", router.reader())
                .json()
                .path("__type")
                .asText())
        .isEqualTo("ResourceNotFoundException");
    router.stack().stop(StackProcess.COMMERCIAL);
    try {
      router.get(ORDER, router.reader()).isRefusal(503, "ServiceUnavailableException");
    } finally {
      router.stack().start(StackProcess.COMMERCIAL);
    }
    Router.within(
        5, "the service answers", () -> router.get(ORDER, router.reader()).status() == 200);
  }

  @Test
  void serviceWithErrorsOfItsOwn_passesThemUntouched() throws Exception {
    router.stack().stop(StackProcess.FE_SUPPORT);
    HttpServer teapot =
        HttpServer.create(
            new InetSocketAddress(
                InetAddress.getLoopbackAddress(), router.stack().port(StackPort.FE_SUPPORT)),
            0);
    teapot.createContext(
        "/",
        exchange -> {
          boolean health = exchange.getRequestURI().getPath().equals("/healthz");
          exchange.getResponseHeaders().set("Content-Type", "text/plain");
          exchange.sendResponseHeaders(health ? 200 : 403, 3);
          try (exchange) {
            exchange.getResponseBody().write(new byte[] {'o', 'w', 'n'});
          }
        });
    teapot.start();
    try {
      Router.within(
          5, "the service answers", () -> router.get("/api/fe-support/status", "").status() == 403);
      Answer answer = router.get("/api/fe-support/status", "");
      assertThat(answer.body()).isEqualTo("own");
      assertThat(answer.header("content-type")).isEqualTo("text/plain");
      assertThat(answer.header("x-amzn-errortype")).isEmpty();
    } finally {
      teapot.stop(0);
      router.stack().start(StackProcess.FE_SUPPORT);
    }
  }

  @Test
  void authzServerAway_is503AndBackAgain200() throws InterruptedException {
    router.stack().kill(StackProcess.AUTHZ_SERVER);
    try {
      Answer answer =
          router.get(ORDER, router.reader()).isRefusal(503, "ServiceUnavailableException");
      assertThat(answer.header("retry-after")).isNotEmpty();
      router.get("/api/fe-support/status", "").isOk();
    } finally {
      router.stack().start(StackProcess.AUTHZ_SERVER);
    }
    Router.within(
        2, "a request passes again", () -> router.get(ORDER, router.reader()).status() == 200);
  }

  @Test
  void accessLog_isJsonWithTheDecisionAndWithoutSecrets() throws Exception {
    String token = router.token("alice", "readers");
    Answer answer = router.get(ORDER + "?secret=s3cr3t", bearer(token)).isOk();
    String id = answer.header("x-request-id");

    Router.within(
        10, "the request is logged", () -> lines().stream().anyMatch(line -> line.contains(id)));
    String line = lines().stream().filter(l -> l.contains(id)).findFirst().orElseThrow();
    var json = new ObjectMapper().readTree(line);
    assertThat(json.path("operation").asText()).isEqualTo("commercial:GetOrder");
    assertThat(json.path("principal_sub").asText()).isEqualTo("alice");
    assertThat(json.path("reason").asText()).isEqualTo("allowed");
    assertThat(json.path("status").asInt()).isEqualTo(200);
    assertThat(line).doesNotContain("s3cr3t");
    assertThat(Files.readString(router.stack().accessLog()))
        .doesNotContain(token.substring(token.lastIndexOf('.')));
    assertThat(Files.readString(router.stack().log(StackProcess.AUTHZ_SERVER)))
        .doesNotContain(token.substring(token.lastIndexOf('.')), "s3cr3t");
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(router.stack().accessLog());
    } catch (java.io.IOException e) {
      throw new AssertionError("no access log", e);
    }
  }
}
