package dev.apirouter.authz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.apirouter.authz.config.AuthzServerConfig;
import dev.apirouter.authz.config.ConfigException;
import dev.apirouter.authz.config.ConfigLoader;
import dev.apirouter.authz.engine.mirror.TestingPolicyStore;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The whole server, started from files, over its real ports. */
final class AuthzServerTest {
  private static final String NO_KEYS = "{\"keys\": []}";

  /** RFC 7515, appendix A.3, with the members that a JWKS wants. */
  private static final String KEYS =
      """
      {"keys": [{"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "k",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicReference<String> jwks = new AtomicReference<>(KEYS);
  @TempDir private Path folder;
  private HttpServer issuer;

  @BeforeEach
  void startIssuer() throws IOException {
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/keys",
        exchange -> {
          byte[] body = jwks.get().getBytes(java.nio.charset.StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          try (exchange) {
            exchange.getResponseBody().write(body);
          }
        });
    issuer.start();
    Files.writeString(
        folder.resolve("action-map.json"),
        """
        {"cedarNamespace": "ApiRouter", "operations": [
          {"id": "c:Get", "service": "c", "method": "GET", "uri": "/api/c/things/{id}",
           "auth": "AUTH_OPTIONAL", "action": "c:Get",
           "resource": {"type": "Thing", "label": "id"}}]}
        """);
    Files.writeString(
        folder.resolve("schema.json"),
        """
        {"ApiRouter": {
          "entityTypes": {"User": {"memberOfTypes": ["Group"]}, "Group": {}, "Anonymous": {},
                          "Thing": {}},
          "actions": {"c:Get": {"appliesTo": {
            "principalTypes": ["User", "Anonymous"], "resourceTypes": ["Thing"],
            "context": {"type": "Record", "attributes": {
              "groups": {"type": "Set", "element": {"type": "String"}},
              "tenant_id": {"type": "String", "required": false}}}}}}}}
        """);
    Files.createDirectory(folder.resolve("policies"));
    Files.writeString(
        folder.resolve("policies/all.cedar"),
        """
        @id("anonymous-gets-1")
        permit (
          principal == ApiRouter::Anonymous::"anonymous",
          action == ApiRouter::Action::"c:Get",
          resource == ApiRouter::Thing::"1"
        );
        """);
  }

  @AfterEach
  void stopIssuer() {
    issuer.stop(0);
  }

  private AuthzServerConfig config(String more) throws ConfigException, IOException {
    String yaml =
        """
        action-map: %1$s/action-map.json
        cedar: {policies: %1$s/policies, schema: %1$s/schema.json}
        management: {port: 0}
        jwks: {retry-interval: 100ms}
        insecure: {http-jwks: true, http-avp: true}
        issuers:
          - issuer: https://idp.example
            jwks-uri: http://127.0.0.1:%2$d/keys
            audiences: [a]
            algorithms: [ES256]
        %3$s
        """
            .formatted(folder, issuer.getAddress().getPort(), more);
    Path file = Files.writeString(folder.resolve("authz.yaml"), yaml);
    return ConfigLoader.load(file, Map.of());
  }

  private static CheckResponse check(ManagedChannel channel, String path) {
    CheckRequest request =
        CheckRequest.newBuilder()
            .setAttributes(
                AttributeContext.newBuilder()
                    .putContextExtensions("operation", "c:Get")
                    .setRequest(
                        AttributeContext.Request.newBuilder()
                            .setHttp(
                                AttributeContext.HttpRequest.newBuilder()
                                    .setMethod("GET")
                                    .setPath(path))))
            .build();
    return AuthorizationGrpc.newBlockingStub(channel)
        .withDeadlineAfter(5, TimeUnit.SECONDS)
        .check(request);
  }

  private static ServingStatus health(ManagedChannel channel) {
    return HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(5, TimeUnit.SECONDS)
        .check(HealthCheckRequest.newBuilder().setService(AuthorizationGrpc.SERVICE_NAME).build())
        .getStatus();
  }

  private HttpResponse<String> management(AuthzServer server, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.managementPort() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void start_goodFiles_decidesOverTcpUntilItIsClosed() throws Exception {
    AuthzServer server = AuthzServer.start(config("grpc: {port: 0}"));
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
    try {
      assertThat(check(channel, "/api/c/things/1").hasOkResponse()).isTrue();
      assertThat(check(channel, "/api/c/things/2").hasDeniedResponse()).isTrue();
      awaitReady(server);
      assertThat(health(channel)).isEqualTo(ServingStatus.SERVING);
      assertThat(management(server, "/livez").statusCode()).isEqualTo(200);
      assertThat(management(server, "/nothing").statusCode()).isEqualTo(404);
      assertThat(management(server, "/metrics").body())
          .contains(
              "authz_checks_total{operation=\"c:Get\",outcome=\"allow\",reason=\"allowed\"} 1")
          .contains("authz_jwks_usable{issuer=\"https://idp.example\"} 1");

      server.close();

      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> check(channel, "/api/c/things/1"));
    } finally {
      channel.shutdownNow();
      server.close();
    }
  }

  private void awaitReady(AuthzServer server) throws Exception {
    for (int i = 0; i < 250 && management(server, "/readyz").statusCode() != 200; i++) {
      Thread.sleep(20);
    }
    // Health checks follow readiness every 100 ms.
    Thread.sleep(250);
  }

  @Test
  void start_noKeys_isUnreadyUntilThereAreSome() throws Exception {
    jwks.set(NO_KEYS);
    try (AuthzServer server = AuthzServer.start(config("grpc: {port: 0}"))) {
      HttpResponse<String> unready = management(server, "/readyz");
      assertThat(unready.statusCode()).isEqualTo(503);
      assertThat(unready.body()).contains("no good JWKS of https://idp.example");

      jwks.set(KEYS);
      awaitReady(server);

      assertThat(management(server, "/readyz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void start_unixSocket_decidesOverItAndReplacesAStaleOne() throws Exception {
    Path socket = folder.resolve("authz.sock");
    AuthzServerConfig config = config("grpc: {port: 0, unix-socket: %s}".formatted(socket));
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try (AuthzServer server = AuthzServer.start(config)) {
      assertThat(server.grpcPort()).isPositive();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-rw----");
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(new DomainSocketAddress(socket.toFile()))
              .channelType(EpollDomainSocketChannel.class)
              .eventLoopGroup(loop)
              .overrideAuthority("authz")
              .usePlaintext()
              .build();
      assertThat(check(channel, "/api/c/things/1").hasOkResponse()).isTrue();
      channel.shutdownNow();
    } finally {
      var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
    assertThat(socket).doesNotExist();

    Files.writeString(socket, "not a socket");
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> AuthzServer.start(config))
        .withMessageContaining(socket + " exists and is no socket");
    assertThat(socket).hasContent("not a socket");
  }

  @Test
  void start_mirrorWithoutPolicies_isUnreadyUntilItsStoreHasSome() throws Exception {
    System.setProperty("aws.accessKeyId", "AKID");
    System.setProperty("aws.secretAccessKey", "SECRET");
    try (TestingPolicyStore store = new TestingPolicyStore(null);
        AuthzServer server =
            AuthzServer.start(
                config(
                    """
                    grpc: {port: 0}
                    engine: avp-mirror
                    avp: {policy-store-id: %s, region: us-gov-west-1, endpoint: "%s"}
                    mirror: {poll-interval: 1s, referee-one-in: 1}
                    """
                        .formatted(TestingPolicyStore.ID, store.uri())))) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
      for (int i = 0; i < 250 && !management(server, "/readyz").body().contains("schema"); i++) {
        Thread.sleep(20);
      }
      assertThat(management(server, "/readyz").statusCode()).isEqualTo(503);
      assertThat(management(server, "/readyz").body())
          .contains("there is no policy set of policy store PSEXAMPLE yet")
          .contains("policy store PSEXAMPLE has no schema");
      assertThat(check(channel, "/api/c/things/1").getDeniedResponse().getStatus().getCodeValue())
          .isEqualTo(503);

      store.policy("SP1", Files.readString(folder.resolve("policies/all.cedar")));
      store.schema(Files.readString(folder.resolve("schema.json")));
      awaitReady(server);

      assertThat(check(channel, "/api/c/things/1").hasOkResponse()).isTrue();
      assertThat(check(channel, "/api/c/things/2").getDeniedResponse().getStatus().getCodeValue())
          .isEqualTo(403);
      channel.shutdownNow();
      // The testing store's IsAuthorized denies everything.
      String disagreed = "authz_referee_decisions_total{result=\"disagreed\"} 1";
      for (int i = 0; i < 250 && !management(server, "/metrics").body().contains(disagreed); i++) {
        Thread.sleep(20);
      }
      assertThat(management(server, "/metrics").body())
          .contains(disagreed)
          .contains("authz_mirror_usable 1.0")
          .contains("authz_policy_set_policies 1");
    } finally {
      System.clearProperty("aws.accessKeyId");
      System.clearProperty("aws.secretAccessKey");
    }
  }

  @Test
  void start_takenPort_namesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      AuthzServerConfig config = config("grpc: {port: %d}".formatted(taken.getLocalPort()));

      assertThatExceptionOfType(StartException.class)
          .isThrownBy(() -> AuthzServer.start(config))
          .withMessageContaining(":" + taken.getLocalPort());
    }
  }

  @Test
  void start_badFiles_namesWhatIsWrong() throws Exception {
    Files.writeString(folder.resolve("policies/bad.cedar"), "permit (everybody);");
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> AuthzServer.start(config("grpc: {port: 0}")))
        .withMessageContaining("bad.cedar:1");

    Files.writeString(folder.resolve("action-map.json"), "{}");
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> AuthzServer.checkFiles(config("grpc: {port: 0}")))
        .satisfies(e ->
            assertThat(e.problems())
                .anyMatch(problem -> problem.contains("action-map.json: operations"))
                .anyMatch(problem -> problem.contains("bad.cedar:1")));
  }
}
