package dev.apirouter.authz.engine.cedar;

import static dev.apirouter.authz.engine.cedar.PolicyFolder.anonymous;
import static dev.apirouter.authz.engine.cedar.PolicyFolder.getOrder;
import static dev.apirouter.authz.engine.cedar.PolicyFolder.order;
import static dev.apirouter.authz.engine.cedar.PolicyFolder.query;
import static dev.apirouter.authz.engine.cedar.PolicyFolder.service;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;
import dev.apirouter.authz.engine.EngineUnavailableException;
import dev.apirouter.authz.engine.EntityUid;
import dev.apirouter.cedar.PolicyLoadException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CedarAuthorizationEngineTest {
  private static final AtomicReference<PolicySnapshot> SNAPSHOT = new AtomicReference<>();

  private final CedarAuthorizationEngine engine =
      new CedarAuthorizationEngine(SNAPSHOT::get, Runnable::run);

  @BeforeAll
  static void load() throws Exception {
    SNAPSHOT.set(PolicySetLoader.load(PolicyFolder.resources()));
  }

  @Test
  void decide_readerReads_allowedByItsPolicy() {
    assertThat(decide(getOrder("alice", "reader")))
        .isEqualTo(new Decision(true, List.of("reader"), List.of()));
  }

  @Test
  void decide_readerCancels_deniedWithoutAPolicy() {
    assertThat(
            decide(query("alice", List.of("reader"), "", "commercial:CancelOrder", order("123"))))
        .isEqualTo(new Decision(false, List.of(), List.of()));
  }

  @Test
  void decide_writerCancels_allowedThroughTheActionGroup() {
    assertThat(decide(query("bob", List.of("writer"), "", "commercial:CancelOrder", order("123"))))
        .isEqualTo(new Decision(true, List.of("writer; \"all\""), List.of()));
  }

  @Test
  void decide_groupOfGroups_allowed() {
    assertThat(decide(getOrder("root")))
        .isEqualTo(new Decision(true, List.of("roles.cedar#4"), List.of()));
  }

  @Test
  void decide_severalGroups_everyDeterminingPolicySorted() {
    assertThat(decide(getOrder("root", "writer", "reader")).determiningPolicies())
        .containsExactly("reader", "roles.cedar#4", "writer; \"all\"");
  }

  @Test
  void decide_forbidAndPermit_forbidWins() {
    assertThat(
            decide(
                query(
                    "alice", List.of("reader"), "suspended", "commercial:GetOrder", order("123"))))
        .isEqualTo(new Decision(false, List.of("suspended-tenant"), List.of()));
  }

  @Test
  void decide_evaluationErrorBesidePermit_denied() {
    Decision decision = decide(getOrder("carol", "reader", "auditor"));

    assertThat(decision.allowed()).isFalse();
    assertThat(decision.determiningPolicies()).containsExactly("reader");
    assertThat(decision.errors())
        .singleElement()
        .asString()
        .startsWith("big-orders-in-error: ")
        .contains("ApiRouter::Order::\"123\"");
  }

  @Test
  void decide_tenantRule_comparesTheTenant() {
    assertThat(decide(query("dan", List.of("member"), "acme", "commercial:GetOrder", order("1"))))
        .isEqualTo(new Decision(true, List.of("tenant-member"), List.of()));
    assertThat(
            decide(query("dan", List.of("member"), "umbrella", "commercial:GetOrder", order("1")))
                .allowed())
        .isFalse();
    assertThat(decide(query("dan", List.of("member"), "", "commercial:GetOrder", order("1"))))
        .isEqualTo(new Decision(false, List.of(), List.of()));
  }

  @Test
  void decide_anonymous_onlyWhatPoliciesPermitToIt() {
    assertThat(decide(anonymous("commercial:ListOrders", service())))
        .isEqualTo(new Decision(true, List.of("anonymous-lists"), List.of()));
    assertThat(decide(anonymous("commercial:GetOrder", order("123"))))
        .isEqualTo(new Decision(false, List.of(), List.of()));
  }

  @Test
  void decide_anonymousWithGroups_isInNone() {
    AuthorizationQuery query =
        new AuthorizationQuery(
            new EntityUid("ApiRouter::Anonymous", "anonymous"),
            List.of("reader"),
            Optional.empty(),
            PolicyFolder.action("commercial:GetOrder"),
            order("123"));

    assertThat(decide(query).allowed()).isFalse();
  }

  @Test
  void decide_principalIsTheResource_keepsItsAttributes() {
    EntityUid dan = user("dan");
    assertThat(decide(query("dan", List.of("member"), "", "users:GetUser", dan)))
        .isEqualTo(new Decision(true, List.of("own-user"), List.of()));
    assertThat(decide(query("dan", List.of("member"), "", "users:GetUser", user("erin"))).allowed())
        .isFalse();
  }

  private static EntityUid user(String id) {
    return new EntityUid("ApiRouter::User", id);
  }

  @Test
  void decide_unknownAction_deniedWithError() {
    assertThat(decide(query("root", List.of(), "", "commercial:DropOrders", order("1"))))
        .isEqualTo(
            new Decision(
                false,
                List.of(),
                List.of("unknown action ApiRouter::Action::\"commercial:DropOrders\"")));
  }

  @Test
  void decide_typesTheActionDoesNotApplyTo_deniedWithError() {
    assertThat(decide(query("root", List.of(), "", "commercial:GetOrder", service())))
        .isEqualTo(
            new Decision(
                false,
                List.of(),
                List.of(
                    "action ApiRouter::Action::\"commercial:GetOrder\" does not apply to principal"
                        + " type ApiRouter::User and resource type ApiRouter::Service")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\"",
        "\\",
        "\\\"",
        "a\nb\r\t",
        "\0",
        "日本 🙂 e\u0301",
        "root\") || true //",
        "ApiRouter::User::\"root\"",
        "{\"__entity\":{\"type\":\"ApiRouter::User\",\"id\":\"root\"}}",
        "${x}",
        "?principal"
      })
  void decide_oddIds_areJustIds(String id) {
    assertThat(decide(query(id, List.of(id), id, "commercial:GetOrder", order(id))))
        .isEqualTo(new Decision(false, List.of(), List.of()));
    assertThat(decide(query(id, List.of(id, "reader"), id, "commercial:GetOrder", order(id))))
        .isEqualTo(new Decision(true, List.of("reader"), List.of()));
  }

  @Test
  void decide_oddIdsInPolicies_areMatchedExactly(@TempDir Path temporary) throws Exception {
    PolicyFolder folder =
        PolicyFolder.in(temporary)
            .write(
                "a.cedar",
                """
                @id("x\\n\\"\\u{1F642}")
                permit (
                  principal == ApiRouter::User::"a\\"b\\\\c\\n\\u{1F642}",
                  action,
                  resource == ApiRouter::Order::"\\0;//"
                );
                """);
    CedarAuthorizationEngine odd = engineOf(folder);

    assertThat(
            decide(odd, query("a\"b\\c\n🙂", List.of(), "", "commercial:GetOrder", order("\0;//"))))
        .isEqualTo(new Decision(true, List.of("x\n\"🙂"), List.of()));
    assertThat(
            decide(odd, query("a\"b\\c\n🙂", List.of(), "", "commercial:GetOrder", order(";//")))
                .allowed())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud83d", "a\ud83db", "\ude42", "\ude42\ud83d"})
  void decide_loneSurrogate_deniedWithError(String id) {
    Decision denied =
        new Decision(
            false, List.of(), List.of("an id, group or tenant is not well-formed Unicode"));
    assertThat(decide(getOrder(id, "reader"))).isEqualTo(denied);
    assertThat(decide(getOrder("alice", "reader", id))).isEqualTo(denied);
    assertThat(decide(query("a", List.of("reader"), id, "commercial:GetOrder", order("1"))))
        .isEqualTo(denied);
    assertThat(decide(query("a", List.of("reader"), "", "commercial:GetOrder", order(id))))
        .isEqualTo(denied);
  }

  @Test
  void decide_executorRejects_failsWithItsException() {
    RejectedExecutionException full = new RejectedExecutionException("full");
    CedarAuthorizationEngine rejecting =
        new CedarAuthorizationEngine(
            SNAPSHOT::get,
            _ -> {
              throw full;
            });

    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    rejecting.decide(getOrder("alice")).whenComplete((_, e) -> failure.complete(e));

    assertThat(failure).isCompletedWithValue(full);
  }

  @Test
  void decide_fault_isUnavailable() {
    Slice slice =
        requireNonNull(
            SNAPSHOT
                .get()
                .slice(
                    new RequestKind(
                        PolicyFolder.action("commercial:GetOrder"),
                        "ApiRouter::User",
                        "ApiRouter::Order")));
    PolicySet broken = new PolicySet(Set.of(new Policy("not Cedar", "a")));

    assertThatThrownBy(() -> SnapshotEvaluation.decide(slice, broken, getOrder("alice")))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageStartingWith("Cedar took no decision: ");
  }

  @Test
  void decide_snapshotChangedMeanwhile_decidedByTheOneOfTheCall(@TempDir Path temporary)
      throws Exception {
    AtomicReference<PolicySnapshot> current = new AtomicReference<>(SNAPSHOT.get());
    List<Runnable> waiting = new ArrayList<>();
    CedarAuthorizationEngine slow = new CedarAuthorizationEngine(current::get, waiting::add);

    CompletableFuture<Decision> decision =
        slow.decide(getOrder("alice", "reader")).toCompletableFuture();
    current.set(
        PolicySetLoader.load(
            PolicyFolder.in(temporary)
                .write("a.cedar", "forbid (principal, action, resource);")
                .source()));
    waiting.forEach(Runnable::run);

    assertThat(decision).isCompletedWithValueMatching(Decision::allowed);
    assertThat(slow.policySetVersion()).isNotEqualTo(SNAPSHOT.get().version());
  }

  @Test
  void decide_eightThreads_allRight() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      CedarAuthorizationEngine concurrent = new CedarAuthorizationEngine(SNAPSHOT::get, threads);
      List<Future<?>> callers = new ArrayList<>();
      try (ExecutorService calling = Executors.newFixedThreadPool(8)) {
        for (int i = 0; i < 8; i++) {
          int caller = i;
          callers.add(calling.submit(() -> decideMany(concurrent, "user" + caller)));
        }
        for (Future<?> caller : callers) {
          caller.get();
        }
      }
    }
  }

  private static void decideMany(CedarAuthorizationEngine engine, String user) {
    for (int i = 0; i < 200; i++) {
      boolean reader = i % 2 == 0;
      assertThat(decide(engine, getOrder(user, reader ? "reader" : "stranger")))
          .isEqualTo(new Decision(reader, reader ? List.of("reader") : List.of(), List.of()));
    }
  }

  @Test
  void load_cacheOfPolicySetsFull_decidesAllTheSame(@TempDir Path temporary) throws Exception {
    PolicyFolder folder = PolicyFolder.in(temporary).write("a.cedar", PolicyFolder.PERMIT_ALL);
    PolicySet.setCacheMaxPolicySets(1);
    try {
      PolicySnapshot full = PolicySetLoader.load(folder.source());

      assertThat(full.warnings())
          .containsExactly(
              "1 of 1 slices are evaluated slowly: the native cache of 16384 policy sets is full");
      assertThat(decide(new CedarAuthorizationEngine(() -> full, Runnable::run), getOrder("alice")))
          .isEqualTo(new Decision(true, List.of("all"), List.of()));
    } finally {
      PolicySet.setCacheMaxPolicySets(CachedPolicySets.MAX_CACHED);
    }
  }

  private static CedarAuthorizationEngine engineOf(PolicyFolder folder) throws PolicyLoadException {
    PolicySnapshot snapshot = PolicySetLoader.load(folder.source());
    return new CedarAuthorizationEngine(() -> snapshot, Runnable::run);
  }

  private Decision decide(AuthorizationQuery query) {
    return decide(engine, query);
  }

  private static Decision decide(CedarAuthorizationEngine engine, AuthorizationQuery query) {
    try {
      return engine.decide(query).toCompletableFuture().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
