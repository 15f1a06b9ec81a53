package dev.apirouter.authz.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apirouter.authz.authn.TokenIdentity;
import dev.apirouter.authz.engine.DecisionCache.Origin;
import dev.apirouter.authz.engine.DecisionCache.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the decision cache does for operations with an outage mode. */
final class LastKnownGoodTest {
  private static final Decision ALLOW = new Decision(true, List.of("p"), List.of());
  private static final Decision DENY = new Decision(false, List.of("f"), List.of());
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final CompletionStage<Decision> DOWN =
      CompletableFuture.failedFuture(new EngineUnavailableException("down"));

  private Instant now = START;
  private CompletionStage<Decision> answer = CompletableFuture.completedFuture(ALLOW);
  private String version = "1";
  private final DecisionCache cache =
      new DecisionCache(
          new AuthorizationEngine() {
            @Override
            public CompletionStage<Decision> decide(AuthorizationQuery query) {
              return answer;
            }

            @Override
            public String policySetVersion() {
              return version;
            }
          },
          () -> now,
          () -> Duration.between(START, now).toNanos(),
          1 << 20,
          Duration.ofSeconds(60),
          Duration.ofSeconds(5));

  private static CacheScope scope(long token, Instant expiresAt, long lastKnownGoodSeconds) {
    return new CacheScope(
        Optional.of(new TokenIdentity(token, 0, 0, 0)),
        expiresAt,
        Optional.empty(),
        Duration.ofSeconds(lastKnownGoodSeconds));
  }

  /** A token that is good for an hour, an outage mode of 30 s past the 60 s of an ALLOW. */
  private static final CacheScope SCOPE = scope(1, START.plusSeconds(3600), 30);

  private CompletableFuture<Result> ask(CacheScope scope) {
    return cache.decide(
        new AuthorizationQuery(
            new EntityUid("ApiRouter::User", "alice"),
            List.of(),
            Optional.empty(),
            new EntityUid("ApiRouter::Action", "commercial:GetOrder"),
            new EntityUid("ApiRouter::Order", "1")),
        scope);
  }

  private void assertDown(CacheScope scope) {
    assertThatThrownBy(() -> ask(scope).join()).hasCauseInstanceOf(RuntimeException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 59})
  void outage_withinTheTimeToLive_isAnOrdinaryHit(long seconds) {
    ask(SCOPE).join();
    answer = DOWN;
    now = START.plusSeconds(seconds);

    assertThat(ask(SCOPE)).isCompletedWithValue(new Result(ALLOW, Origin.KEPT));
  }

  @ParameterizedTest
  @ValueSource(longs = {61, 89})
  void outage_pastTheTimeToLive_theLastDecisionStandsIn(long seconds) {
    ask(SCOPE).join();
    answer = DOWN;
    now = START.plusSeconds(seconds);

    assertThat(ask(SCOPE)).isCompletedWithValue(new Result(ALLOW, Origin.LAST_KNOWN_GOOD));
    assertThat(ask(SCOPE)).isCompletedWithValue(new Result(ALLOW, Origin.LAST_KNOWN_GOOD));
    assertThat(cache.stale()).isEqualTo(2);
  }

  @Test
  void outage_pastTheBound_isAnOutage() {
    ask(SCOPE).join();
    answer = DOWN;
    now = START.plusSeconds(90);

    assertDown(SCOPE);
  }

  @Test
  void outage_denial_staysADenialForItsOwnTime() {
    answer = CompletableFuture.completedFuture(DENY);
    ask(SCOPE).join();
    answer = DOWN;

    now = START.plusSeconds(34);
    assertThat(ask(SCOPE)).isCompletedWithValue(new Result(DENY, Origin.LAST_KNOWN_GOOD));
    now = START.plusSeconds(35);
    assertDown(SCOPE);
  }

  @Test
  void outage_tokenExpired_isAnOutage() {
    CacheScope expiring = scope(1, START.plusSeconds(70), 30);
    ask(expiring).join();
    answer = DOWN;

    now = START.plusSeconds(69);
    assertThat(ask(expiring).join().origin()).isEqualTo(Origin.LAST_KNOWN_GOOD);
    now = START.plusSeconds(70);
    assertDown(expiring);
  }

  @Test
  void outage_otherTokenPolicySetOrOperation_isAnOutage() {
    ask(SCOPE).join();
    answer = DOWN;
    now = START.plusSeconds(61);

    assertDown(scope(2, START.plusSeconds(3600), 30));
    assertDown(scope(1, START.plusSeconds(3600), 0));
    version = "2";
    assertDown(SCOPE);
  }

  @Test
  void outage_operationWithoutOutageMode_isAnOutage() {
    CacheScope plain = scope(1, START.plusSeconds(3600), 0);
    ask(plain).join();
    answer = DOWN;
    now = START.plusSeconds(61);

    assertDown(plain);
    assertDown(SCOPE);
  }

  @Test
  void outage_lastDecisionHadErrors_isAnOutage() {
    ask(SCOPE).join();
    now = START.plusSeconds(61);
    answer = CompletableFuture.completedFuture(new Decision(false, List.of(), List.of("boom")));
    ask(SCOPE).join();
    answer = DOWN;

    assertDown(SCOPE);
  }

  @Test
  void outage_ofEveryKind_isStoodInFor_butNoFaultOfOurs() {
    ask(SCOPE).join();
    now = START.plusSeconds(61);

    for (RuntimeException outage :
        List.of(
            new EngineUnavailableException("down"),
            new EngineBudgetExhaustedException("spent"),
            new RejectedExecutionException("full"))) {
      answer = CompletableFuture.failedFuture(outage);
      assertThat(ask(SCOPE).join().origin()).isEqualTo(Origin.LAST_KNOWN_GOOD);
    }
    answer = CompletableFuture.failedFuture(new IllegalStateException("a fault of ours"));
    assertDown(SCOPE);
  }

  @Test
  void outage_equalQueriesInFlight_allGetTheLastDecision() {
    ask(SCOPE).join();
    now = START.plusSeconds(61);
    CompletableFuture<Decision> undecided = new CompletableFuture<>();
    answer = undecided;
    CompletableFuture<Result> first = ask(SCOPE);
    CompletableFuture<Result> second = ask(SCOPE);

    undecided.completeExceptionally(new EngineUnavailableException("down"));

    assertThat(first).isCompletedWithValue(new Result(ALLOW, Origin.LAST_KNOWN_GOOD));
    assertThat(second).isCompletedWithValue(new Result(ALLOW, Origin.LAST_KNOWN_GOOD));
  }

  @Test
  void outage_over_aNewDecisionIsMade() {
    ask(SCOPE).join();
    answer = DOWN;
    now = START.plusSeconds(61);
    ask(SCOPE).join();
    answer = CompletableFuture.completedFuture(DENY);

    assertThat(ask(SCOPE)).isCompletedWithValue(new Result(DENY, Origin.MADE));
  }
}
