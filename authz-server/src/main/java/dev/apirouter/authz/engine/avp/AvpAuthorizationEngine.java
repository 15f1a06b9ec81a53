package dev.apirouter.authz.engine.avp;

import dev.apirouter.authz.config.EngineConfig;
import dev.apirouter.authz.engine.AuthorizationEngine;
import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;
import dev.apirouter.authz.engine.EngineBudgetExhaustedException;
import dev.apirouter.authz.engine.EngineUnavailableException;
import dev.apirouter.authz.engine.avp.AvpEvents.Shed;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The engine that asks Amazon Verified Permissions.
 *
 * <p>Each call blocks a virtual thread of its own, never the caller. In the way of a call stand, in
 * this order: the circuit breaker, the budget, the bound on calls that run and wait. Each says no
 * at once.
 */
public final class AvpAuthorizationEngine implements AuthorizationEngine, AutoCloseable {
  private final EngineConfig.Avp config;
  private final AvpEvents events;
  private final AvpClient client;
  private final CircuitBreaker breaker;
  private final TokenBucket budget;
  private final Semaphore admitted;
  private final Semaphore running;
  // Why the last call failed; empty when it did not.
  private volatile String problem = "";

  private AvpAuthorizationEngine(
      EngineConfig.Avp config, AwsCredentialsProvider credentials, AvpEvents events) {
    this.config = config;
    this.events = events;
    this.budget =
        new TokenBucket(config.budget().perSecond(), config.budget().burst(), System::nanoTime);
    this.client = new AvpClient(config, credentials, budget::tryTake, events::requested);
    this.breaker =
        CircuitBreaker.of(
            "avp",
            CircuitBreakerConfig.custom()
                .slidingWindowSize(config.breaker().calls())
                .minimumNumberOfCalls(config.breaker().calls())
                .failureRateThreshold(config.breaker().failurePercent())
                .waitDurationInOpenState(config.breaker().openTime())
                .permittedNumberOfCallsInHalfOpenState(Math.min(3, config.breaker().calls()))
                .build());
    this.admitted = new Semaphore(config.maxConcurrency() + config.queue());
    this.running = new Semaphore(config.maxConcurrency());
  }

  /**
   * Makes an engine with the SDK's default chain of credentials; calls nothing.
   *
   * @throws IllegalArgumentException when there is no Region, or none of that name
   */
  public static AvpAuthorizationEngine create(EngineConfig.Avp config, AvpEvents events) {
    // Renewed in the background, so that no check waits for the instance metadata service.
    return create(
        config,
        DefaultCredentialsProvider.builder().asyncCredentialUpdateEnabled(true).build(),
        events);
  }

  static AvpAuthorizationEngine create(
      EngineConfig.Avp config, AwsCredentialsProvider credentials, AvpEvents events) {
    try {
      return new AvpAuthorizationEngine(config, credentials, events);
    } catch (SdkClientException e) {
      throw new IllegalArgumentException(
          config
              .region()
              .map(region ->
                  "avp.region: is '" + region + "'; expected a Region such as us-gov-west-1")
              .orElse(
                  "avp.region: is missing, and neither AWS_REGION, nor a profile, nor the instance"
                      + " metadata names one"),
          e);
    }
  }

  /**
   * Asks AVP once, so that the SDK is loaded and connected before the first check, and so that what
   * is wrong stands in the log from the start. Neither answer nor failure changes anything else.
   *
   * @param atMost time that the caller waits for it
   */
  public void warmUp(AuthorizationQuery query, Duration atMost) {
    CompletableFuture<Decision> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("avp-warm-up")
        .start(() -> {
          try {
            answer.complete(call(query, atMost, atMost));
          } catch (Throwable fault) {
            answer.completeExceptionally(fault);
          }
        });
    try {
      var _ = answer.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
      // Reported by the call itself.
    }
  }

  @Override
  public CompletionStage<Decision> decide(AuthorizationQuery query) {
    long deadline = System.nanoTime() + config.timeout().toNanos();
    Optional<String> refusal = IsAuthorizedRequests.refusal(query);
    if (refusal.isPresent()) {
      return CompletableFuture.completedFuture(
          new Decision(false, List.of(), List.of(refusal.get())));
    }
    if (!breaker.tryAcquirePermission()) {
      return shed(
          Shed.BREAKER_OPEN,
          new EngineUnavailableException("AVP is not called while it fails: " + problem));
    }
    if (!budget.tryTake()) {
      breaker.releasePermission();
      return shed(
          Shed.BUDGET_EXHAUSTED,
          new EngineBudgetExhaustedException(
              "more than %d calls of AVP per second".formatted(config.budget().perSecond())));
    }
    if (!admitted.tryAcquire()) {
      breaker.releasePermission();
      return shed(
          Shed.OVERLOADED,
          new RejectedExecutionException(
              "%d calls of AVP run and %d wait"
                  .formatted(config.maxConcurrency(), config.queue())));
    }
    CompletableFuture<Decision> answer = new CompletableFuture<>();
    Thread.ofVirtual().name("avp").start(() -> answer(query, deadline, answer));
    // The SDK's own deadline does not cover the credentials.
    return answer
        .orTimeout(config.timeout().toNanos(), TimeUnit.NANOSECONDS)
        .exceptionally(AvpAuthorizationEngine::unavailable);
  }

