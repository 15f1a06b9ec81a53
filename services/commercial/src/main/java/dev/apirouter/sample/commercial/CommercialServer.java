package dev.apirouter.sample.commercial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.apirouter.authzlib.PrincipalHeaderException;
import dev.apirouter.authzlib.RouterPrincipal;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The service's HTTP side: finds the operation, answers JSON, logs each request as a line. */
final class CommercialServer implements AutoCloseable {
  private static final int MAX_BODY = 1 << 20;
  private static final int MAX_TENANTS = 1_000;
  private static final int BACKLOG = 128;

  /** The tenant of callers whose token names none. */
  private static final String NO_TENANT = "none";

  private final JsonMapper json = Json.mapper();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Tenant> tenants = new LinkedHashMap<>();
  private final List<Operation> operations;
  private final PrintStream log;
  private final HttpServer server;

  /**
   * Listens at {@code address}.
   *
   * @throws IOException when it can't, for example because the port is busy
   */
  CommercialServer(InetSocketAddress address, CommercialApi api, PrintStream log)
      throws IOException {
    this.operations = api.operations();
    this.log = log;
    this.server = HttpServer.create(address, BACKLOG);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      boolean bodiless = answer.status() == 204 || exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(
          answer.status(), bodiless || answer.body().length == 0 ? -1 : answer.body().length);
      if (!bodiless && answer.body().length > 0) {
        exchange.getResponseBody().write(answer.body());
      }
      log(exchange, answer.status());
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    try {
      return dispatch(exchange);
    } catch (ApiException refusal) {
      return Answer.error(json, refusal, exchange.getRequestHeaders().getFirst("x-request-id"));
    } catch (RuntimeException fault) {
      // A fault must not leave the request unanswered.
      fault.printStackTrace(log);
      return Answer.error(
          json,
          ApiException.of(ErrorType.INTERNAL, "The service failed"),
          exchange.getRequestHeaders().getFirst("x-request-id"));
    }
  }

  private Answer dispatch(HttpExchange exchange) throws IOException {
    String rawPath = exchange.getRequestURI().getRawPath();
    if (rawPath.equals("/healthz")) {
      return Answer.json(json, 200, Map.of("status", "ok"));
    }
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw ApiException.of(ErrorType.TOO_LARGE, "The body is larger than " + MAX_BODY + " bytes");
    }
    Set<String> allowed = new LinkedHashSet<>();
    for (Operation operation : operations) {
      var labels = operation.match(segments(rawPath));
      if (labels.isEmpty()) {
        continue;
      }
      if (operation.method().equals(exchange.getRequestMethod())) {
        return run(
            operation,
            new Request(
                labels.get(),
                query(exchange.getRequestURI().getRawQuery()),
                object(body),
                principal(exchange.getRequestHeaders())));
      }
      allowed.add(operation.method());
    }
    if (allowed.isEmpty()) {
      throw ApiException.of(ErrorType.NOT_FOUND, "No such operation");
    }
    exchange.getResponseHeaders().set("allow", String.join(", ", allowed));
    throw ApiException.of(
        ErrorType.METHOD_NOT_ALLOWED, exchange.getRequestMethod() + " is not allowed here");
  }

  private static RouterPrincipal principal(Headers headers) {
    try {
      return RouterPrincipal.fromHeaders(name -> headers.getOrDefault(name, List.of()));
    } catch (PrincipalHeaderException notOfTheRouter) {
      throw ApiException.of(ErrorType.FORBIDDEN, "Not a request of the router's");
    }
  }

  /** One operation runs at a time: what a tenant has needs no locks of its own. */
  private synchronized Answer run(Operation operation, Request request) {
    String tenantId = request.principal().tenantId().orElse(NO_TENANT);
    Tenant tenant = tenants.computeIfAbsent(tenantId, Tenant::new);
    if (tenants.size() > MAX_TENANTS) {
      tenants.remove(tenants.keySet().iterator().next());
    }
    Object output = operation.handler().apply(request, tenant);
    return output instanceof String text
        ? Answer.text(operation.status(), text)
        : Answer.json(json, operation.status(), output);
  }

  private ObjectNode object(byte[] body) {
    if (body.length == 0) {
      return json.createObjectNode();
    }
    try {
      JsonNode node = json.readTree(body);
      if (node instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException malformed) {
      throw ApiException.of(ErrorType.SERIALIZATION, "The body is not JSON");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    throw ApiException.of(ErrorType.SERIALIZATION, "The body is not a JSON object");
  }

  private static List<String> segments(String rawPath) {
    List<String> segments = new ArrayList<>(Arrays.asList(rawPath.substring(1).split("/", -1)));
    if (segments.size() > 1 && segments.getLast().isEmpty()) {
      segments.removeLast(); // Smithy: a trailing slash makes no difference.
    }
    segments.replaceAll(segment -> decode(segment.replace("+", "%2B")));
    return segments;
  }

  private static Map<String, String> query(@Nullable String rawQuery) {
    Map<String, String> query = new HashMap<>();
    if (rawQuery != null) {
      for (String pair : rawQuery.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        query.putIfAbsent(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw ApiException.of(ErrorType.VALIDATION, "Malformed percent-encoding in the URI");
    }
  }

  /** Headers as they arrived, so that one sees what the router lets through. */
  private void log(HttpExchange exchange, int status) {
    String path = exchange.getRequestURI().toString();
    if (path.equals("/healthz")) {
      return;
    }
    Headers headers = exchange.getRequestHeaders();
    Map<String, String> seen = new LinkedHashMap<>();
    boolean token = false;
    for (var header : headers.entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith("x-principal-")
          || name.equals("x-original-url")
          || name.equals("x-http-method-override")) {
        seen.put(name, String.join(",", header.getValue()));
      }
      token = token || name.equals("authorization") || name.startsWith("x-amzn-oidc-");
    }
    ObjectNode line = json.createObjectNode();
    line.put("method", exchange.getRequestMethod());
    line.put("path", path);
    line.put("status", status);
    line.put("requestId", headers.getFirst("x-request-id"));
    line.set("headers", json.valueToTree(seen));
    line.put("tokenSeen", token);
    log.println(line);
  }
}
