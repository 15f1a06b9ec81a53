package dev.apirouter.authz.engine.mirror;

import static java.util.Objects.requireNonNull;

import dev.apirouter.authz.config.EngineConfig;
import dev.apirouter.authz.config.MirrorConfig;
import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;
import dev.apirouter.authz.engine.EntityUid;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClient;

/** A mirror that polls when a test says so, through the real SDK, before a policy store. */
final class MirrorFixture implements AutoCloseable {
  static final Duration MAX_AGE = Duration.ofHours(1);
  static final AwsCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "SECRET"));
  static final String READERS =
      """
      permit (
        principal in ApiRouter::Group::"readers",
        action == ApiRouter::Action::"commercial:GetOrder",
        resource
      );
      """;
  static final String TEAM_TEMPLATE =
      READERS.replace("ApiRouter::Group::\"readers\"", "?principal");
  static final String NOBODY = "forbid (principal, action, resource);";

  final RecordedMirrorEvents events = new RecordedMirrorEvents();
  final PolicyMirror mirror;
  final MirrorAuthorizationEngine engine;
  Instant now = Instant.parse("2026-11-21T00:00:00Z");

  MirrorFixture(TestingPolicyStore store, @Nullable Path file) {
    this(store.uri(), TestingPolicyStore.ID, file);
  }

  MirrorFixture(URI endpoint, String id, @Nullable Path file) {
    InstantSource clock = () -> now;
    mirror = new PolicyMirror(client(endpoint, CREDENTIALS), id, config(file), clock, events);
    engine = new MirrorAuthorizationEngine(mirror, Runnable::run);
  }

  static MirrorConfig config(@Nullable Path file) {
    return new MirrorConfig(
        Duration.ofSeconds(10), MAX_AGE, Optional.ofNullable(file), 1000, Duration.ofSeconds(3), 0);
  }

  /** Of a mirror that polls by itself. */
  static MirrorConfig often() {
    return new MirrorConfig(
        Duration.ofMillis(50),
        Duration.ofHours(1),
        Optional.empty(),
        1000,
        Duration.ofSeconds(3),
        0);
  }

  static VerifiedPermissionsClient client(URI endpoint, AwsCredentialsProvider credentials) {
    return PolicyStoreClients.create(
        new EngineConfig.Avp(
            "unused",
            Optional.of("us-gov-west-1"),
            Optional.of(endpoint),
            false,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            1,
            1,
            1,
            new EngineConfig.Budget(1, 1),
            new EngineConfig.Breaker(1, 1, Duration.ofSeconds(1))),
        Duration.ofSeconds(3),
        credentials);
  }

  static TestingPolicyStore store() {
    return new TestingPolicyStore(schema());
  }

  static String schema() {
    try (InputStream in =
        requireNonNull(MirrorFixture.class.getResourceAsStream("/cedar/cedar-schema.json"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static AuthorizationQuery query(String... groups) {
    return new AuthorizationQuery(
        new EntityUid("ApiRouter::User", "alice"),
        List.of(groups),
        Optional.empty(),
        new EntityUid("ApiRouter::Action", "commercial:GetOrder"),
        new EntityUid("ApiRouter::Order", "123"));
  }

  Decision decide(String... groups) {
    return engine.decide(query(groups)).toCompletableFuture().join();
  }

  String lastEvent() {
    return events.told().getLast();
  }

  @Override
  public void close() {
    mirror.close();
  }
}
