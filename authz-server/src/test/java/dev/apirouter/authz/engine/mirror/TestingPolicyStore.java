package dev.apirouter.authz.engine.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A policy store behind AVP's reading operations on a free port of the loopback address, in pages
 * of two. Every change gets a later date. It fails as a test tells it to.
 */
public final class TestingPolicyStore implements AutoCloseable {
  public static final String ID = "PSEXAMPLE";

  private static final int PAGE = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Answers an operation in place of the policy store, or returns false to let it answer. */
  interface Fault {
    boolean answer(String operation, HttpExchange exchange) throws IOException;
  }

  private record Item(ObjectNode json, Instant updated) {}

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> operations = new CopyOnWriteArrayList<>();
  private final List<String> fetched = new CopyOnWriteArrayList<>();
  private final Map<String, Item> policies = new TreeMap<>();
  private final Map<String, Item> templates = new TreeMap<>();
  private @Nullable String schema;
  private Instant date = Instant.parse("2026-01-01T00:00:00Z");
  private volatile Fault fault = (_, _) -> false;

  public TestingPolicyStore(@Nullable String schema) {
    this.schema = schema;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Names of all operations called, in order. */
  List<String> operations() {
    return List.copyOf(operations);
  }

  /** Ids of policies and templates whose text was fetched since the last call of this. */
  List<String> takeFetched() {
    List<String> taken = fetched.stream().sorted().toList();
    fetched.clear();
    return taken;
  }

  void fault(Fault next) {
    fault = next;
  }

  void healthy() {
    fault((_, _) -> false);
  }

  public synchronized void schema(@Nullable String next) {
    schema = next;
  }

  public synchronized TestingPolicyStore policy(String id, String statement) {
    ObjectNode json = JSON.createObjectNode();
    json.putObject("static").put("statement", statement);
    policies.put(id, new Item(json, tick()));
    return this;
  }

  synchronized TestingPolicyStore template(String id, String statement) {
    templates.put(id, new Item(JSON.createObjectNode().put("statement", statement), tick()));
    return this;
  }

  synchronized TestingPolicyStore link(String id, String template, String group) {
    ObjectNode json = JSON.createObjectNode();
    json.putObject("templateLinked")
        .put("policyTemplateId", template)
        .putObject("principal")
        .put("entityType", "ApiRouter::Group")
        .put("entityId", group);
    policies.put(id, new Item(json, tick()));
    return this;
  }

  synchronized void remove(String id) {
    policies.remove(id);
  }

  private Instant tick() {
    date = date.plusSeconds(1);
    return date;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String operation =
          String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
              .replace("VerifiedPermissions.", "");
      operations.add(operation);
      JsonNode input = JSON.readTree(exchange.getRequestBody().readAllBytes());
      if (!fault.answer(operation, exchange)) {
        answer(operation, input, exchange);
      }
    }
  }

  private synchronized void answer(String operation, JsonNode input, HttpExchange exchange)
      throws IOException {
    JsonNode first = operation.equals("BatchGetPolicy") ? input.path("requests").path(0) : input;
    if (!first.path("policyStoreId").asText().equals(ID)) {
      missing("POLICY_STORE", exchange);
      return;
    }
    ObjectNode output = JSON.createObjectNode().put("policyStoreId", ID);
    switch (operation) {
      case "GetSchema" -> {
        if (schema == null) {
          missing("SCHEMA", exchange);
          return;
        }
        output.put("schema", schema).put("createdDate", date.toString());
        output.put("lastUpdatedDate", date.toString());
      }
      case "ListPolicies" -> page(policies, input, output, "policies", this::listed);
      case "ListPolicyTemplates" ->
          page(
              templates,
              input,
              output,
              "policyTemplates",
              (id, item) -> dated(item).put("policyTemplateId", id));
      case "GetPolicy" -> {
        Item item = policies.get(input.path("policyId").asText());
        if (item == null) {
          missing("POLICY", exchange);
          return;
        }
        output.setAll(got(input.path("policyId").asText(), item));
      }
      case "BatchGetPolicy" -> batch(input, output);
      case "GetPolicyTemplate" -> {
        String id = input.path("policyTemplateId").asText();
        Item item = templates.get(id);
        if (item == null) {
          missing("POLICY_TEMPLATE", exchange);
          return;
        }
        fetched.add(id);
        output.setAll(dated(item).put("policyTemplateId", id));
        output.setAll(item.json());
      }
      case "IsAuthorized" -> {
        output.put("decision", "DENY").putArray("determiningPolicies");
        output.putArray("errors");
      }
      default -> {
        error(exchange, 400, "UnknownOperationException", "");
        return;
      }
    }
    send(exchange, 200, output.toString());
  }

  private interface Listed {
    ObjectNode of(String id, Item item);
  }

  private static void page(
      Map<String, Item> items, JsonNode input, ObjectNode output, String member, Listed listed) {
    List<String> ids = new ArrayList<>(items.keySet());
    int from = input.path("nextToken").asInt(0);
    int to = Math.min(from + PAGE, ids.size());
    ArrayNode page = output.putArray(member);
    for (String id : ids.subList(from, to)) {
      page.add(listed.of(id, requireNonNull(items.get(id))));
    }
    if (to < ids.size()) {
      output.put("nextToken", String.valueOf(to));
    }
  }

  private ObjectNode listed(String id, Item item) {
    ObjectNode json = dated(item).put("policyId", id).put("policyType", type(item));
    ObjectNode definition = json.putObject("definition");
    if (item.json().has("static")) {
      definition.putObject("static");
    } else {
      definition.setAll(item.json());
    }
    return json;
  }

  private ObjectNode got(String id, Item item) {
    fetched.add(id);
    ObjectNode json = dated(item).put("policyId", id).put("policyType", type(item));
    json.set("definition", item.json());
    return json;
  }

  private void batch(JsonNode input, ObjectNode output) {
    ArrayNode results = output.putArray("results");
    ArrayNode errors = output.putArray("errors");
    for (JsonNode request : input.path("requests")) {
      String id = request.path("policyId").asText();
      Item item = policies.get(id);
      if (item == null) {
        errors.addObject().put("code", "POLICY_NOT_FOUND").put("policyId", id).put("message", "?");
      } else {
        results.add(got(id, item));
      }
    }
  }

  private static String type(Item item) {
    return item.json().has("static") ? "STATIC" : "TEMPLATE_LINKED";
  }

  private static ObjectNode dated(Item item) {
    return JSON.createObjectNode()
        .put("policyStoreId", ID)
        .put("createdDate", item.updated().toString())
        .put("lastUpdatedDate", item.updated().toString());
  }

  private static void missing(String type, HttpExchange exchange) throws IOException {
    error(
        exchange,
        400,
        "ResourceNotFoundException",
        ",\"resourceId\":\"x\",\"resourceType\":\"" + type + "\"");
  }

  /** An error as AVP sends it; {@code more} are further members. */
  static void error(HttpExchange exchange, int status, String type, String more)
      throws IOException {
    send(
        exchange,
        status,
        "{\"__type\":\"com.amazonaws.verifiedpermissions#%s\",\"message\":\"told so\"%s}"
            .formatted(type, more));
  }

  static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
