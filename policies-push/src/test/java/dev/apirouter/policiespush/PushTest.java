package dev.apirouter.policiespush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apirouter.cedar.PolicyLoadException;
import dev.apirouter.cedar.PolicySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PushTest {
  private static final String SCHEMA =
      """
      {"T": {
        "entityTypes": {"User": {}, "Service": {}},
        "actions": {
          "a": {"appliesTo": {"principalTypes": ["User"], "resourceTypes": ["Service"]}},
          "b": {"appliesTo": {"principalTypes": ["User"], "resourceTypes": ["Service"]}},
          "c": {"appliesTo": {"principalTypes": ["User"], "resourceTypes": ["Service"]}}
        }
      }}
      """;

  private final TestingStore client = new TestingStore();
  private final PolicyStore store = new PolicyStore(client, "ps-1");

  @TempDir
  @SuppressWarnings("NullAway.Init") // set by JUnit
  private Path folder;

  @BeforeEach
  void writeSchema() throws IOException {
    Files.writeString(folder.resolve("schema.json"), SCHEMA);
  }

  private ModelPolicies model(String... policies) throws IOException, PolicyLoadException {
    Files.writeString(folder.resolve("all.cedar"), String.join("\n", policies));
    return ModelPolicies.read(new PolicySource(folder, folder.resolve("schema.json")));
  }

  private PushPlan push(ModelPolicies model) throws PushException {
    PushPlan plan = PushPlan.of(model, store.read());
    Push.run(plan, model, store);
    return plan;
  }

  private static String policy(String id, String effect, String user, String action) {
    return "@id(\"%s\")\n%s (principal == T::User::\"%s\", action == T::Action::\"%s\", resource);"
        .formatted(id, effect, user, action);
  }

  @Test
  void push_emptyStore_schemaThenForbidsThenPermits() throws Exception {
    push(model(policy("p", "permit", "0", "a"), policy("f", "forbid", "0", "b")));

    assertThat(client.writes)
        .containsExactly(
            "PutSchema", "UpdatePolicyStore", "CreatePolicy Forbid", "CreatePolicy Permit");
    assertThat(client.mode).isEqualTo("STRICT");
    assertThat(client.policies.values())
        .extracting(it -> it.description())
        .containsExactly("apirouter:f", "apirouter:p");
  }

  @Test
  void push_again_changesNothing() throws Exception {
    ModelPolicies model = model(policy("p", "permit", "0", "a"), policy("f", "forbid", "0", "b"));
    push(model);
    client.writes.clear();

    PushPlan plan = push(model);

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.unchanged()).isEqualTo(2);
    assertThat(client.writes).isEmpty();
  }

  @Test
  void push_otherLayoutOrComment_isUnchanged() throws Exception {
    push(model("@id(\"p\") permit (principal, action, resource);"));

    assertThat(
            push(model("// Said so.\n@id(\"p\")\npermit (principal,\n action, resource);"))
                .isEmpty())
        .isTrue();
  }

  @Test
  void push_permitWithOtherActionOrCondition_isUpdatedInPlace() throws Exception {
    push(model(policy("p", "permit", "0", "a")));
    Set<String> ids = Set.copyOf(client.policies.keySet());
    client.writes.clear();

    push(model(policy("p", "permit", "0", "b")));

    assertThat(client.writes).containsExactly("UpdatePolicy Permit");
    assertThat(client.policies.keySet()).isEqualTo(ids);
    assertThat(client.access()).containsExactly("0b");
  }

  @Test
  void push_permitWithOtherPrincipal_isReplaced() throws Exception {
    push(model(policy("p", "permit", "0", "a")));
    client.writes.clear();

    push(model(policy("p", "permit", "1", "a")));

    assertThat(client.writes).containsExactly("CreatePolicy Permit", "DeletePolicy Permit");
    assertThat(client.access()).containsExactly("1a");
  }

  @Test
  void push_changedForbid_newOneComesFirstAndOldOneGoesLast() throws Exception {
    push(
        model(
            policy("p", "permit", "0", "a"),
            policy("gone", "permit", "1", "b"),
            policy("f", "forbid", "1", "a")));
    client.writes.clear();

    push(model(policy("p", "permit", "0", "b"), policy("f", "forbid", "1", "b")));

    assertThat(client.writes)
        .containsExactly(
            "CreatePolicy Forbid",
            "UpdatePolicy Permit",
            "DeletePolicy Permit",
            "DeletePolicy Forbid");
  }

  @Test
  void push_policiesOfOthers_areLeftAlone() throws Exception {
    client.put("made by hand", policy("x", "permit", "2", "c"));
    client.put("", policy("p", "permit", "2", "b"));

    PushPlan plan = push(model(policy("p", "permit", "0", "a")));

    assertThat(plan.others()).isEqualTo(2);
    assertThat(client.policies).hasSize(3);
    assertThat(Diff.text(plan)).contains("left alone 2 policies");
  }

  @Test
  void push_endsAfterAnyStep_opensNothingAndTheNextDoesTheRest() throws Exception {
    Random random = new Random(20261121);
    for (int round = 0; round < 60; round++) {
      ModelPolicies before = randomModel(random);
      ModelPolicies after = randomModel(random);
      client.policies.clear();
      client.writesLeft = Integer.MAX_VALUE;
      push(before);
      Set<String> either = new HashSet<>(client.access());
      push(after);
      Set<String> goal = client.access();
      either.addAll(goal);

      int steps = Integer.MAX_VALUE;
      for (int done = 0; done < steps; done++) {
        client.policies.clear();
        client.writesLeft = Integer.MAX_VALUE;
        push(before);
        client.writesLeft = done;
        PushPlan plan = PushPlan.of(after, store.read());
        steps = plan.steps().size();
        if (done < steps) {
          assertThatThrownBy(() -> Push.run(plan, after, store))
              .isInstanceOf(PushException.class)
              .hasMessageContaining("connection reset")
              .hasMessageContaining(done + " of " + steps + " steps are done");
        }
        assertThat(either).as("after %d of %s", done, plan).containsAll(client.access());

        client.writesLeft = Integer.MAX_VALUE;
        push(after);
        assertThat(client.access()).isEqualTo(goal);
        assertThat(client.policies).hasSize(after.policies().size());
      }
    }
  }

  private ModelPolicies randomModel(Random random) throws IOException, PolicyLoadException {
    List<String> policies = new ArrayList<>();
    for (String id : List.of("1", "2", "3", "4", "5")) {
      if (random.nextInt(4) > 0) {
        String user =
            random.nextInt(3) == 0
                ? "principal"
                : "principal == T::User::\"" + random.nextInt(3) + "\"";
        policies.add(
            "@id(\"%s\")\n%s (%s, action == T::Action::\"%s\", resource);"
                .formatted(
                    id,
                    random.nextInt(3) == 0 ? "forbid" : "permit",
                    user,
                    List.of("a", "b", "c").get(random.nextInt(3))));
      }
    }
    policies.add(policy("always", "permit", "0", "a"));
    return model(policies.toArray(String[]::new));
  }

  @Test
  void diff_everyKindOfChange_isShownWithItsLines() throws Exception {
    push(
        model(
            policy("same", "permit", "0", "a"),
            policy("updated", "permit", "1", "a"),
            policy("replaced", "forbid", "1", "a"),
            policy("deleted", "permit", "2", "a")));

    String diff =
        Diff.text(
            PushPlan.of(
                model(
                    policy("same", "permit", "0", "a"),
                    policy("updated", "permit", "1", "b"),
                    policy("replaced", "forbid", "1", "b"),
                    policy("created", "permit", "2", "a")),
                store.read()));

    assertThat(diff)
        .contains(
            "~ update     permit updated ("
                + folder
                + "/all.cedar:3)\n    - permit (principal == T::User::\"1\", action == T::Action::\"a\"",
            "-/+ replace  forbid replaced",
            "+ create     permit created",
            "- delete     permit deleted (SP",
            "= unchanged  1 policies\n")
        .doesNotContain("left alone", "schema");
  }

  @Test
  void read_policyWithoutId_isRefusedWithItsLine() {
    assertThatThrownBy(() -> model("// a\n\npermit (principal, action, resource);"))
        .isInstanceOf(PolicyLoadException.class)
        .hasMessageContaining("all.cedar:3: policy without an @id");
  }

  @Test
  void read_policyAgainstTheSchema_isRefusedWithItsLine() {
    assertThatThrownBy(() -> model(policy("p", "permit", "0", "d")))
        .isInstanceOf(PolicyLoadException.class)
        .hasMessageContaining("all.cedar:2: policy p: ");
  }

  @Test
  void read_tooLarge_isRefused() {
    String id = "x".repeat(PolicyStore.MAX_DESCRIPTION);
    String comment = "//" + "x".repeat(ModelPolicies.MAX_STATEMENT);

    assertThatThrownBy(() ->
            model(
                policy(id, "permit", "0", "a"),
                "@id(\"b\") permit (" + comment + "\nprincipal, action, resource);"))
        .isInstanceOf(PolicyLoadException.class)
        .hasMessageContaining("all.cedar:1: its @id has 150 characters, expected at most 140")
        .hasMessageContaining("all.cedar:3: policy b has 100")
        .hasMessageContaining("bytes, expected at most 10000");
  }

  @Test
  void read_noPolicies_isRefusedRatherThanDeletingAll() {
    assertThatThrownBy(() -> model(""))
        .isInstanceOf(PolicyLoadException.class)
        .hasMessageContaining("expected at least one");
  }
}
