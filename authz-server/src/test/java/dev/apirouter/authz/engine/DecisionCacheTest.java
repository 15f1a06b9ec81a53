package dev.apirouter.authz.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apirouter.authz.authn.TokenIdentity;
import dev.apirouter.authz.engine.DecisionCache.Origin;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class DecisionCacheTest {
  private static final Decision ALLOW = new Decision(true, List.of("p"), List.of());
  private static final Decision DENY = new Decision(false, List.of(), List.of());
  private static final Decision ERROR = new Decision(false, List.of(), List.of("boom"));
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private final TestingEngine engine = new TestingEngine();
  private final DecisionCache cache =
      new DecisionCache(
          engine, InstantSource.fixed(NOW), 1 << 20, Duration.ofMinutes(1), Duration.ofSeconds(5));

  /** Answers each question when the test says so. */
  private static final class TestingEngine implements AuthorizationEngine {
    final List<CompletableFuture<Decision>> asked = new ArrayList<>();
    String version = "1";

    @Override
    public CompletionStage<Decision> decide(AuthorizationQuery query) {
      asked.add(new CompletableFuture<>());
      return asked.getLast();
    }

    @Override
    public String policySetVersion() {
      return version;
    }
  }

  private static AuthorizationQuery query(String order) {
    return new AuthorizationQuery(
        new EntityUid("ApiRouter::User", "alice"),
        List.of("readers"),
        Optional.of("acme"),
        new EntityUid("ApiRouter::Action", "commercial:GetOrder"),
        new EntityUid("ApiRouter::Order", order));
  }

  private static CacheScope scope(long token) {
    return new CacheScope(
        Optional.of(new TokenIdentity(token, 0, 0, 0)),
        NOW.plusSeconds(600),
        Optional.empty(),
        Duration.ZERO);
  }

  private static CacheScope scope(Duration ttl) {
    return new CacheScope(
        Optional.of(new TokenIdentity(1, 0, 0, 0)),
        NOW.plusSeconds(600),
        Optional.of(ttl),
        Duration.ZERO);
  }

  private CompletableFuture<DecisionCache.Result> decide(CacheScope scope, Decision answer) {
    CompletableFuture<DecisionCache.Result> result = cache.decide(query("1"), scope);
    engine.asked.stream().filter(f -> !f.isDone()).forEach(f -> f.complete(answer));
    return result;
  }

  private void ask(String order, CacheScope scope) {
    assertThat(cache.decide(query(order), scope)).isNotCompletedExceptionally();
  }

  @Test
  void decide_sameQueryAndToken_asksOnce() {
    assertThat(decide(scope(1), ALLOW).join().origin()).isEqualTo(Origin.MADE);

    CompletableFuture<DecisionCache.Result> again = cache.decide(query("1"), scope(1));

    assertThat(again).isCompletedWithValue(new DecisionCache.Result(ALLOW, Origin.KEPT));
    assertThat(engine.asked).hasSize(1);
  }

  @Test
  void decide_whileUndecided_waitsForTheFirst() {
    CompletableFuture<DecisionCache.Result> first = cache.decide(query("1"), scope(1));
    CompletableFuture<DecisionCache.Result> second = cache.decide(query("1"), scope(1));
    assertThat(engine.asked).hasSize(1);

    engine.asked.getFirst().complete(DENY);

    assertThat(first.join().decision()).isEqualTo(DENY);
    assertThat(second.join().decision()).isEqualTo(DENY);
  }

  @Test
  void decide_otherTokenResourceOrPolicySet_asksAgain() {
    decide(scope(1), ALLOW).join();

    ask("1", scope(2));
    ask("2", scope(1));
    engine.version = "2";
    ask("1", scope(1));

    assertThat(engine.asked).hasSize(4);
  }

  @Test
  void decide_policySetChangesMeanwhile_isNotKept() {
    CompletableFuture<DecisionCache.Result> undecided = cache.decide(query("1"), scope(1));
    engine.version = "2";
    engine.asked.getFirst().complete(ALLOW);
    assertThat(undecided.join().decision()).isEqualTo(ALLOW);
    engine.version = "1";

    ask("1", scope(1));

    assertThat(engine.asked).hasSize(2);
  }

  @Test
  void decide_zeroTtl_asksEveryTime() {
    decide(scope(Duration.ZERO), ALLOW).join();
    decide(scope(Duration.ZERO), ALLOW).join();

    assertThat(engine.asked).hasSize(2);
  }

  @Test
  void decide_expiredScope_isNotKept() {
    CacheScope expired =
        new CacheScope(Optional.empty(), NOW.minusSeconds(1), Optional.empty(), Duration.ZERO);
    decide(expired, ALLOW).join();
    decide(expired, ALLOW).join();

    assertThat(engine.asked).hasSize(2);
  }

  @Test
  void decide_evaluationError_isNotKept() {
    assertThat(decide(scope(1), ERROR).join().decision().errors()).containsExactly("boom");
    decide(scope(1), ALLOW).join();

    assertThat(engine.asked).hasSize(2);
  }

  @Test
  void decide_outage_isToldToAllWhoWaitAndNotKept() {
    CompletableFuture<DecisionCache.Result> first = cache.decide(query("1"), scope(1));
    CompletableFuture<DecisionCache.Result> second = cache.decide(query("1"), scope(1));

    engine.asked.getFirst().completeExceptionally(new EngineUnavailableException("down"));

    assertThatThrownBy(first::join).hasCauseInstanceOf(EngineUnavailableException.class);
    assertThatThrownBy(second::join).hasCauseInstanceOf(EngineUnavailableException.class);
    assertThat(decide(scope(1), ALLOW).join().decision()).isEqualTo(ALLOW);
  }

  @Test
  void decide_manyResources_staysWithinItsBound() {
    for (int i = 0; i < 20_000; i++) {
      ask("order-" + i, scope(1));
      engine.asked.getLast().complete(ALLOW);
    }

    assertThat(cache.decide(query("order-19999"), scope(1)).join()).isNotNull();
    assertThat(cache.stats().evictionCount()).isGreaterThan(10_000);
  }
}