  private CompletableFuture<Decision> shed(Shed reason, RuntimeException refusal) {
    events.shed(reason);
    return CompletableFuture.failedFuture(refusal);
  }

  private static Decision unavailable(Throwable fault) {
    Throwable cause =
        fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
    throw switch (cause) {
      case EngineUnavailableException known -> known;
      case TimeoutException _ -> new EngineUnavailableException("AVP did not answer in time");
      default -> new EngineUnavailableException("the call of AVP failed", cause);
    };
  }

  /** Runs on a thread of its own; the breaker's permission and the admission end here. */
  private void answer(AuthorizationQuery query, long deadline, CompletableFuture<Decision> answer) {
    try {
      if (!running.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        breaker.releasePermission();
        events.shed(Shed.WAITED_TOO_LONG);
        answer.completeExceptionally(
            new EngineUnavailableException("no call of AVP became free in time"));
        return;
      }
      try {
        answer.complete(guardedCall(query, deadline));
      } finally {
        running.release();
      }
    } catch (Throwable fault) { // errors, too: the caller must get an answer
      answer.completeExceptionally(fault);
    } finally {
      admitted.release();
    }
  }

  private Decision guardedCall(AuthorizationQuery query, long deadline) {
    long start = System.nanoTime();
    // It may have opened while this call waited, with hundreds of others.
    if (breaker.getState() == State.OPEN) {
      breaker.releasePermission();
      events.shed(Shed.BREAKER_OPEN);
      throw new EngineUnavailableException("AVP is not called while it fails: " + problem);
    }
    try {
      Duration timeLeft = Duration.ofNanos(Math.max(1_000_000, deadline - start));
      Decision decision = call(query, timeLeft, config.attemptTimeout());
      breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      return decision;
    } catch (AvpCallException e) {
      if (e.fault().kind().outage()) {
        breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
      } else {
        breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      }
      throw new EngineUnavailableException(e.fault().problem(), e);
    }
  }

  /** Says what became of a call of AVP. */
  private Decision call(AuthorizationQuery query, Duration timeLeft, Duration attemptTimeLeft) {
    long start = System.nanoTime();
    try {
      Decision decision = client.decide(query, timeLeft, attemptTimeLeft);
      problem = "";
      String result = decision.allowed() ? "allow" : decision.errors().isEmpty() ? "deny" : "error";
      events.decided(result, Duration.ofNanos(System.nanoTime() - start));
      return decision;
    } catch (RuntimeException | Error e) {
      AvpFault fault = AvpFault.of(e);
      if (fault.kind().outage()) {
        problem = fault.problem();
      }
      events.failed(
          fault.kind().label(), fault.problem(), Duration.ofNanos(System.nanoTime() - start));
      throw new AvpCallException(fault, e);
    }
  }

  /** Carries a fault from the call to who judges it. */
  private static final class AvpCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient AvpFault fault;

    AvpCallException(AvpFault fault, Throwable cause) {
      super(fault.problem(), cause);
      this.fault = fault;
    }

    AvpFault fault() {
      return fault;
    }
  }

  /**
   * Names the policy store. AVP tells no version with a decision, so a changed policy is in force
   * here when cached decisions have expired.
   */
  @Override
  public String policySetVersion() {
    return "avp:" + config.policyStoreId();
  }

  /** What is amiss, a sentence; empty while AVP answers. */
  public Optional<String> degradation() {
    String last = problem;
    return last.isEmpty() ? Optional.empty() : Optional.of(last);
  }

  /** The circuit breaker's state: {@code closed}, {@code open} or {@code half_open}. */
  public String breakerState() {
    return breaker.getState().name().toLowerCase(Locale.ROOT);
  }

  /** Calls of AVP that run now. */
  public int callsRunning() {
    return config.maxConcurrency() - running.availablePermits();
  }

  @Override
  public void close() {
    client.close();
  }
}
