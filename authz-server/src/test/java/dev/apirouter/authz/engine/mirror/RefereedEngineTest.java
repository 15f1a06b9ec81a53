package dev.apirouter.authz.engine.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apirouter.authz.engine.AuthorizationEngine;
import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;
import dev.apirouter.authz.engine.EngineUnavailableException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class RefereedEngineTest {
  private static final Decision ALLOW = new Decision(true, List.of("SP1"), List.of());
  private static final Decision DENY = new Decision(false, List.of("SP2"), List.of());

  private final Engine engine = new Engine();
  private final Engine referee = new Engine();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final RefereeEvents events =
      new RefereeEvents() {
        @Override
        public void agreed() {
          told.add("agreed");
        }

        @Override
        public void disagreed(AuthorizationQuery query, Decision ours, Decision theirs) {
          told.add("disagreed " + ours.determiningPolicies() + theirs.determiningPolicies());
        }

        @Override
        public void failed(Throwable fault) {
          told.add("failed " + fault.getMessage());
        }

        @Override
        public void skipped() {
          told.add("skipped");
        }
      };

  /** Answers what a test says, when it says so. */
  private static final class Engine implements AuthorizationEngine {
    volatile CompletableFuture<Decision> answer = CompletableFuture.completedFuture(ALLOW);
    volatile String version = "1";
    volatile int asked;

    @Override
    public synchronized CompletionStage<Decision> decide(AuthorizationQuery query) {
      asked++;
      return answer;
    }

    @Override
    public String policySetVersion() {
      return version;
    }
  }

  private RefereedEngine refereed(int oneIn, int queue) {
    return new RefereedEngine(engine, referee, oneIn, events, queue);
  }

  private static Decision ask(RefereedEngine refereed) {
    return refereed.decide(MirrorFixture.query("readers")).toCompletableFuture().join();
  }

  private void awaitTold(int events) throws InterruptedException {
    for (int i = 0; i < 250 && told.size() < events; i++) {
      Thread.sleep(20);
    }
  }

  @Test
  void decide_refereeAgreesOrNot_isToldAndNeverChangesTheAnswer() throws Exception {
    try (RefereedEngine refereed = refereed(1, 10)) {
      assertThat(ask(refereed)).isEqualTo(ALLOW);
      awaitTold(1);
      referee.answer = CompletableFuture.completedFuture(DENY);
      assertThat(ask(refereed)).isEqualTo(ALLOW);
      awaitTold(2);
      engine.answer = CompletableFuture.completedFuture(DENY);
      referee.answer = CompletableFuture.completedFuture(ALLOW);
      assertThat(ask(refereed)).isEqualTo(DENY);
      awaitTold(3);
    }

    assertThat(told).containsExactly("agreed", "disagreed [SP1][SP2]", "disagreed [SP2][SP1]");
  }

  @Test
  void decide_refereeFails_isToldAndAnswered() throws Exception {
    referee.answer = CompletableFuture.failedFuture(new EngineUnavailableException("away"));
    try (RefereedEngine refereed = refereed(1, 10)) {
      assertThat(ask(refereed)).isEqualTo(ALLOW);
      awaitTold(1);
    }

    assertThat(told).containsExactly("failed away");
  }

  @Test
  void decide_refereeHangs_answersAtOnceAndSkipsWhatDoesNotFit() throws Exception {
    referee.answer = new CompletableFuture<>();
    try (RefereedEngine refereed = refereed(1, 2)) {
      for (int i = 0; i < 50 && referee.asked == 0; i++) {
        assertThat(ask(refereed)).isEqualTo(ALLOW);
        Thread.sleep(20);
        told.clear();
      }
      for (int i = 0; i < 10; i++) {
        assertThat(ask(refereed)).isEqualTo(ALLOW);
      }
    }

    assertThat(referee.asked).isEqualTo(1);
    assertThat(told).hasSizeGreaterThanOrEqualTo(8).containsOnly("skipped");
  }

  @Test
  void decide_policiesChangeMeanwhile_isNoDisagreement() throws Exception {
    referee.answer = new CompletableFuture<>();
    try (RefereedEngine refereed = refereed(1, 10)) {
      ask(refereed);
      engine.version = "2";
      referee.answer.complete(DENY);
      awaitTold(1);
    }

    assertThat(told).containsExactly("skipped");
  }

  @Test
  void decide_engineUnavailable_isNotCompared() throws Exception {
    engine.answer = CompletableFuture.failedFuture(new EngineUnavailableException("none"));
    try (RefereedEngine refereed = refereed(1, 10)) {
      assertThat(refereed.decide(MirrorFixture.query()).toCompletableFuture())
          .isCompletedExceptionally();
      Thread.sleep(50);
    }

    assertThat(referee.asked).isZero();
  }

  @Test
  void decide_oneInTen_comparesAboutATenth() throws Exception {
    try (RefereedEngine refereed = refereed(10, 10_000)) {
      for (int i = 0; i < 5000; i++) {
        ask(refereed);
      }
      awaitTold(370);
    }

    // Six standard deviations of a binomial distribution.
    assertThat(referee.asked).isBetween(370, 630);
  }
}
