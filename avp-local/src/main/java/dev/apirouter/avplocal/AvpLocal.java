package dev.apirouter.avplocal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.apirouter.avplocal.fault.CallCounters;
import dev.apirouter.avplocal.fault.FaultControl;
import dev.apirouter.avplocal.fault.FaultInjector;
import dev.apirouter.avplocal.operation.Operations;
import dev.apirouter.avplocal.protocol.AccessKey;
import dev.apirouter.avplocal.protocol.AvpException;
import dev.apirouter.avplocal.protocol.AwsJson;
import dev.apirouter.avplocal.protocol.SignatureVerifier;
import dev.apirouter.avplocal.protocol.SignedRequest;
import dev.apirouter.avplocal.store.PolicyStores;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The HTTP server: {@code POST /} as Amazon Verified Permissions, {@code /_control/…} to let it
 * fail, {@code GET /healthz}.
 */
final class AvpLocal implements AutoCloseable {
  static final String WARNING =
      "NOT Amazon Verified Permissions: a stand-in for tests and one's own machine. It keeps"
          + " nothing, knows one access key and no IAM, and has the service's rules only as far as"
          + " its documentation tells them.";

  private static final Logger LOGGER = Logger.getLogger(AvpLocal.class.getName());
  private static final int BACKLOG = 1_024;

  private final FaultInjector injector = new FaultInjector();
  private final CallCounters counters = new CallCounters();
  private final FaultControl control = new FaultControl(injector, counters);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AwsJson service;
  private final HttpServer server;

  /**
   * Listens at {@code address}.
   *
   * @throws IOException when it can't, for example because the port is busy
   */
  AvpLocal(InetSocketAddress address, AccessKey key, PolicyStores stores, Clock clock)
      throws IOException {
    this.service = new AwsJson(new SignatureVerifier(key, clock), Operations.on(stores, clock));
    this.server = HttpServer.create(address, BACKLOG);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** Where it listens, e.g. {@code http://127.0.0.1:9300}. */
  String url() {
    String host = server.getAddress().getAddress().getHostAddress();
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return "http://" + literal + ":" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      String path = exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readNBytes(AwsJson.MAX_BYTES + 1);
      if (path.startsWith(FaultControl.PREFIX)) {
        FaultControl.Answer answer = control.answer(method, path, body);
        send(exchange, answer.status(), "application/json", answer.body());
      } else if (path.equals("/healthz")) {
        send(exchange, 200, "application/json", status("ok"));
      } else if (exchange.getRequestURI().toString().equals("/") && method.equals("POST")) {
        call(exchange, new SignedRequest(exchange.getRequestHeaders(), body));
      } else {
        send(
            exchange,
            404,
            AwsJson.CONTENT_TYPE,
            AvpException.unknownOperation("Only POST / is a request: " + method + " " + path)
                .body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server is closed: no answer
    }
  }

  private void call(HttpExchange exchange, SignedRequest request)
      throws IOException, InterruptedException {
    String operation = service.operation(request);
    exchange.getResponseHeaders().set("x-amzn-requestid", UUID.randomUUID().toString());
    try {
      switch (injector.meet(operation)) {
        case FaultInjector.Close(String reason) -> counters.count(operation, reason);
        case FaultInjector.Garbage(String html) -> {
          counters.count(operation, "garbage");
          send(exchange, 200, "text/html", html.getBytes(StandardCharsets.UTF_8));
        }
        case FaultInjector.Proceed _ -> {
          JsonNode output = service.handle(request);
          counters.count(operation, "OK");
          send(exchange, 200, AwsJson.CONTENT_TYPE, output);
        }
      }
    } catch (AvpException e) {
      refuse(exchange, operation, e);
    } catch (RuntimeException e) {
      LOGGER.log(Level.SEVERE, operation + " failed", e);
      refuse(exchange, operation, AvpException.internal("avp-local failed: " + e));
    }
  }

  private void refuse(HttpExchange exchange, String operation, AvpException error)
      throws IOException {
    counters.count(operation, error.shape());
    send(exchange, error.status(), AwsJson.CONTENT_TYPE, error.body());
  }

  private static JsonNode status(String status) {
    return JsonNodeFactory.instance.objectNode().put("status", status);
  }

  private static void send(HttpExchange exchange, int status, String contentType, JsonNode body)
      throws IOException {
    send(exchange, status, contentType, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String contentType, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("content-type", contentType);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
