package dev.apirouter.authz.authn.jwks;

import static dev.apirouter.authz.authn.jwks.TestingKeys.OTHER_RSA;
import static dev.apirouter.authz.authn.jwks.TestingKeys.RSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apirouter.authz.config.IssuerConfig;
import dev.apirouter.authz.config.JwksConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class JwksServicesTest {
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofMillis(20);
  private static final Duration MAX_AGE = Duration.ofHours(24);
  private static final Duration UNKNOWN_KID_INTERVAL = Duration.ofSeconds(10);

  private final TestingClock clock = new TestingClock();
  private final TestingJwksEvents events = new TestingJwksEvents();
  private final TestingIdp idp = new TestingIdp();
  private final List<JwksServices> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(JwksServices::close);
    idp.close();
  }

  private JwksServices services(Duration refresh, Duration retry) {
    IssuerConfig issuer =
        TestingKeys.issuer(idp.url(), Optional.of(idp.jwksUri()), Set.of("RS256"));
    JwksConfig config =
        new JwksConfig(
            refresh, MAX_AGE, UNKNOWN_KID_INTERVAL, retry, Duration.ofSeconds(3), 10_000);
    JwksServices services = new JwksServices(List.of(issuer), config, true, clock, events);
    opened.add(services);
    return services;
  }

  private static KeySource keys(JwksServices services) {
    return services.keysOf(services.statuses().getFirst().issuer());
  }

  private static JwksStatus status(JwksServices services) {
    return services.statuses().getFirst();
  }

  private static boolean has(JwksServices services, String keyId) {
    return keys(services)
        .current()
        .flatMap(snapshot -> snapshot.find(Optional.of(keyId), "RS256"))
        .isPresent();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time until it is so").isLessThan(end);
      Thread.sleep(2);
    }
  }

  @Test
  void start_keysPublished_loaded() throws Exception {
    idp.publish(RSA);
    JwksServices services = services(NEVER, NEVER);
    assertThat(idp.requests()).isZero();

    services.start();

    await(() -> !events.refreshed.isEmpty());
    assertThat(has(services, "rsa-1")).isTrue();
    clock.advance(Duration.ofMinutes(3));
    assertThat(status(services))
        .isEqualTo(new JwksStatus(idp.url(), Optional.of(Duration.ofMinutes(3)), true, true, 1));
  }

  @Test
  void start_idpHangs_doesNotBlockAndFailsInTime() throws Exception {
    idp.answer("/jwks", exchange -> Thread.sleep(60_000));
    JwksServices services = services(NEVER, NEVER);

    long before = System.nanoTime();
    services.start();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));

    await(() -> !events.failures.isEmpty());
    assertThat(events.failures.getFirst()).contains("did not answer within PT3S");
  }

  @Test
  void start_idpDownThenUp_loadedAfterRetry() throws Exception {
    idp.answer("/jwks", TestingIdp.status(503));
    JwksServices services = services(NEVER, SOON);
    services.start();
    await(() -> events.failures.size() >= 2);
    assertThat(events.failures.getFirst()).contains("answered 503, expected 200");
    assertThat(keys(services).current()).isEmpty();

    idp.publish(RSA);

    await(() -> has(services, "rsa-1"));
  }

  @Test
  void refresh_rotatedKeys_takenUpInTheBackground() throws Exception {
    idp.publish(RSA);
    JwksServices services = services(SOON, NEVER);
    services.start();
    await(() -> has(services, "rsa-1"));

    idp.publish(OTHER_RSA);

    await(() -> has(services, "rsa-2"));
    assertThat(has(services, "rsa-1")).isFalse();
  }

  @Test
  void refresh_idpDown_lastGoodKeptUntilMaxAge() throws Exception {
    idp.publish(RSA);
    JwksServices services = services(SOON, SOON);
    services.start();
    await(() -> has(services, "rsa-1"));

    idp.answer("/jwks", TestingIdp.status(500));
    await(() -> !events.failures.isEmpty());
    int refreshes = events.refreshed.size();
    clock.advance(MAX_AGE.minusMillis(1));

    assertThat(has(services, "rsa-1")).isTrue();
    assertThat(status(services).usable()).isTrue();
    assertThat(status(services).lastFetchGood()).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(keys(services).current()).isEmpty();
    assertThat(status(services).usable()).isFalse();
    assertThat(status(services).age()).contains(MAX_AGE);
    assertThat(events.refreshed).hasSize(refreshes);

    idp.publish(RSA);
    await(() -> has(services, "rsa-1"));
    assertThat(status(services).usable()).isTrue();
  }

  @Test
  void refresh_unusableDocument_lastGoodKept() throws Exception {
    idp.publish(RSA);
    JwksServices services = services(SOON, SOON);
    services.start();
    await(() -> has(services, "rsa-1"));

    for (String document : List.of("<html>", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"oct\"}]}")) {
      int failures = events.failures.size();
      idp.answer("/jwks", TestingIdp.text(document));
      await(() -> events.failures.size() > failures + 1);
      assertThat(has(services, "rsa-1")).isTrue();
    }
  }

  @Test
  void refresh_someKeysUnusable_toldAndTheOthersUsed() throws Exception {
    String good = TestingKeys.jwks(RSA);
    idp.answer("/jwks", TestingIdp.text(good.replace("[", "[{\"kty\":\"oct\"},")));
    JwksServices services = services(NEVER, NEVER);
    services.start();

    await(() -> has(services, "rsa-1"));
    await(() -> !events.ignored.isEmpty());
    assertThat(events.ignored).containsExactly("key 0 is ignored: kty is oct, expected RSA or EC");
  }

  @Test
  void refreshForUnknownKey_flood_oneFetchPerInterval() throws Exception {
    idp.publish(RSA);
    JwksServices services = services(NEVER, NEVER);
    services.start();
    await(() -> has(services, "rsa-1") && events.refreshed.size() == 1);

    for (int round = 1; round <= 2; round++) {
      List<CompletionStage<Void>> waiting = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        keys(services).refreshForUnknownKey().ifPresent(waiting::add);
      }
      for (CompletionStage<Void> one : waiting) {
        one.toCompletableFuture().get(5, TimeUnit.SECONDS);
      }
      assertThat(waiting).isNotEmpty();
      assertThat(idp.requests()).isEqualTo(1 + round);
      assertThat(keys(services).refreshForUnknownKey()).isEmpty();
      clock.advance(UNKNOWN_KID_INTERVAL);
    }
  }

  @Test
  void refreshForUnknownKey_rotatedKey_thereWhenItIsOver() throws Exception {
    idp.publish(RSA);
    JwksServices services = services(NEVER, NEVER);
    services.start();
    await(() -> has(services, "rsa-1") && events.refreshed.size() == 1);
    idp.publish(RSA, OTHER_RSA);

    keys(services)
        .refreshForUnknownKey()
        .orElseThrow()
        .toCompletableFuture()
        .get(5, TimeUnit.SECONDS);

    assertThat(has(services, "rsa-2")).isTrue();
  }

  @Test
  void refreshForUnknownKey_idpDown_overWithoutFault() throws Exception {
    idp.publish(RSA);
    JwksServices services = services(NEVER, NEVER);
    services.start();
    await(() -> has(services, "rsa-1") && events.refreshed.size() == 1);
    idp.answer("/jwks", TestingIdp.status(500));

    keys(services)
        .refreshForUnknownKey()
        .orElseThrow()
        .toCompletableFuture()
        .get(5, TimeUnit.SECONDS);

    assertThat(has(services, "rsa-1")).isTrue();
  }

  @Test
  void close_fetchingEnds() throws Exception {
    idp.publish(RSA);
    JwksServices services = services(SOON, SOON);
    services.start();
    await(() -> has(services, "rsa-1"));

    services.close();
    Thread.sleep(100);
    int requests = idp.requests();
    Thread.sleep(200);

    assertThat(idp.requests()).isEqualTo(requests);
    assertThat(has(services, "rsa-1")).isTrue();
  }

  @Test
  void close_fetchUnderWay_endedWithoutAWord() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    idp.answer(
        "/jwks",
        exchange -> {
          asked.countDown();
          Thread.sleep(60_000);
        });
    JwksServices services = services(NEVER, NEVER);
    services.start();
    asked.await();
    CompletionStage<Void> underWay = keys(services).refreshForUnknownKey().orElseThrow();

    services.close();

    underWay.toCompletableFuture().get(400, TimeUnit.MILLISECONDS);
    assertThat(events.failures).isEmpty();
  }

  @Test
  void refreshForUnknownKey_clockPutBack_notHeldUp() throws Exception {
    idp.publish(RSA);
    JwksServices services = services(NEVER, NEVER);
    services.start();
    await(() -> has(services, "rsa-1") && events.refreshed.size() == 1);
    await(() -> keys(services).refreshForUnknownKey().isEmpty());

    clock.advance(Duration.ofHours(-1));

    assertThat(keys(services).refreshForUnknownKey()).isPresent();
  }

  @Test
  void keysOf_unknownIssuer_throws() {
    JwksServices services = services(NEVER, NEVER);

    assertThatThrownBy(() -> services.keysOf("https://evil.example"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected one of [" + idp.url() + "]");
  }
}
