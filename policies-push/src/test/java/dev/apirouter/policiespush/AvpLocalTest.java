package dev.apirouter.policiespush;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apirouter.authzlib.AttributeValue;
import dev.apirouter.authzlib.FineGrainedActions;
import dev.apirouter.authzlib.FineGrainedAuthorizer;
import dev.apirouter.authzlib.FineGrainedDecision;
import dev.apirouter.authzlib.ResourceEntity;
import dev.apirouter.authzlib.RouterPrincipal;
import dev.apirouter.authzlib.avp.AvpEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClient;

/** The sample platform's policies, through the real AWS SDK, into avp-local. */
final class AvpLocalTest {
  private static final Path GENERATED = Path.of("../model/target/smithy/source/api-router");
  private static final Path POLICIES = Path.of("../model/policies");
  private static final Path FINE_GRAINED = Path.of("../model/fine-grained-policies");

  private final HttpClient http = HttpClient.newHttpClient();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @SuppressWarnings("NullAway.Init") // set before each test
  private Process process;

  @SuppressWarnings("NullAway.Init") // set before each test
  private URI endpoint;

  /** The SDK's default chain looks here before it looks elsewhere. */
  @BeforeAll
  static void setCredentials() {
    System.setProperty("aws.accessKeyId", "local");
    System.setProperty("aws.secretAccessKey", "local-secret");
  }

