package dev.apirouter.authz.engine.avp;

import static dev.apirouter.authz.engine.avp.AvpFixture.NEVER;
import static dev.apirouter.authz.engine.avp.AvpFixture.PLENTY;
import static dev.apirouter.authz.engine.avp.AvpFixture.query;
import static dev.apirouter.authz.engine.avp.TestingAvp.after;
import static dev.apirouter.authz.engine.avp.TestingAvp.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apirouter.authz.config.EngineConfig.Breaker;
import dev.apirouter.authz.config.EngineConfig.Budget;
import dev.apirouter.authz.engine.CacheScope;
import dev.apirouter.authz.engine.Decision;
import dev.apirouter.authz.engine.DecisionCache;
import dev.apirouter.authz.engine.EngineBudgetExhaustedException;
import dev.apirouter.authz.engine.EngineUnavailableException;
import dev.apirouter.authz.engine.avp.AvpEvents.Shed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What AVP's faults, slowness and quota do to the calls of it. */
final class AvpOutageTest {
  private static final TestingAvp.Answer DOWN = error(500, "InternalServerException", "");
  private static final Breaker BREAKER = new Breaker(10, 50, Duration.ofMillis(300));

  private static List<Throwable> failures(List<CompletableFuture<Decision>> answers)
      throws InterruptedException {
    List<Throwable> failures = new ArrayList<>();
    for (CompletableFuture<Decision> answer : answers) {
      try {
        var _ = answer.get(5, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        failures.add(e.getCause());
      } catch (java.util.concurrent.TimeoutException e) {
        failures.add(e);
      }
    }
    return failures;
  }

  @Test
  void outage_manyDecisions_callsAreBoundedAndRecoveryIsFast() throws InterruptedException {
    try (AvpFixture fixture = new AvpFixture(2, 8, 8, PLENTY, BREAKER)) {
      fixture.engine.warmUp(query("0"), Duration.ofSeconds(3));
      int before = fixture.avp.requests();
      fixture.avp.answer(DOWN);

      long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
      int asked = 0;
      while (System.nanoTime() < end) {
        assertThat(fixture.failure()).isInstanceOf(EngineUnavailableException.class);
        asked++;
        Thread.sleep(1);
      }

      // 10 calls open the breaker, then 3 in each 300 ms; each is tried twice at most.
      assertThat(asked).isGreaterThan(200);
      assertThat(fixture.avp.requests() - before).isBetween(10, (10 + 7 * 3) * 2);
      assertThat(fixture.engine.breakerState()).isNotEqualTo("closed");
      assertThat(fixture.events.shed).contains(Shed.BREAKER_OPEN);

      fixture.avp.answer(TestingAvp.ALLOW);
      long up = System.nanoTime();
      while (!fixture
          .engine
          .decide(query("1"))
          .toCompletableFuture()
          .handle((d, f) -> f == null)
          .join()) {
        Thread.sleep(5);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - up)).isLessThan(Duration.ofMillis(1500));
    }
  }

  @Test
  void outage_openBreaker_answersAtOnceAndSaysWhy() {
    try (AvpFixture fixture =
        new AvpFixture(1, 8, 8, PLENTY, new Breaker(2, 50, Duration.ofMinutes(1)))) {
      fixture.avp.answer(DOWN);
      fixture.failure();
      fixture.failure();

      assertThat(fixture.ask("1")).isCompletedExceptionally();
      assertThat(fixture.failure()).hasMessageContaining("not called", "HTTP 500");
      assertThat(fixture.avp.requests()).isEqualTo(2);
    }
  }

