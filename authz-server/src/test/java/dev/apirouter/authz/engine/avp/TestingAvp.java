package dev.apirouter.authz.engine.avp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * AVP's {@code IsAuthorized} on a free port of the loopback address: it takes only what the wire
 * protocol (awsJson1_0) allows, keeps what it was asked, and answers as a test tells it to.
 */
final class TestingAvp implements AutoCloseable {
  /** What is done with a request. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException, InterruptedException;
  }

  static final Answer ALLOW =
      json(200, "{\"decision\":\"ALLOW\",\"determiningPolicies\":[],\"errors\":[]}");
  static final Answer DENY =
      json(200, "{\"decision\":\"DENY\",\"determiningPolicies\":[],\"errors\":[]}");

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Answer answer = ALLOW;

  TestingAvp() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (!exchange.getRequestMethod().equals("POST")
          || !exchange.getRequestURI().getPath().equals("/")
          || !"VerifiedPermissions.IsAuthorized"
              .equals(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
          || !"application/x-amz-json-1.0"
              .equals(exchange.getRequestHeaders().getFirst("Content-Type"))
          || !String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
              .startsWith("AWS4-HMAC-SHA256 Credential=AKID/")) {
        error(404, "UnknownOperationException", "").to(exchange);
        return;
      }
      bodies.add(body);
      answer.to(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void answer(Answer next) {
    answer = next;
  }

  static Answer json(int status, String body) {
    return text(status, "application/x-amz-json-1.0", body);
  }

  static Answer text(int status, String contentType, String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", contentType);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** An error as AVP sends it; {@code more} are further members, e.g. {@code ,"fieldList":[]}. */
  static Answer error(int status, String type, String more) {
    return json(
        status,
        "{\"__type\":\"com.amazonaws.verifiedpermissions#%s\",\"message\":\"secret words\"%s}"
            .formatted(type, more));
  }

  static Answer after(long millis, Answer next) {
    return exchange -> {
      Thread.sleep(millis);
      next.to(exchange);
    };
  }

  /** Ends the connection without a response. */
  static Answer hangUp() {
    return HttpExchange::close;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Bodies of all requests, in the order of their arrival. */
  List<String> bodies() {
    return bodies;
  }

  int requests() {
    return requests.get();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
