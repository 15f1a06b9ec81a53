package dev.apirouter.authz.engine.avp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.apirouter.authz.config.EngineConfig.Avp;
import dev.apirouter.authz.config.EngineConfig.Breaker;
import dev.apirouter.authz.config.EngineConfig.Budget;
import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;
import dev.apirouter.authz.engine.EntityUid;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** An engine, through the real SDK, before a {@link TestingAvp}. */
final class AvpFixture implements AutoCloseable {
  static final AwsCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "SECRET"));
  static final Budget PLENTY = new Budget(100_000, 100_000);
  static final Breaker NEVER = new Breaker(1000, 100, Duration.ofSeconds(1));

  final TestingAvp avp = new TestingAvp();
  final RecordedEvents events = new RecordedEvents();
  final AvpAuthorizationEngine engine;

  AvpFixture() {
    this(1, 64, 100, PLENTY, NEVER);
  }

  AvpFixture(int attempts, int maxConcurrency, int queue, Budget budget, Breaker breaker) {
    // Long: the first call of a JVM loads the SDK.
    this(attempts, maxConcurrency, queue, budget, breaker, Duration.ofSeconds(3));
  }

  AvpFixture(
      int attempts,
      int maxConcurrency,
      int queue,
      Budget budget,
      Breaker breaker,
      Duration timeout) {
    engine =
        AvpAuthorizationEngine.create(
            new Avp(
                "PSEXAMPLE",
                Optional.of("us-gov-west-1"),
                Optional.of(avp.uri()),
                false,
                timeout,
                timeout.multipliedBy(2).dividedBy(3),
                attempts,
                maxConcurrency,
                queue,
                budget,
                breaker),
            CREDENTIALS,
            events);
  }

  static AuthorizationQuery query(String order) {
    return new AuthorizationQuery(
        new EntityUid("ApiRouter::User", "alice"),
        List.of("readers", "eu"),
        Optional.of("acme"),
        new EntityUid("ApiRouter::Action", "commercial:GetOrder"),
        new EntityUid("ApiRouter::Order", order));
  }

  CompletableFuture<Decision> ask(String order) {
    return engine.decide(query(order)).toCompletableFuture();
  }

  /** Asks, and gives the exception with which it fails. */
  Throwable failure() {
    Throwable thrown = catchThrowable(() -> ask("1").join());
    assertThat(thrown).isNotNull();
    return thrown.getCause() == null ? thrown : thrown.getCause();
  }

  @Override
  public void close() {
    engine.close();
    avp.close();
  }
}
