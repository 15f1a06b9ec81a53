package dev.apirouter.authz.engine.mirror;

import dev.apirouter.authz.engine.AuthorizationEngine;
import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An engine, some of whose decisions another engine takes as well, afterwards and one at a time.
 * The answer is the engine's own, whatever the other one says, and does not wait for it.
 */
public final class RefereedEngine implements AuthorizationEngine, AutoCloseable {
  private static final int QUEUE = 100;

  private final AuthorizationEngine engine;
  private final AuthorizationEngine referee;
  private final int oneIn;
  private final RefereeEvents events;
  private final ThreadPoolExecutor thread;

  /**
   * Puts a referee beside an engine.
   *
   * @param oneIn one in so many decisions is compared, by chance; at least 1
   */
  public RefereedEngine(
      AuthorizationEngine engine, AuthorizationEngine referee, int oneIn, RefereeEvents events) {
    this(engine, referee, oneIn, events, QUEUE);
  }

  RefereedEngine(
      AuthorizationEngine engine,
      AuthorizationEngine referee,
      int oneIn,
      RefereeEvents events,
      int queue) {
    this.engine = engine;
    this.referee = referee;
    this.oneIn = oneIn;
    this.events = events;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queue),
            Thread.ofPlatform().daemon().name("referee").factory());
  }

  @Override
  public CompletionStage<Decision> decide(AuthorizationQuery query) {
    if (ThreadLocalRandom.current().nextInt(oneIn) != 0) {
      return engine.decide(query);
    }
    String version = engine.policySetVersion();
    CompletionStage<Decision> decision = engine.decide(query);
    var _ =
        decision.whenComplete((ours, fault) -> {
          if (fault == null) {
            submit(query, ours, version);
          }
        });
    return decision;
  }

  private void submit(AuthorizationQuery query, Decision ours, String version) {
    try {
      thread.execute(() -> compare(query, ours, version));
    } catch (RejectedExecutionException e) {
      events.skipped();
    }
  }

  private void compare(AuthorizationQuery query, Decision ours, String version) {
    Decision theirs;
    try {
      theirs = referee.decide(query).toCompletableFuture().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (ExecutionException e) {
      events.failed(e.getCause() == null ? e : e.getCause());
      return;
    } catch (RuntimeException e) {
      events.failed(e);
      return;
    }
    if (ours.allowed() == theirs.allowed()) {
      events.agreed();
    } else if (!version.equals(engine.policySetVersion())) {
      events.skipped();
    } else {
      events.disagreed(query, ours, theirs);
    }
  }

  @Override
  public String policySetVersion() {
    return engine.policySetVersion();
  }

  /** Ends the comparisons; those under way are dropped. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