  @AfterAll
  static void clearCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @BeforeEach
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    endpoint = URI.create("http://127.0.0.1:" + port);
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.apirouter.avplocal.Main",
                "--port",
                Integer.toString(port),
                "--store",
                "ps-test")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("avp-local.log").toFile())
            .start();
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!isUp()) {
      assertThat(process.isAlive() && System.nanoTime() < deadline)
          .as(() -> "avp-local is up: " + log(folder))
          .isTrue();
      Thread.sleep(50);
    }
  }

  private static String log(Path folder) {
    try {
      return Files.readString(folder.resolve("avp-local.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private boolean isUp() throws IOException, InterruptedException {
    try {
      return http.send(
                  HttpRequest.newBuilder(endpoint.resolve("/healthz")).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (ConnectException notYet) {
      return false;
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    process.destroyForcibly().waitFor();
    http.close();
  }

  private int push(Path policies, String schema, String... more) {
    out.reset();
    err.reset();
    List<String> args =
        new ArrayList<>(
            List.of(
                "--store", "ps-test",
                "--endpoint", endpoint.toString(),
                "--policies", policies.toString(),
                "--schema", GENERATED.resolve(schema).toString()));
    args.addAll(List.of(more));
    return Main.run(
        args,
        Duration.ofMillis(5),
        new PrintStream(out, /* autoFlush= */ true, StandardCharsets.UTF_8),
        new PrintStream(err, /* autoFlush= */ true, StandardCharsets.UTF_8));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void push_modelsPolicies_allAreCreatedAndAgainNothingIsDone() {
    assertThat(push(POLICIES, "cedar-schema.json", "--dry-run")).as(this::err).isZero();
    assertThat(out()).contains("+ create", "dry run: nothing was changed");

    assertThat(push(POLICIES, "cedar-schema.json")).as(this::err).isZero();
    assertThat(out())
        .contains("~ put        schema", "+ create     forbid tenants-commercial-needs-tenant");

    assertThat(push(POLICIES, "cedar-schema.json")).as(this::err).isZero();
    assertThat(out()).startsWith("= unchanged").contains("nothing to do");
  }

  @Test
  void push_changedPolicies_areUpdatedReplacedAndDeleted(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("orders.cedar");
    String before = Files.readString(FINE_GRAINED.resolve("orders.cedar"));
    Files.writeString(file, before);
    assertThat(push(folder, "fine-grained-schema.json")).as(this::err).isZero();

    Files.writeString(
        file,
        before
            .replace("resource.status == \"open\"", "resource.status != \"shipped\"")
            .replace("principal has tenant_id && ", "principal has tenant_id && true && ")
            .replace("owners-change-their-orders", "owners-change-orders"));
    assertThat(push(folder, "fine-grained-schema.json")).as(this::err).isZero();

    assertThat(out())
        .contains(
            "~ update     permit administrators-change-open-orders",
            "-/+ replace  forbid orders-stay-in-their-tenant",
            "+ create     permit owners-change-orders",
            "- delete     permit owners-change-their-orders");
    assertThat(push(folder, "fine-grained-schema.json")).isZero();
    assertThat(out()).startsWith("= unchanged  3 policies").contains("nothing to do");
  }

  private void faults(String json) throws IOException, InterruptedException {
    HttpResponse<String> told =
        http.send(
            HttpRequest.newBuilder(endpoint.resolve("/_control/faults"))
                .PUT(HttpRequest.BodyPublishers.ofString(json))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
  }

  @Test
  void push_throttled_isRetriedUntilDone() throws IOException, InterruptedException {
    faults("{\"throttle\": 0.2}");

    assertThat(push(POLICIES, "cedar-schema.json")).as(this::err).isZero();

    assertThat(
            http.send(
                    HttpRequest.newBuilder(endpoint.resolve("/_control/stats")).build(),
                    HttpResponse.BodyHandlers.ofString())
                .body())
        .contains("ThrottlingException");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"garbage": 1}               | GetPolicyStore got no usable answer
          {"throttle": 1}              | ThrottlingException
          {"fail": 1}                  | InternalServerException
          {"expiredCredentials": true} | ExpiredToken
          """)
  void push_storeFails_isTold(String fault, String message)
      throws IOException, InterruptedException {
    faults(fault);

    assertThat(push(POLICIES, "cedar-schema.json")).isEqualTo(1);
    assertThat(err()).startsWith("policies-push: GetPolicyStore").contains(message);
  }

  @Test
  void push_fineGrainedPolicies_decideForTheLibrary() throws IOException {
    assertThat(push(FINE_GRAINED, "fine-grained-schema.json")).isZero();

    try (VerifiedPermissionsClient client =
        VerifiedPermissionsClient.builder()
            .region(Region.US_GOV_WEST_1)
            .endpointOverride(endpoint)
            .build()) {
      FineGrainedAuthorizer authorizer =
          new FineGrainedAuthorizer(
              FineGrainedActions.read(GENERATED.resolve("action-map.json")),
              new AvpEngine(client, "ps-test", Duration.ofSeconds(5)));

      assertThat(check(authorizer, "bob", "acme").allowed()).isTrue();
      assertThat(check(authorizer, "dora", "acme").allowed()).isFalse();
      assertThat(check(authorizer, "bob", "globex").allowed()).isFalse();
      assertThat(check(authorizer, "bob", "globex").determiningPolicies()).hasSize(1);
    }
  }

  private static FineGrainedDecision check(
      FineGrainedAuthorizer authorizer, String sub, String tenant) {
    return authorizer.check(
        new RouterPrincipal(sub, Optional.of(tenant), List.of("writers")),
        "commercial:UpdateOrder",
        new ResourceEntity(
            "Order",
            "123",
            Map.of(
                "owner", AttributeValue.user("bob"),
                "tenant_id", AttributeValue.of("acme"),
                "status", AttributeValue.of("open"))));
  }

  @Test
  void push_unknownStore_isTold() {
    assertThat(push(POLICIES, "cedar-schema.json", "--store", "ps-none")).isEqualTo(1);
    assertThat(err()).startsWith("policies-push: GetPolicyStore").contains("ps-none");
  }

  @Test
  void push_nobodyThere_isTold() throws InterruptedException {
    process.destroyForcibly().waitFor();

    assertThat(push(POLICIES, "cedar-schema.json")).isEqualTo(1);
    assertThat(err()).contains("GetPolicyStore got no usable answer").contains("refused");
  }

  @Test
  void push_wrongOptions_are2() {
    assertThat(push(POLICIES, "cedar-schema.json", "--stroe", "x")).isEqualTo(2);
    assertThat(err()).contains("unknown option '--stroe'");
    assertThat(push(POLICIES, "cedar-schema.json", "--endpoint", "localhost")).isEqualTo(2);
    assertThat(err()).contains("expected an http or https URL");
    assertThat(push(Path.of("none"), "cedar-schema.json")).isEqualTo(2);
    assertThat(err()).contains("none: no such policy folder");
  }
}
