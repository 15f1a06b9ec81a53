package dev.apirouter.authz.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The management port, plain HTTP: {@code GET /livez} (the process answers), {@code GET /readyz}
 * (it can decide; 503 when not; a line for everything that is amiss) and {@code GET /metrics}
 * (Prometheus text format). It is not the Check port, and nothing on it changes anything.
 */
public final class AdminServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  private AdminServer(HttpServer server) {
    this.server = server;
  }

  /** An answer to a GET. */
  private record Answer(int status, String contentType, String body) {
    static Answer text(int status, String text) {
      return new Answer(status, "text/plain; charset=utf-8", text);
    }
  }

  /**
   * Starts the server.
   *
   * @param address where to listen; port 0: a free one
   * @param health asked at each request
   * @throws IOException when the port cannot be bound
   */
  public static AdminServer start(
      InetSocketAddress address, Supplier<Health> health, PrometheusRegistry registry)
      throws IOException {
    AdminServer admin = new AdminServer(HttpServer.create(address, 0));
    admin.serve("/livez", () -> Answer.text(200, "ok\n"));
    admin.serve("/readyz", () -> readiness(health.get()));
    admin.serve("/metrics", () -> metrics(registry));
    admin.serve("/", () -> Answer.text(404, "there is /livez, /readyz and /metrics\n"));
    admin.server.setExecutor(admin.executor);
    admin.server.start();
    return admin;
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void serve(String path, Supplier<Answer> answer) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            if (!path.equals("/") && !exchange.getRequestURI().getPath().equals(path)) {
              send(exchange, Answer.text(404, "not found\n"));
            } else if (!exchange.getRequestMethod().equals("GET")) {
              exchange.getResponseHeaders().set("Allow", "GET");
              send(exchange, Answer.text(405, "only GET\n"));
            } else {
              send(exchange, answer.get());
            }
          }
        });
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    byte[] body = answer.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
  }

  private static Answer readiness(Health health) {
    StringBuilder text = new StringBuilder(health.ready() ? "ok\n" : "unready\n");
    health.unready().forEach(reason -> text.append(reason).append('\n'));
    health.degraded().forEach(reason -> text.append("degraded: ").append(reason).append('\n'));
    return Answer.text(health.ready() ? 200 : 503, text.toString());
  }

  private static Answer metrics(PrometheusRegistry registry) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(16 * 1024);
    try {
      PrometheusTextFormatWriter.create().write(body, registry.scrape());
    } catch (IOException e) {
      return Answer.text(500, "metrics cannot be written: " + e.getMessage() + "\n");
    }
    return new Answer(200, PrometheusTextFormatWriter.CONTENT_TYPE, body.toString(UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }
}
