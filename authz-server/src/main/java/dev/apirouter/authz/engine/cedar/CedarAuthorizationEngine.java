package dev.apirouter.authz.engine.cedar;

import static java.util.Objects.requireNonNull;

import dev.apirouter.authz.engine.AuthorizationEngine;
import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;
import dev.apirouter.authz.engine.EngineUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** The engine that evaluates Cedar policies in this process. */
public final class CedarAuthorizationEngine implements AuthorizationEngine {
  private final Supplier<PolicySnapshot> snapshots;
  private final Executor executor;

  /**
   * Makes an engine.
   *
   * @param snapshots gives the policy set to decide by; asked once for each query. May throw {@link
   *     EngineUnavailableException} when there is none to decide by, with which {@link #decide}
   *     then completes
   * @param executor evaluates; bounded in threads and queue, since an evaluation occupies its
   *     thread in native code. When it rejects, {@link #decide} completes with its {@link
   *     RejectedExecutionException} as it is
   */
  public CedarAuthorizationEngine(Supplier<PolicySnapshot> snapshots, Executor executor) {
    this.snapshots = requireNonNull(snapshots, "snapshots");
    this.executor = requireNonNull(executor, "executor");
  }

  @Override
  public CompletionStage<Decision> decide(AuthorizationQuery query) {
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    try {
      PolicySnapshot snapshot = snapshots.get();
      executor.execute(() -> decide(snapshot, query, decision));
    } catch (EngineUnavailableException | RejectedExecutionException e) {
      decision.completeExceptionally(e);
    }
    return decision;
  }

  @Override
  public String policySetVersion() {
    return snapshots.get().version();
  }

  private static void decide(
      PolicySnapshot snapshot, AuthorizationQuery query, CompletableFuture<Decision> decision) {
    try {
      decision.complete(SnapshotEvaluation.decide(snapshot, query));
    } catch (EngineUnavailableException e) {
      decision.completeExceptionally(e);
    } catch (Throwable e) { // the native library's errors too: the caller must get an answer
      decision.completeExceptionally(new EngineUnavailableException("Cedar failed", e));
    }
  }
}
