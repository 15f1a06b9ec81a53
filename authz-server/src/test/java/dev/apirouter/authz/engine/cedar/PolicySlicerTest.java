package dev.apirouter.authz.engine.cedar;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;
import dev.apirouter.authz.engine.EntityUid;
import dev.apirouter.cedar.ParsedPolicy;
import dev.apirouter.cedar.PolicyFiles.TextFile;
import dev.apirouter.cedar.PolicyParser;
import dev.apirouter.cedar.PolicySchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PolicySlicerTest {
  private static final long SEED = 20261104;
  private static final int POLICY_SETS = 40;
  private static final int POLICIES = 30;
  private static final int QUERIES = 120;

  private static final List<String> IDS = List.of("a", "b", "1");
  private static final List<String> TYPES =
      List.of("User", "Anonymous", "Group", "Order", "Folder", "Service");
  private static final List<String> ACTIONS =
      List.of(
          "any",
          "commercial:read",
          "commercial:write",
          "commercial:GetOrder",
          "commercial:CancelOrder",
          "commercial:ListOrders",
          "users:GetUser");
  private static final List<String> CONDITIONS =
      List.of(
          "",
          " when { context.groups.contains(\"a\") }",
          " unless { principal has tenant_id && principal.tenant_id == \"b\" }",
          " when { principal in ApiRouter::Group::\"a\" }",
          " when { resource.total > 1 }",
          " when { context.tenant_id == \"a\" }");

  private final Random random = new Random(SEED);
  private final CedarSchema schema;

  PolicySlicerTest() throws Exception {
    Path file = PolicyFolder.resource("cedar-schema.json");
    this.schema =
        CedarSchema.of(
            PolicySchema.parse(new TextFile("cedar-schema.json", Files.readString(file))));
  }

  /* Random scopes of every form, with no regard to what strict validation would let pass. */
  @Test
  void slice_randomPoliciesAndQueries_decisionsEqualThoseOfTheWholeSet() throws Exception {
    List<RequestKind> kinds = List.copyOf(schema.requestKinds());
    int smaller = 0;
    int allowed = 0;
    int failed = 0;
    for (int i = 0; i < POLICY_SETS; i++) {
      List<CedarPolicy> policies = randomPolicies();
      Map<RequestKind, Slice> slices =
          new PolicySlicer(schema, new CachedPolicySets(Map.of())).slice(policies);
      PolicySet whole = whole(policies);
      for (int j = 0; j < QUERIES; j++) {
        RequestKind kind = kinds.get(random.nextInt(kinds.size()));
        Slice slice = requireNonNull(slices.get(kind));
        AuthorizationQuery query = randomQuery(kind);
        Decision sliced = SnapshotEvaluation.decide(slice, slice.policies(), query);

        assertThat(sliced)
            .as("%s by %s", query, whole.getStaticPolicies())
            .isEqualTo(SnapshotEvaluation.decide(slice, whole, query));
        smaller += slice.policies().getNumPolicies() < POLICIES ? 1 : 0;
        allowed += sliced.allowed() ? 1 : 0;
        failed += sliced.errors().isEmpty() ? 0 : 1;
      }
    }
    assertThat(List.of(smaller, allowed, failed)).allMatch(count -> count > 300);
  }

  @Test
  void slice_largerThanItsBound_isTheWholeSet() {
    List<CedarPolicy> policies =
        parse(
            """
            permit (principal, action == ApiRouter::Action::"commercial:GetOrder", resource);
            permit (principal, action == ApiRouter::Action::"users:GetUser", resource);
            forbid (principal, action == ApiRouter::Action::"users:GetUser", resource);
            """);

    assertThat(sliceSizes(policies, 6)).containsOnly(0, 1, 2);
    assertThat(sliceSizes(policies, 5)).containsOnly(0, 1, 3);
  }

  private List<Integer> sliceSizes(List<CedarPolicy> policies, int maxCopies) {
    return new PolicySlicer(schema, new CachedPolicySets(Map.of()), maxCopies)
        .slice(policies).values().stream()
            .map(slice -> slice.policies().getNumPolicies())
            .distinct()
            .toList();
  }

  private static PolicySet whole(List<CedarPolicy> policies) throws Exception {
    PolicySet set =
        new PolicySet(
            policies.stream()
                .map(policy -> new Policy(policy.text().source(), policy.id()))
                .collect(Collectors.toSet()));
    set.cache();
    return set;
  }

  private List<CedarPolicy> randomPolicies() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < POLICIES; i++) {
      text.append(random.nextInt(4) == 0 ? "forbid" : "permit")
          .append(" (principal")
          .append(randomConstraint())
          .append(", action")
          .append(randomActionConstraint())
          .append(", resource")
          .append(randomConstraint())
          .append(")")
          .append(pick(CONDITIONS))
          .append(";\n");
    }
    return parse(text.toString());
  }

  private List<CedarPolicy> parse(String text) {
    PolicyParser parser = new PolicyParser(schema.schema());
    List<ParsedPolicy> policies = parser.parse(List.of(new TextFile("a.cedar", text)));
    assertThat(parser.problems()).isEmpty();
    return policies.stream().map(CedarPolicy::of).toList();
  }

  private String randomConstraint() {
    String type = " ApiRouter::" + pick(TYPES);
    String entity = " ApiRouter::" + pick(TYPES) + "::\"" + pick(IDS) + "\"";
    return switch (random.nextInt(8)) {
      case 0 -> " ==" + entity;
      case 1 -> " in" + entity;
      case 2 -> " is" + type;
      case 3 -> " is" + type + " in" + entity;
      default -> "";
    };
  }

  private String randomActionConstraint() {
    return switch (random.nextInt(5)) {
      case 0 -> " == " + randomAction();
      case 1 -> " in " + randomAction();
      case 2 -> " in [" + randomAction() + ", " + randomAction() + "]";
      case 3 -> " in []";
      default -> "";
    };
  }

  private String randomAction() {
    return "ApiRouter::Action::\"" + pick(ACTIONS) + "\"";
  }

  private AuthorizationQuery randomQuery(RequestKind kind) {
    List<String> groups = new ArrayList<>(IDS);
    groups.removeIf(_ -> random.nextBoolean());
    return new AuthorizationQuery(
        new EntityUid(kind.principalType(), pick(IDS)),
        groups,
        random.nextBoolean() ? Optional.of(pick(IDS)) : Optional.empty(),
        kind.action(),
        new EntityUid(kind.resourceType(), pick(IDS)));
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
