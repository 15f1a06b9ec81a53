package dev.apirouter.avplocal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.apirouter.avplocal.protocol.AccessKey;
import dev.apirouter.avplocal.store.PolicyStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClient;
import software.amazon.awssdk.services.verifiedpermissions.model.StaticPolicyDefinition;
import software.amazon.awssdk.services.verifiedpermissions.model.ValidationMode;

/** A running server with clients of the real SDK. */
final class TestService implements AutoCloseable {
  static final String SCHEMA =
      """
      {"Shop": {
        "entityTypes": {
          "Group": {},
          "User": {"memberOfTypes": ["Group"], "shape": {"type": "Record", "attributes": {
            "age": {"type": "Long", "required": false},
            "tags": {"type": "Set", "element": {"type": "String"}, "required": false}}}},
          "Order": {}},
        "actions": {
          "read": {},
          "GetOrder": {
            "annotations": {"httpVerb": "GET"},
            "memberOf": [{"id": "read"}],
            "appliesTo": {"principalTypes": ["User"], "resourceTypes": ["Order"], "context": {
              "type": "Record", "attributes": {"mfa": {"type": "Boolean", "required": false}}}}}}}}
      """;

  static final String READERS =
      """
      @id("readers")
      permit (principal in Shop::Group::"readers", action in [Shop::Action::"read"], resource);\
      """;

  private static final JsonMapper JSON = new JsonMapper();

  final PolicyStores stores = new PolicyStores(Clock.systemUTC());
  final VerifiedPermissionsClient avp;
  private final AvpLocal server;
  private final HttpClient http = HttpClient.newHttpClient();

  TestService() {
    try {
      server =
          new AvpLocal(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              new AccessKey("local", "local-secret", "expired"),
              stores,
              Clock.systemUTC());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    avp = client(AwsBasicCredentials.create("local", "local-secret"), 1);
  }

  String url() {
    return server.url();
  }

  VerifiedPermissionsClient client(AwsCredentials credentials, int attempts) {
    return VerifiedPermissionsClient.builder()
        .endpointOverride(URI.create(server.url()))
        .region(Region.US_GOV_WEST_1)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .httpClientBuilder(ApacheHttpClient.builder().socketTimeout(Duration.ofSeconds(10)))
        .overrideConfiguration(configuration ->
            configuration.retryStrategy(
                DefaultRetryStrategy.standardStrategyBuilder().maxAttempts(attempts).build()))
        .build();
  }

  /** A store with {@link #SCHEMA}. */
  String store() {
    String id =
        avp.createPolicyStore(request ->
                request.validationSettings(settings -> settings.mode(ValidationMode.STRICT)))
            .policyStoreId();
    putSchema(id, SCHEMA);
    return id;
  }

  void putSchema(String store, String schema) {
    avp.putSchema(request ->
        request.policyStoreId(store).definition(definition -> definition.cedarJson(schema)));
  }

  String createPolicy(String store, String statement) {
    return avp.createPolicy(request ->
            request
                .policyStoreId(store)
                .definition(definition ->
                    definition.staticValue(
                        StaticPolicyDefinition.builder().statement(statement).build())))
        .policyId();
  }

  /** Calls the control endpoint. */
  JsonNode control(String method, String path, String body) {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(URI.create(url() + "/_control/" + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    avp.close();
    http.close();
    server.close();
  }
}
