package dev.apirouter.authz.engine.mirror;

import static dev.apirouter.authz.engine.mirror.MirrorFixture.NOBODY;
import static dev.apirouter.authz.engine.mirror.MirrorFixture.READERS;
import static dev.apirouter.authz.engine.mirror.MirrorFixture.TEAM_TEMPLATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apirouter.authz.engine.Decision;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PolicyMirrorTest {
  private static final Decision DENIED = new Decision(false, List.of(), List.of());

  private final TestingPolicyStore store = MirrorFixture.store();
  private final MirrorFixture fixture = new MirrorFixture(store, null);

  @AfterEach
  void close() {
    fixture.close();
    store.close();
  }

  private static Decision allowedBy(String... policies) {
    return new Decision(true, List.of(policies), List.of());
  }

  @Test
  void poll_severalPages_loadsEveryPolicyByItsId() throws Exception {
    for (int i = 1; i <= 5; i++) {
      store.policy("SP" + i, "@id(\"x\") " + READERS);
    }

    assertThat(fixture.mirror.poll()).isTrue();

    assertThat(fixture.decide("readers")).isEqualTo(allowedBy("SP1", "SP2", "SP3", "SP4", "SP5"));
    assertThat(fixture.decide()).isEqualTo(DENIED);
    assertThat(store.operations())
        .containsExactly(
            "GetSchema", "ListPolicies", "ListPolicies", "ListPolicies", "BatchGetPolicy");
    assertThat(fixture.mirror.reads()).isEqualTo(5);
    assertThat(fixture.events.told()).containsExactly("loaded 5", "polled");
    assertThat(fixture.mirror.status())
        .isEqualTo(
            new MirrorStatus(Optional.of(Duration.ZERO), Optional.empty(), false, List.of()));
  }

  @Test
  void poll_moreThanABatch_loadsAll() throws Exception {
    for (int i = 0; i < 205; i++) {
      store.policy("SP%03d".formatted(i), READERS);
    }

    fixture.mirror.poll();

    assertThat(fixture.mirror.get().policies()).isEqualTo(205);
    assertThat(store.operations()).filteredOn("BatchGetPolicy"::equals).hasSize(3);
  }

  @Test
  void poll_emptyStore_deniesAll() throws Exception {
    fixture.mirror.poll();

    assertThat(fixture.decide("readers")).isEqualTo(DENIED);
  }

  @Test
  void poll_changes_fetchesNothingElse() throws Exception {
    store.policy("SP1", READERS).policy("SP2", READERS).policy("SP3", READERS);
    fixture.mirror.poll();
    assertThat(store.takeFetched()).containsExactly("SP1", "SP2", "SP3");
    String version = fixture.engine.policySetVersion();

    fixture.mirror.poll();
    assertThat(store.takeFetched()).isEmpty();
    assertThat(fixture.engine.policySetVersion()).isEqualTo(version);
    assertThat(fixture.lastEvent()).isEqualTo("polled");
    assertThat(fixture.events.told()).filteredOn("loaded 3"::equals).hasSize(1);

    store.policy("SP2", READERS.replace("readers", "writers")).policy("SP4", READERS);
    store.remove("SP3");
    fixture.mirror.poll();

    assertThat(store.takeFetched()).containsExactly("SP2", "SP4");
    assertThat(fixture.decide("readers")).isEqualTo(allowedBy("SP1", "SP4"));
    assertThat(fixture.decide("writers")).isEqualTo(allowedBy("SP2"));
    assertThat(fixture.engine.policySetVersion()).isNotEqualTo(version);
  }

  @Test
  void poll_templateLinkedPolicies_followTheirTemplate() throws Exception {
    store.template("PT1", TEAM_TEMPLATE).template("PT2", "unused").template("PT3", "unused");
    store.link("SP1", "PT1", "readers").link("SP2", "PT1", "a\", action, resource); //");
    fixture.mirror.poll();

    assertThat(store.takeFetched()).containsExactly("PT1");
    assertThat(fixture.decide("readers")).isEqualTo(allowedBy("SP1"));
    assertThat(fixture.decide("a\", action, resource); //")).isEqualTo(allowedBy("SP2"));

    store.template("PT1", TEAM_TEMPLATE.replace("permit", "forbid"));
    fixture.mirror.poll();

    assertThat(store.takeFetched()).containsExactly("PT1");
    assertThat(fixture.decide("readers")).isEqualTo(new Decision(false, List.of("SP1"), List.of()));
  }

  @Test
  void poll_changedSchema_isTakenUp() throws Exception {
    store.policy("SP1", READERS);
    fixture.mirror.poll();
    String version = fixture.engine.policySetVersion();

    store.schema(MirrorFixture.schema() + "\n");
    fixture.mirror.poll();

    assertThat(fixture.engine.policySetVersion()).isNotEqualTo(version);
  }

  @Test
  void poll_brokenPolicy_keepsTheLastGoodSetUntilMended() throws Exception {
    store.policy("SP1", READERS);
    fixture.mirror.poll();
    String version = fixture.engine.policySetVersion();

    store.policy("SP2", "permit (principal, action, resource) when { resource.nothing };");
    assertThat(fixture.mirror.poll()).isTrue();
    assertThat(fixture.mirror.poll()).isTrue();

    assertThat(fixture.engine.policySetVersion()).isEqualTo(version);
    assertThat(fixture.decide("readers")).isEqualTo(allowedBy("SP1"));
    assertThat(fixture.events.told()).filteredOn(e -> e.startsWith("reload failed")).hasSize(1);
    assertThat(fixture.mirror.status().stale()).isTrue();
    assertThat(fixture.mirror.status().problems())
        .singleElement()
        .asString()
        .startsWith("changed policies are not in use: PSEXAMPLE/SP2:1: policy SP2: ");

    // AVP is there and says so: it is not an outage, however long it takes to mend.
    fixture.now = fixture.now.plus(MirrorFixture.MAX_AGE.multipliedBy(3));
    fixture.mirror.poll();
    assertThat(fixture.decide("readers").allowed()).isTrue();

    store.policy("SP2", NOBODY);
    fixture.mirror.poll();
    assertThat(fixture.decide("readers").allowed()).isFalse();
    assertThat(fixture.mirror.status().problems()).isEmpty();
    assertThat(fixture.mirror.status().stale()).isFalse();
  }

  @Test
  void poll_brokenPolicyRemovedAgain_isNoProblemAnyMore() throws Exception {
    store.policy("SP1", READERS);
    fixture.mirror.poll();
    store.policy("SP2", "permit (everybody);");
    fixture.mirror.poll();

    store.remove("SP2");
    fixture.mirror.poll();

    assertThat(fixture.mirror.status().problems()).isEmpty();
  }

  @Test
  void start_changedPolicy_isInUseSoon() throws Exception {
    try (PolicyMirror mirror =
        PolicyMirror.start(
            MirrorFixture.client(store.uri(), MirrorFixture.CREDENTIALS),
            TestingPolicyStore.ID,
            MirrorFixture.often(),
            InstantSource.system(),
            fixture.events)) {
      for (int i = 0; i < 250 && mirror.current().isEmpty(); i++) {
        Thread.sleep(20);
      }
      store.policy("SP1", READERS);
      for (int i = 0; i < 250 && mirror.get().policies() == 0; i++) {
        Thread.sleep(20);
      }

      assertThat(mirror.get().policies()).isEqualTo(1);
    }
  }
}
