package dev.apirouter.localstack;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks the processes over HTTP: whether they are ready, and the IdP for tokens. */
final class Readiness implements AutoCloseable {
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(2);
  private static final Pattern ACCESS_TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(ATTEMPT_TIMEOUT)
          .build();
  private final ToIntFunction<StackPort> ports;

  Readiness(ToIntFunction<StackPort> ports) {
    this.ports = ports;
  }

  /** Empty when {@code process} can do its work now, else what it lacks. */
  String lacks(StackProcess process) throws InterruptedException {
    return switch (process) {
      case DEV_IDP -> lacks200(url(StackPort.IDP) + "/healthz");
      case USER_MGMT -> lacks200(url(StackPort.USER_MGMT) + "/healthz");
      case COMMERCIAL -> lacks200(url(StackPort.COMMERCIAL) + "/healthz");
      case FE_SUPPORT -> lacks200(url(StackPort.FE_SUPPORT) + "/healthz");
      case AVP_LOCAL -> lacks200(url(StackPort.AVP_LOCAL) + "/healthz");
      case AUTHZ_SERVER -> lacks200(url(StackPort.AUTHZ_MANAGEMENT) + "/readyz");
      case ENVOY -> lacks200(url(StackPort.ENVOY_ADMIN) + "/ready");
    };
  }

  /** Empty when GET {@code path} by a reader passes all the way through Envoy, else the answer. */
  String requestLacks(String path) throws InterruptedException {
    String token = token(Map.of("sub", "start", "groups", "readers", "tenant_id", "acme"));
    return lacks200(url(StackPort.ENVOY) + path, "authorization", "Bearer " + token);
  }

  /**
   * A token of the development IdP.
   *
   * @param form fields of its {@code POST /token}
   * @throws StackException when the IdP refuses or does not answer
   */
  String token(Map<String, String> form) throws InterruptedException {
    String body =
        form.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url(StackPort.IDP) + "/token"))
            .timeout(ATTEMPT_TIMEOUT)
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      Matcher matcher = ACCESS_TOKEN.matcher(answer);
      if (matcher.find()) {
        return matcher.group(1);
      }
      throw new StackException("The development IdP gave no token: " + answer);
    } catch (IOException e) {
      throw new StackException("The development IdP does not answer: " + e, e);
    }
  }

  String url(StackPort port) {
    return "http://127.0.0.1:" + ports.applyAsInt(port);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private String lacks200(String url, String... headers) throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(ATTEMPT_TIMEOUT);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200
          ? ""
          : "GET %s answers %d: %s".formatted(url, response.statusCode(), response.body().strip());
    } catch (IOException e) {
      return "GET %s fails: %s".formatted(url, e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
