package dev.apirouter.authz.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apirouter.authz.authn.Authentication;
import dev.apirouter.authz.authn.Authentication.Authenticated;
import dev.apirouter.authz.authn.Principal;
import dev.apirouter.authz.authn.TokenIdentity;
import dev.apirouter.authz.authn.TokenRefusal;
import dev.apirouter.authz.check.CheckOutcome.Allowed;
import dev.apirouter.authz.check.CheckOutcome.DecisionSource;
import dev.apirouter.authz.check.CheckOutcome.Denied;
import dev.apirouter.authz.engine.AuthorizationEngine;
import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;
import dev.apirouter.authz.engine.DecisionCache;
import dev.apirouter.authz.engine.EngineUnavailableException;
import dev.apirouter.authz.engine.EntityUid;
import dev.apirouter.authz.request.RequestFacts;
import dev.apirouter.authz.response.HeaderMutations.Header;
import dev.apirouter.authz.route.Operation;
import dev.apirouter.authz.route.Operation.Access;
import dev.apirouter.authz.route.OperationTable;
import dev.apirouter.authz.route.PathPattern;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CheckPipelineTest {
  private static final Principal ALICE =
      new Principal(
          "alice",
          List.of("readers"),
          Optional.of("acme"),
          "https://idp.example",
          Instant.parse("2026-11-20T13:00:00Z"));
  private static final Authentication AUTHENTICATED =
      new Authenticated(ALICE, new TokenIdentity(1, 2, 0, 0));
  private static final Decision ALLOW = new Decision(true, List.of("readers-read"), List.of());

  private final TestingEngine engine = new TestingEngine();
  private CompletionStage<Authentication> authentication =
      CompletableFuture.completedFuture(AUTHENTICATED);

  private static final class TestingEngine implements AuthorizationEngine {
    final List<AuthorizationQuery> asked = new ArrayList<>();
    CompletionStage<Decision> answer = CompletableFuture.completedFuture(ALLOW);

    @Override
    public CompletionStage<Decision> decide(AuthorizationQuery query) {
      asked.add(query);
      return answer;
    }

    @Override
    public String policySetVersion() {
      return "1";
    }
  }

  private static Operation operation(String id, String uri, Access access) {
    return new Operation(
        id,
        "GET",
        PathPattern.parse(uri),
        access,
        new EntityUid("ApiRouter::Action", id),
        uri.contains("{")
            ? new Operation.ResourceRule.FromLabel("ApiRouter::Order", "id")
            : new Operation.ResourceRule.Fixed("ApiRouter::Service", "commercial"),
        Optional.empty(),
        Duration.ZERO,
        false);
  }

  private CheckPipeline pipeline() {
    OperationTable table =
        new OperationTable(
            "ApiRouter",
            Map.of(
                "c:GetOrder", operation("c:GetOrder", "/orders/{id}", Access.REQUIRED),
                "c:GetFlags", operation("c:GetFlags", "/flags", Access.OPTIONAL),
                "c:GetStatus", operation("c:GetStatus", "/status", Access.PUBLIC)));
    DecisionCache cache =
        new DecisionCache(
            engine,
            InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z")),
            1 << 20,
            Duration.ofMinutes(1),
            Duration.ofSeconds(5));
    return new CheckPipeline(
        table, (authorization, accessToken) -> authentication, cache, Duration.ofMillis(100));
  }

  private static RequestFacts request(String operation, String method, String path) {
    return new RequestFacts(operation, method, path, List.of("Bearer x"), List.of(), "r-1");
  }

  private static final RequestFacts GET_ORDER = request("c:GetOrder", "GET", "/orders/123?x=1");

  private DenialReason denial(RequestFacts request) {
    CheckOutcome outcome = pipeline().check(request).join();
    assertThat(outcome).isInstanceOf(Denied.class);
    return ((Denied) outcome).reason();
  }

  @Test
  void check_allowedRequest_asksTheCedarRequestAndMutatesHeaders() {
    Allowed allowed = (Allowed) pipeline().check(GET_ORDER).join();

    assertThat(engine.asked)
        .containsExactly(
            new AuthorizationQuery(
                new EntityUid("ApiRouter::User", "alice"),
                List.of("readers"),
                Optional.of("acme"),
                new EntityUid("ApiRouter::Action", "c:GetOrder"),
                new EntityUid("ApiRouter::Order", "123")));
    assertThat(allowed.mutations().overwrite())
        .containsExactly(
            new Header("x-principal-sub", "alice"),
            new Header("x-principal-tenant-id", "acme"),
            new Header("x-principal-groups", "readers"),
            new Header("x-principal-action", "c:GetOrder"));
    assertThat(allowed.mutations().remove()).contains("authorization");
    assertThat(allowed.trace().policies()).containsExactly("readers-read");
  }

  @Test
  void check_again_isAnsweredFromTheCacheWhenItReturns() {
    CheckPipeline pipeline = pipeline();
    pipeline.check(GET_ORDER).join();
    engine.answer = new CompletableFuture<>();

    CompletableFuture<CheckOutcome> again = pipeline.check(GET_ORDER);

    assertThat(again).isDone();
    assertThat(again.join().trace().decision()).isEqualTo(DecisionSource.HIT);
  }

  @Test
  void check_noRouteOrAnotherPath_isDeniedBeforeAnythingIsAsked() {
    authentication = CompletableFuture.failedFuture(new AssertionError("asked"));

    assertThat(denial(request("", "GET", "/orders/1"))).isEqualTo(DenialReason.UNKNOWN_OPERATION);
    assertThat(denial(request("c:Other", "GET", "/orders/1")))
        .isEqualTo(DenialReason.UNKNOWN_OPERATION);
    assertThat(denial(request("c:GetOrder", "GET", "/orders/1/cancel")))
        .isEqualTo(DenialReason.ROUTE_MISMATCH);
    assertThat(denial(request("c:GetOrder", "HEAD", "/orders/1")))
        .isEqualTo(DenialReason.ROUTE_MISMATCH);
    assertThat(denial(request("c:GetOrder", "GET", "/orders/%zz")))
        .isEqualTo(DenialReason.MALFORMED_PATH);
    assertThat(engine.asked).isEmpty();
  }

  @Test
  void check_policyDenies_isPolicyDenied() {
    engine.answer =
        CompletableFuture.completedFuture(new Decision(false, List.of("no"), List.of()));

    assertThat(denial(GET_ORDER)).isEqualTo(DenialReason.POLICY_DENIED);
  }

  @Test
  void check_evaluationError_isADenialOfItsOwn() {
    engine.answer =
        CompletableFuture.completedFuture(new Decision(false, List.of(), List.of("type error")));

    assertThat(denial(GET_ORDER)).isEqualTo(DenialReason.EVALUATION_ERROR);
  }

  @Test
  void check_noCredentials_isMissingToken() {
    authentication = CompletableFuture.completedFuture(new Authentication.NoCredentials());

    assertThat(denial(GET_ORDER)).isEqualTo(DenialReason.MISSING_TOKEN);
  }

  @Test
  void check_badCredentials_isTheirReason() {
    authentication = CompletableFuture.completedFuture(new Authentication.MalformedCredentials());
    assertThat(denial(GET_ORDER)).isEqualTo(DenialReason.MALFORMED_CREDENTIALS);

    authentication = CompletableFuture.completedFuture(new Authentication.ConflictingCredentials());
    assertThat(denial(GET_ORDER)).isEqualTo(DenialReason.CONFLICTING_CREDENTIALS);

    authentication = CompletableFuture.completedFuture(new Authentication.Unverifiable("i"));
    assertThat(denial(GET_ORDER)).isEqualTo(DenialReason.JWKS_UNAVAILABLE);
  }

  @ParameterizedTest
  @EnumSource(TokenRefusal.class)
  void check_refusedToken_isUnauthenticatedEvenWhereNoneIsNeeded(TokenRefusal refusal) {
    authentication = CompletableFuture.completedFuture(new Authentication.Refused(refusal));

    assertThat(denial(GET_ORDER).kind()).isEqualTo(DenialReason.Kind.UNAUTHENTICATED);
    assertThat(denial(request("c:GetFlags", "GET", "/flags")).kind())
        .isEqualTo(DenialReason.Kind.UNAUTHENTICATED);
    assertThat(engine.asked).isEmpty();
  }

  @Test
  void check_optionalWithoutToken_asksForTheAnonymousPrincipal() {
    authentication = CompletableFuture.completedFuture(new Authentication.NoCredentials());

    Allowed allowed = (Allowed) pipeline().check(request("c:GetFlags", "GET", "/flags")).join();

    assertThat(engine.asked.getFirst().principal())
        .isEqualTo(new EntityUid("ApiRouter::Anonymous", "anonymous"));
    assertThat(allowed.mutations().remove()).contains("x-principal-sub", "x-principal-groups");
  }

  @Test
  void check_publicOperation_asksNothing() {
    authentication = CompletableFuture.failedFuture(new AssertionError("asked"));

    Allowed allowed = (Allowed) pipeline().check(request("c:GetStatus", "GET", "/status")).join();

    assertThat(engine.asked).isEmpty();
    assertThat(allowed.mutations().remove()).contains("x-principal-sub", "authorization");
  }

  @Test
  void check_outage_isUnavailableNeverForbidden() {
    engine.answer = CompletableFuture.failedFuture(new EngineUnavailableException("down"));
    assertThat(denial(GET_ORDER)).isEqualTo(DenialReason.ENGINE_UNAVAILABLE);

    engine.answer = CompletableFuture.failedFuture(new RejectedExecutionException("full"));
    assertThat(denial(GET_ORDER)).isEqualTo(DenialReason.OVERLOADED);

    engine.answer = new CompletableFuture<>();
    assertThat(denial(GET_ORDER)).isEqualTo(DenialReason.DEADLINE_EXCEEDED);
  }

  @Test
  void check_fault_isInternalErrorNeverAllowed() {
    authentication = CompletableFuture.failedFuture(new IllegalStateException("bug"));

    assertThat(denial(GET_ORDER)).isEqualTo(DenialReason.INTERNAL_ERROR);
  }
}