  @Test
  void outage_whenTheBreakerTriesAgain_onlyThreeCallsGoOut() throws InterruptedException {
    try (AvpFixture fixture = new AvpFixture(1, 64, 100, PLENTY, BREAKER)) {
      fixture.avp.answer(DOWN);
      for (int i = 0; i < 10; i++) {
        fixture.failure();
      }
      fixture.avp.answer(after(100, DOWN));
      Thread.sleep(350);
      List<CompletableFuture<Decision>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(fixture.ask("order-" + i));
      }

      assertThat(failures(answers)).hasSize(50);
      assertThat(fixture.avp.requests()).isEqualTo(13);
    }
  }

  @Test
  void outage_whileCallsWait_theyAreNotMade() throws InterruptedException {
    try (AvpFixture fixture =
        new AvpFixture(1, 2, 100, PLENTY, new Breaker(2, 50, Duration.ofMinutes(1)))) {
      fixture.engine.warmUp(query("0"), Duration.ofSeconds(3));
      fixture.avp.answer(after(100, DOWN));
      List<CompletableFuture<Decision>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(fixture.ask("order-" + i));
      }

      assertThat(failures(answers)).hasSize(50);
      // Warm-up, two that open the breaker, and what began before both were judged.
      assertThat(fixture.avp.requests()).isLessThanOrEqualTo(1 + 2 + 2);
    }
  }

  @Test
  void refusedRequests_doNotOpenTheBreaker() {
    try (AvpFixture fixture =
        new AvpFixture(1, 8, 8, PLENTY, new Breaker(2, 50, Duration.ofMinutes(1)))) {
      fixture.avp.answer(error(400, "ValidationException", ""));
      for (int i = 0; i < 5; i++) {
        fixture.failure();
      }

      assertThat(fixture.engine.breakerState()).isEqualTo("closed");
    }
  }

  @Test
  void retries_failuresOfTheConnectionOrServer_areBoundedByAttempts() {
    try (AvpFixture fixture = new AvpFixture(3, 8, 8, PLENTY, NEVER)) {
      fixture.avp.answer(DOWN);
      fixture.failure();
      assertThat(fixture.avp.requests()).isEqualTo(3);
      assertThat(fixture.events.requested).hasValue(3);
      assertThat(fixture.events.results).containsExactly("server_error");

      fixture.avp.answer(error(400, "ThrottlingException", ""));
      fixture.failure();
      assertThat(fixture.avp.requests()).isEqualTo(4);
    }
  }

  @Test
  void retries_oneFailure_isNotSeen() {
    try (AvpFixture fixture = new AvpFixture(2, 8, 8, PLENTY, NEVER)) {
      fixture.avp.answer(exchange -> {
        fixture.avp.answer(TestingAvp.ALLOW);
        DOWN.to(exchange);
      });

      assertThat(fixture.ask("1").join().allowed()).isTrue();
    }
  }

  @Test
  void retries_budgetSpent_areNotMade() {
    try (AvpFixture fixture = new AvpFixture(3, 8, 8, new Budget(1, 2), NEVER)) {
      fixture.avp.answer(DOWN);
      fixture.failure();

      assertThat(fixture.avp.requests()).isEqualTo(2);
    }
  }

  @Test
  void budget_spent_shedsWithoutACall() throws InterruptedException {
    try (AvpFixture fixture = new AvpFixture(1, 8, 100, new Budget(1, 5), NEVER)) {
      List<CompletableFuture<Decision>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(fixture.ask("order-" + i));
      }

      assertThat(failures(answers))
          .hasSizeBetween(12, 15)
          .hasOnlyElementsOfType(EngineBudgetExhaustedException.class);
      assertThat(fixture.avp.requests()).isBetween(5, 8);
      assertThat(fixture.events.shed).containsOnly(Shed.BUDGET_EXHAUSTED);
    }
  }

  @Test
  void concurrency_full_shedsAtOnce() throws InterruptedException {
    try (AvpFixture fixture = new AvpFixture(1, 2, 3, PLENTY, NEVER)) {
      fixture.engine.warmUp(query("0"), Duration.ofSeconds(3));
      fixture.avp.answer(after(300, TestingAvp.ALLOW));
      List<CompletableFuture<Decision>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(fixture.ask("order-" + i));
      }
      long shedAtOnce =
          answers.stream().filter(CompletableFuture::isCompletedExceptionally).count();

      assertThat(shedAtOnce).isEqualTo(15);
      assertThat(failures(answers))
          .hasSize(15)
          .hasOnlyElementsOfType(RejectedExecutionException.class);
      assertThat(fixture.events.shed).hasSize(15).containsOnly(Shed.OVERLOADED);
    }
  }

  @Test
  void slowAvp_decisionsEndAtTheirDeadline() throws InterruptedException {
    try (AvpFixture fixture = new AvpFixture(3, 4, 100, PLENTY, NEVER, Duration.ofMillis(600))) {
      fixture.engine.warmUp(query("0"), Duration.ofSeconds(3));
      fixture.avp.answer(after(60_000, TestingAvp.ALLOW));
      long start = System.nanoTime();
      List<CompletableFuture<Decision>> answers = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        answers.add(fixture.ask("order-" + i));
      }

      assertThat(failures(answers))
          .hasSize(30)
          .hasOnlyElementsOfType(EngineUnavailableException.class);
      // The timeout of a decision is 600 ms, whether it ran or waited.
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(590), Duration.ofMillis(1500));
      assertThat(fixture.avp.requests()).isLessThanOrEqualTo(1 + 4 * 3);
    }
  }

  @Test
  void slowAvp_afterwards_everyCallIsFreeAgain() throws InterruptedException {
    try (AvpFixture fixture = new AvpFixture(1, 4, 100, PLENTY, NEVER, Duration.ofMillis(600))) {
      fixture.engine.warmUp(query("0"), Duration.ofSeconds(3));
      fixture.avp.answer(after(60_000, TestingAvp.ALLOW));
      List<CompletableFuture<Decision>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(fixture.ask("order-" + i));
      }
      failures(answers);
      fixture.avp.answer(TestingAvp.ALLOW);

      assertThat(fixture.ask("1").join().allowed()).isTrue();
      long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
      while (fixture.engine.callsRunning() > 0 && System.nanoTime() < end) {
        Thread.sleep(5);
      }
      assertThat(fixture.engine.callsRunning()).isZero();
    }
  }

  @Test
  void coalescing_sameQueryInFlight_isOneCall() {
    try (AvpFixture fixture = new AvpFixture()) {
      fixture.avp.answer(after(300, TestingAvp.ALLOW));
      DecisionCache cache =
          new DecisionCache(
              fixture.engine,
              InstantSource.system(),
              1 << 20,
              Duration.ofMinutes(1),
              Duration.ofSeconds(5));
      CacheScope scope =
          new CacheScope(Optional.empty(), Instant.MAX, Optional.empty(), Duration.ZERO);
      List<CompletableFuture<DecisionCache.Result>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(cache.decide(query("1"), scope));
      }

      assertThat(answers).allSatisfy(a -> assertThat(a.join().decision().allowed()).isTrue());
      assertThat(fixture.avp.requests()).isEqualTo(1);
      assertThat(cache.saved()).isEqualTo(99);
    }
  }
}
