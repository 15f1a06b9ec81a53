package dev.apirouter.sample.commercial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.apirouter.authzlib.DecisionUnavailableException;
import dev.apirouter.authzlib.FineGrainedActions;
import dev.apirouter.authzlib.FineGrainedAuthorizer;
import dev.apirouter.authzlib.FineGrainedEngine;
import dev.apirouter.authzlib.cedar.CedarEngine;
import dev.apirouter.cedar.PolicyLoadException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommercialServerTest {
  /** The sample platform's own action map and policies: the build makes them before this module. */
  private static final Path GENERATED = Path.of("../../model/target/smithy/source/api-router");

  private static final FineGrainedEngine POLICIES = policies();
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC);

  private final JsonMapper json = Json.mapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private FineGrainedEngine engine = POLICIES;
  private CommercialServer server = start();

  private FineGrainedAuthorizer authorizer() {
    try {
      return new FineGrainedAuthorizer(
          FineGrainedActions.read(GENERATED.resolve("action-map.json")),
          query -> engine.decide(query));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static FineGrainedEngine policies() {
    try {
      return CedarEngine.load(
          Path.of("../../model/fine-grained-policies"),
          GENERATED.resolve("fine-grained-schema.json"));
    } catch (PolicyLoadException e) {
      throw new AssertionError(e);
    }
  }

  private CommercialServer start() {
    try {
      return new CommercialServer(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          new CommercialApi(CLOCK, new OrderAccess(authorizer(), System.err)),
          new PrintStream(log, /* autoFlush= */ true, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void fresh() {
    server.close();
    server = start();
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private HttpResponse<String> call(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.address().getPort() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("x-principal-tenant-id", "acme")
            .header("x-principal-sub", "bob");
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = call("GET", "/api/commercial" + path, "");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json.readTree(response.body());
  }

  private void assertError(HttpResponse<String> response, int status, String type)
      throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("x-amzn-errortype")).contains(type);
    assertThat(json.readTree(response.body()).path("__type").asText()).isEqualTo(type);
    assertThat(json.readTree(response.body()).path("message").asText()).isNotEmpty();
  }

  @Test
  void getOrder_sample_hasEveryMemberOfTheModel() throws Exception {
    JsonNode order = get("/orders/123").path("order");

    assertThat(order.propertyStream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrder(
            "id", "tenantId", "customer", "status", "items", "totalCents", "createdAt");
    assertThat(order.path("tenantId").asText()).isEqualTo("acme");
    assertThat(order.path("status").asText()).isEqualTo("open");
    assertThat(order.path("totalCents").asLong()).isEqualTo(96_400);
    assertThat(order.path("createdAt").asText()).isEqualTo("2026-11-01T12:00:00Z");
  }

  @Test
  void getOrder_unknown_is404WithRequestId() throws Exception {
    HttpResponse<String> response =
        call("GET", "/api/commercial/orders/999", "", "x-request-id", "r-1");

    assertError(response, 404, "ResourceNotFoundException");
    assertThat(json.readTree(response.body()).path("requestId").asText()).isEqualTo("r-1");
  }

  @Test
  void createOrder_thenListAndUpdateAndDelete_areSeen() throws Exception {
    HttpResponse<String> created =
        call(
            "POST",
            "/api/commercial/orders",
            "{\"customer\":\"Zoë\",\"items\":[{\"sku\":\"A-1\",\"quantity\":2,\"unitPriceCents\":5}]}");
    assertThat(created.statusCode()).isEqualTo(201);
    JsonNode order = json.readTree(created.body()).path("order");
    String path = "/orders/" + order.path("id").asText();

    assertThat(order.path("totalCents").asLong()).isEqualTo(10);
    assertThat(order.path("createdAt").asText()).isEqualTo("2026-11-20T10:00:00Z");
    assertThat(get("/orders").path("orders").get(0)).isEqualTo(order);
    call("PUT", "/api/commercial" + path, "{\"customer\":\"New\"}");
    assertThat(get(path).path("order").path("customer").asText()).isEqualTo("New");
    assertThat(call("DELETE", "/api/commercial" + path, "").statusCode()).isEqualTo(204);
    assertError(call("GET", "/api/commercial" + path, ""), 404, "ResourceNotFoundException");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                                  | /customer
          {"customer":"C"}                                                    | /items
          {"customer":"C","items":[]}                                         | /items
          {"customer":"C","items":[{"sku":"a b"}]}                            | /items/0/sku
          {"customer":"C","items":[{"sku":"A","quantity":0}]}                 | /items/0/quantity
          {"customer":"C","items":[{"sku":"A","quantity":1,"unitPriceCents":"x"}]} | /items/0/unitPriceCents
          {"customer":7,"items":[]}                                           | /customer
          """)
  void createOrder_wrongMember_is400NamingIt(String body, String pointer) throws Exception {
    HttpResponse<String> response = call("POST", "/api/commercial/orders", body);

    assertError(response, 400, "ValidationException");
    assertThat(json.readTree(response.body()).at("/fieldList/0/path").asText()).isEqualTo(pointer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[1]", "nonsense", "\u0000"})
  void createOrder_bodyNotAJsonObject_is400(String body) throws Exception {
    assertError(call("POST", "/api/commercial/orders", body), 400, "SerializationException");
  }

  @Test
  void createOrder_bodyTooLarge_is413() throws Exception {
    assertError(
        call("POST", "/api/commercial/orders", "x".repeat((1 << 20) + 1)),
        413,
        "RequestTooLargeException");
  }

  @ParameterizedTest
  @CsvSource({
    // Its owner; another writer; another's order; an administrator.
    "bob, writers, 123, 200",
    "dora, writers, 123, 403",
    "bob, writers, 456, 403",
    "shop-sync, machine-clients, 456, 200",
    "carol, administrators, 456, 200",
    // A state that is nobody's is no question of who asks, unless no policy lets him ask.
    "bob, writers, 124, 409",
    "carol, administrators, 124, 403",
    "dora, writers, 124, 403",
    "dora, writers, 999, 404",
  })
  void updateOrder_caller_mayChangeOwnOrders(String sub, String group, String id, int status)
      throws Exception {
    HttpResponse<String> response =
        call(
            "PUT",
            "/api/commercial/orders/" + id,
            "{\"customer\":\"New\"}",
            "x-principal-sub",
            sub,
            "x-principal-groups",
            group);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(get("/orders/123").at("/order/customer").asText().equals("New"))
        .isEqualTo(status == 200 && id.equals("123"));
    if (status == 403) {
      assertError(response, 403, "ForbiddenException");
      assertThat(response.body()).contains("Not permitted to change order");
    }
  }

  @Test
  void updateOrder_placedByTheCaller_isHis() throws Exception {
    String items = "\"items\":[{\"sku\":\"A\",\"quantity\":1,\"unitPriceCents\":7}]}";
    HttpResponse<String> created =
        call(
            "POST",
            "/api/commercial/orders",
            "{\"customer\":\"C\"," + items,
            "x-principal-sub",
            "zo%C3%AB");
    String path =
        "/api/commercial/orders/" + json.readTree(created.body()).at("/order/id").asText();

    assertError(call("PUT", path, "{\"customer\":\"D\"}"), 403, "ForbiddenException");
    assertThat(
            call("PUT", path, "{\"customer\":\"D\"}", "x-principal-sub", "zo%C3%AB").statusCode())
        .isEqualTo(200);
  }

  @Test
  void updateOrder_noDecision_is503AndChangesNothing() throws Exception {
    engine =
        _ -> {
          throw new DecisionUnavailableException("away");
        };

    assertError(
        call("PUT", "/api/commercial/orders/123", "{\"customer\":\"New\"}"),
        503,
        "ServiceUnavailableException");
    assertThat(get("/orders/123").at("/order/customer").asText()).isEqualTo("Sample Customer");
  }

  @ParameterizedTest
  @CsvSource({"'', acme", "a%zz, acme", "bob, a b"})
  void anyOperation_headersNotOfTheRouter_is403(String sub, String tenant) throws Exception {
    assertError(
        call(
            "GET",
            "/api/commercial/orders/123",
            "",
            "x-principal-sub",
            sub,
            "x-principal-tenant-id",
            tenant),
        403,
        "ForbiddenException");
  }

  @Test
  void cancelOrder_open_isCancelledAndMayBeRepeated() throws Exception {
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> response = call("POST", "/api/commercial/orders/123/cancel", "");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(json.readTree(response.body()).at("/order/status").asText())
          .isEqualTo("cancelled");
    }
  }

  @Test
  void cancelOrder_shipped_is409() throws Exception {
    assertError(
        call("POST", "/api/commercial/orders/124/cancel", "{\"reason\":\"late\"}"),
        409,
        "ConflictException");
  }

  @Test
  void cancelOrder_otherTenant_staysAsItWas() throws Exception {
    call("POST", "/api/commercial/orders/123/cancel", "", "x-principal-tenant-id", "globex");

    assertThat(get("/orders/123").at("/order/status").asText()).isEqualTo("open");
  }

  @Test
  void listOrders_pages_coverAllOnce() throws Exception {
    JsonNode first = get("/orders?maxResults=3");
    JsonNode second = get("/orders?maxResults=3&nextToken=" + first.path("nextToken").asText());

    assertThat(first.path("orders")).hasSize(3);
    assertThat(second.path("orders")).hasSize(2);
    assertThat(second.has("nextToken")).isFalse();
    assertThat(get("/orders?status=shipped").path("orders")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"status=lost", "maxResults=0", "maxResults=101", "nextToken=x"})
  void listOrders_wrongQuery_is400(String query) throws Exception {
    assertError(call("GET", "/api/commercial/orders?" + query, ""), 400, "ValidationException");
  }

  @Test
  void summarizeOrders_samples_countsByStatus() throws Exception {
    JsonNode summary = get("/orders?view=summary");

    assertThat(summary.at("/countByStatus/open").asInt()).isEqualTo(3);
    assertThat(summary.at("/totalCents").asLong()).isEqualTo(96_400 + 45_000 + 4_500 + 48_000);
  }

  @Test
  void quotes_makeAndAccept_placesOrderOnce() throws Exception {
    HttpResponse<String> made =
        call(
            "POST",
            "/api/commercial/quotes",
            "{\"customer\":\"C\",\"validUntil\":\"2026-12-01T00:00:00Z\","
                + "\"items\":[{\"sku\":\"A\",\"quantity\":1,\"unitPriceCents\":7}]}");
    assertThat(made.statusCode()).isEqualTo(201);
    String path = "/api/commercial/quotes/" + json.readTree(made.body()).at("/quote/id").asText();

    assertThat(call("POST", path + "/accept", "").statusCode()).isEqualTo(201);
    assertError(call("POST", path + "/accept", ""), 409, "ConflictException");
    assertThat(get("/quotes").path("quotes").get(0).path("accepted").asBoolean()).isTrue();
  }

  @Test
  void payInvoice_inFull_isPaidAndNoMoreIsTaken() throws Exception {
    String path = "/api/commercial/invoices/123/payments";

    assertThat(call("POST", path, "{\"amountCents\":45000}").statusCode()).isEqualTo(201);
    assertError(call("POST", path, "{\"amountCents\":1}"), 409, "ConflictException");
    assertThat(get("/invoices/123").at("/invoice/status").asText()).isEqualTo("paid");
    assertThat(get("/invoices?status=due").path("invoices")).isEmpty();
  }

  @Test
  void invoiceFile_greedyLabel_isTextWithMetadata() throws Exception {
    String path = "/api/commercial/invoices/123/files/2026/11/invoice.txt";

    HttpResponse<String> file = call("GET", path, "");

    assertThat(file.headers().firstValue("content-type")).contains("text/plain");
    assertThat(file.body()).startsWith("Invoice 123");
    assertThat(json.readTree(call("GET", path + "/metadata", "").body()).path("size").asInt())
        .isEqualTo(file.body().length());
    assertError(
        call("GET", "/api/commercial/invoices/123/files/none", ""),
        404,
        "ResourceNotFoundException");
  }

  @Test
  void path_trailingSlash_makesNoDifference() throws Exception {
    assertThat(get("/orders/123/")).isEqualTo(get("/orders/123"));
  }

  @Test
  void path_otherMethod_is405WithAllow() throws Exception {
    HttpResponse<String> response = call("PATCH", "/api/commercial/orders", "");

    assertError(response, 405, "MethodNotAllowedException");
    assertThat(response.headers().firstValue("allow")).contains("GET, POST");
  }

  @Test
  void healthz_always_is200AndNotLogged() throws Exception {
    assertThat(call("GET", "/healthz", "").statusCode()).isEqualTo(200);
    assertThat(log.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void log_request_showsPrincipalHeadersAsTheyArrived() throws Exception {
    var _ =
        call(
            "GET",
            "/api/commercial/orders/123",
            "",
            "x-principal-sub",
            "a%2Cb",
            "authorization",
            "Bearer secret");

    server.close(); // The line is written after the answer.
    JsonNode line = json.readTree(log.toString(StandardCharsets.UTF_8));
    assertThat(line.at("/headers/x-principal-sub").asText()).isEqualTo("a%2Cb");
    assertThat(line.path("tokenSeen").asBoolean()).isTrue();
    assertThat(line.toString()).doesNotContain("secret");
  }
}
