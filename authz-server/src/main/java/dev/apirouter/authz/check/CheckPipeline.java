package dev.apirouter.authz.check;

import dev.apirouter.authz.authn.Authentication;
import dev.apirouter.authz.authn.Authenticator;
import dev.apirouter.authz.authn.Principal;
import dev.apirouter.authz.check.CheckOutcome.Allowed;
import dev.apirouter.authz.check.CheckOutcome.DecisionSource;
import dev.apirouter.authz.check.CheckOutcome.Denied;
import dev.apirouter.authz.check.CheckOutcome.Trace;
import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.CacheScope;
import dev.apirouter.authz.engine.DecisionCache;
import dev.apirouter.authz.engine.EngineBudgetExhaustedException;
import dev.apirouter.authz.engine.EngineUnavailableException;
import dev.apirouter.authz.engine.EntityUid;
import dev.apirouter.authz.request.RequestFacts;
import dev.apirouter.authz.response.PrincipalHeaders;
import dev.apirouter.authz.route.Operation;
import dev.apirouter.authz.route.Operation.Access;
import dev.apirouter.authz.route.Operation.Target;
import dev.apirouter.authz.route.OperationTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The life of a Check: operation → resource → authentication → decision → outcome. The only place
 * that knows the order of the stages.
 *
 * <p>Nothing here blocks. When the token and the decision are cached, every stage is complete at
 * once and the outcome is there when {@link #check} returns, on the caller's thread.
 */
public final class CheckPipeline {
  private final OperationTable operations;
  private final Authenticator authenticator;
  private final DecisionCache decisions;
  private final Duration timeout;
  private final EntityUid anonymous;
  private final String userType;

  /**
   * @param timeout time after which a check that has no outcome is denied as unavailable
   */
  public CheckPipeline(
      OperationTable operations,
      Authenticator authenticator,
      DecisionCache decisions,
      Duration timeout) {
    this.operations = operations;
    this.authenticator = authenticator;
    this.decisions = decisions;
    this.timeout = timeout;
    this.anonymous = new EntityUid(operations.cedarNamespace() + "::Anonymous", "anonymous");
    this.userType = operations.cedarNamespace() + "::User";
  }

  /** Checks a request. The future is never completed exceptionally. */
  public CompletableFuture<CheckOutcome> check(RequestFacts request) {
    Optional<Operation> operation = operations.find(request.operationId());
    if (operation.isEmpty()) {
      return CompletableFuture.completedFuture(
          new Denied(DenialReason.UNKNOWN_OPERATION, Trace.EMPTY));
    }
    Trace trace = trace(operation.get(), Optional.empty(), DecisionSource.NONE, List.of());
    CompletableFuture<CheckOutcome> outcome;
    try {
      outcome = check(request, operation.get(), trace);
    } catch (RuntimeException | Error fault) {
      outcome = CompletableFuture.failedFuture(fault);
    }
    if (!outcome.isDone()) {
      outcome = outcome.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }
    return outcome.exceptionally(fault -> denied(fault, trace));
  }

  private CompletableFuture<CheckOutcome> check(
      RequestFacts request, Operation operation, Trace trace) {
    return switch (operation.targetOf(request.method(), request.path())) {
      case Target.Mismatch _ -> denied(DenialReason.ROUTE_MISMATCH, trace);
      case Target.MalformedPath _ -> denied(DenialReason.MALFORMED_PATH, trace);
      case Target.Resource(EntityUid resource) -> check(request, operation, resource, trace);
    };
  }

  private CompletableFuture<CheckOutcome> check(
      RequestFacts request, Operation operation, EntityUid resource, Trace trace) {
    if (operation.access() == Access.PUBLIC) {
      return CompletableFuture.completedFuture(allow(operation, trace));
    }
    return authenticator
        .authenticate(request.authorization(), request.accessToken())
        .thenCompose(authentication -> authorize(operation, resource, authentication, trace))
        .toCompletableFuture();
  }

  private CompletableFuture<CheckOutcome> authorize(
      Operation operation, EntityUid resource, Authentication authentication, Trace trace) {
    return switch (authentication) {
      case Authentication.Authenticated(var principal, var token) ->
          decide(
              operation,
              new AuthorizationQuery(
                  new EntityUid(userType, principal.subject()),
                  principal.groups(),
                  principal.tenantId(),
                  operation.action(),
                  resource),
              new CacheScope(
                  Optional.of(token),
                  principal.expiresAt(),
                  operation.cacheTtl(),
                  operation.lastKnownGood()),
              Optional.of(principal));
      case Authentication.NoCredentials() when operation.access() == Access.OPTIONAL ->
          decide(
              operation,
              new AuthorizationQuery(
                  anonymous, List.of(), Optional.empty(), operation.action(), resource),
              new CacheScope(
                  Optional.empty(), Instant.MAX, operation.cacheTtl(), operation.lastKnownGood()),
              Optional.empty());
      case Authentication.NoCredentials() -> denied(DenialReason.MISSING_TOKEN, trace);
      case Authentication.MalformedCredentials() ->
          denied(DenialReason.MALFORMED_CREDENTIALS, trace);
      case Authentication.ConflictingCredentials() ->
          denied(DenialReason.CONFLICTING_CREDENTIALS, trace);
      case Authentication.Refused(var refusal) -> denied(DenialReason.of(refusal), trace);
      case Authentication.Unverifiable(var issuer) ->
          denied(DenialReason.JWKS_UNAVAILABLE, trace.withDetail("no good JWKS of " + issuer));
    };
  }

  private CompletableFuture<CheckOutcome> decide(
      Operation operation,
      AuthorizationQuery query,
      CacheScope scope,
      Optional<Principal> principal) {
    return decisions
        .decide(query, scope)
        .thenApply(result -> {
          DecisionSource source =
              switch (result.origin()) {
                case KEPT -> DecisionSource.HIT;
                case MADE -> DecisionSource.MISS;
                case LAST_KNOWN_GOOD -> DecisionSource.STALE;
              };
          Trace trace =
              trace(operation, principal, source, result.decision().determiningPolicies());
          if (!result.decision().errors().isEmpty()) {
            return new Denied(
                DenialReason.EVALUATION_ERROR,
                trace.withDetail(String.join("; ", result.decision().errors())));
          }
          return result.decision().allowed()
              ? allow(operation, trace)
              : new Denied(DenialReason.POLICY_DENIED, trace);
        });
  }

  /** The one place where a request is allowed. */
  private static CheckOutcome allow(Operation operation, Trace trace) {
    return PrincipalHeaders.of(
            trace.principal(),
            operation.id(),
            operation.forwardToken(),
            trace.decision() == DecisionSource.STALE)
        .<CheckOutcome>map(mutations -> new Allowed(mutations, trace))
        .orElseGet(() -> new Denied(DenialReason.PRINCIPAL_TOO_LARGE, trace));
  }

  private static CompletableFuture<CheckOutcome> denied(DenialReason reason, Trace trace) {
    return CompletableFuture.completedFuture(new Denied(reason, trace));
  }

  private static CheckOutcome denied(Throwable fault, Trace trace) {
    Throwable cause =
        fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
    DenialReason reason =
        switch (cause) {
          case TimeoutException _ -> DenialReason.DEADLINE_EXCEEDED;
          case RejectedExecutionException _ -> DenialReason.OVERLOADED;
          case EngineUnavailableException _ -> DenialReason.ENGINE_UNAVAILABLE;
          case EngineBudgetExhaustedException _ -> DenialReason.ENGINE_BUDGET_EXHAUSTED;
          default -> DenialReason.INTERNAL_ERROR;
        };
    return new Denied(reason, trace.withDetail(cause.toString()));
  }

  private static Trace trace(
      Operation operation,
      Optional<Principal> principal,
      DecisionSource source,
      List<String> policies) {
    return new Trace(Optional.of(operation.id()), principal, source, policies, "");
  }
}
