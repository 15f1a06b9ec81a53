package dev.apirouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.apirouter.localstack.Engine;
import dev.apirouter.localstack.LocalStack;
import dev.apirouter.localstack.LocalStackConfig;
import dev.apirouter.localstack.StackPort;
import dev.apirouter.localstack.StackProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/** A router of its own whose engine asks avp-local, which can be told to fail. */
record AvpStack(Router router) implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /**
   * Starts a stack.
   *
   * @param environment the authz-server's settings, as variables
   */
  static AvpStack start(Engine engine, Map<String, String> environment)
      throws InterruptedException {
    LocalStackConfig config =
        LocalStackConfig.builder(StackExtension.ROOT, "e2e-" + engine.setting())
            .engine(engine)
            .environment(StackProcess.AUTHZ_SERVER, environment)
            .build();
    return new AvpStack(new Router(LocalStack.start(config), config.policies()));
  }

  /** Tells avp-local how to fail; {@code {}} ends every fault. */
  void faults(String json) throws IOException, InterruptedException {
    assertThat(control("faults", HttpRequest.BodyPublishers.ofString(json), "PUT").statusCode())
        .isLessThan(300);
  }

  /** Number of calls of avp-local since it started. */
  int calls() throws IOException, InterruptedException {
    JsonNode stats =
        new ObjectMapper()
            .readTree(control("stats", HttpRequest.BodyPublishers.noBody(), "GET").body());
    return stats.path("total").asInt();
  }

  private HttpResponse<String> control(String what, HttpRequest.BodyPublisher body, String method)
      throws IOException, InterruptedException {
    URI uri = URI.create(router.stack().url(StackPort.AVP_LOCAL) + "/_control/" + what);
    return CLIENT.send(
        HttpRequest.newBuilder(uri).method(method, body).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    router.stack().close();
  }
}
