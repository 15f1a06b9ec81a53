package dev.apirouter.devidp;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An OpenID provider FOR DEVELOPMENT ONLY: whoever can reach it gets a token that says whatever
 * they want.
 *
 * <ul>
 *   <li>{@code GET /.well-known/openid-configuration}: OpenID Connect Discovery 1.0
 *   <li>{@code GET /.well-known/jwks.json}: public keys (RFC 7517), RS256 and ES256
 *   <li>{@code POST /token}: form {@code sub}, {@code groups}, {@code tenant_id}, {@code ttl},
 *       {@code alg}, {@code aud} → {@code {access_token, token_type, expires_in}}; errors as RFC
 *       6749, section 5.2
 *   <li>{@code POST /rotate}: new signing keys; the previous ones stay in the JWKS for a while
 *   <li>{@code GET /healthz}
 * </ul>
 */
final class DevIdp implements AutoCloseable {
  static final String WARNING =
      "Development only: gives anybody any token. Never trust this issuer with anything real.";

  static final String DEFAULT_AUDIENCE = "api-router";

  private static final int MAX_FORM = 64 << 10;
  private static final int BACKLOG = 128;

  private final SigningKeys keys = new SigningKeys();
  private final TokenFactory tokens;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final String issuer;

  /**
   * Listens at {@code address}.
   *
   * @param issuer exact {@code iss} of its tokens; when empty, its own URL
   * @throws IOException when it can't, for example because the port is busy
   */
  DevIdp(InetSocketAddress address, Optional<String> issuer, Clock clock) throws IOException {
    this.tokens = new TokenFactory(keys, clock);
    this.server = HttpServer.create(address, BACKLOG);
    this.issuer = issuer.orElseGet(this::url);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** Where it listens, e.g. {@code http://127.0.0.1:9000}. */
  String url() {
    String host = server.getAddress().getAddress().getHostAddress();
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return "http://" + literal + ":" + server.getAddress().getPort();
  }

  String issuer() {
    return issuer;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private record Answer(int status, Map<String, Object> body) {}

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      byte[] body = JSONObjectUtils.toJSONString(answer.body()).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("content-type", "application/json");
      exchange.getResponseHeaders().set("cache-control", "no-store");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method =
        exchange.getRequestMethod().equals("HEAD") ? "GET" : exchange.getRequestMethod();
    return switch (method + " " + path) {
      case "GET /.well-known/openid-configuration" -> new Answer(200, discovery());
      case "GET /.well-known/jwks.json" -> new Answer(200, keys.publicKeys().toJSONObject());
      case "GET /healthz" -> new Answer(200, Map.of("status", "ok"));
      case "POST /rotate" -> rotate();
      case "POST /token" -> token(exchange.getRequestBody().readNBytes(MAX_FORM + 1));
      default -> refusal(404, "invalid_request", "No such endpoint: " + method + " " + path);
    };
  }

  private Map<String, Object> discovery() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("issuer", issuer);
    document.put("jwks_uri", url() + "/.well-known/jwks.json");
    document.put("token_endpoint", url() + "/token");
    document.put("response_types_supported", List.of("token"));
    document.put("subject_types_supported", List.of("public"));
    document.put("id_token_signing_alg_values_supported", List.of("RS256", "ES256"));
    document.put("development_only", WARNING);
    return document;
  }

  private Answer rotate() {
    keys.rotate();
    List<Object> kids = new ArrayList<>();
    keys.publicKeys().getKeys().forEach(key -> kids.add(key.getKeyID()));
    return new Answer(200, Map.of("kids", kids));
  }

  private Answer token(byte[] form) {
    if (form.length > MAX_FORM) {
      return refusal(400, "invalid_request", "The form is larger than " + MAX_FORM + " bytes");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (String pair : new String(form, StandardCharsets.UTF_8).split("&", -1)) {
      if (pair.isBlank()) {
        continue;
      }
      int equals = pair.indexOf('=');
      try {
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        // RFC 6749, section 3.2: no field more than once.
        if (fields.putIfAbsent(name, value) != null) {
          return refusal(400, "invalid_request", "The field '" + name + "' is there twice");
        }
      } catch (IllegalArgumentException malformed) {
        return refusal(400, "invalid_request", "Malformed percent-encoding in the form");
      }
    }
    return switch (TokenRequest.parse(fields, DEFAULT_AUDIENCE)) {
      case TokenRequest.Refused(String description) -> refusal(400, "invalid_request", description);
      case TokenRequest.Accepted(TokenRequest request) -> {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", tokens.token(issuer, request));
        body.put("token_type", "Bearer");
        body.put("expires_in", request.ttl().toSeconds());
        yield new Answer(200, body);
      }
    };
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static Answer refusal(int status, String error, String description) {
    return new Answer(status, Map.of("error", error, "error_description", description));
  }
}
