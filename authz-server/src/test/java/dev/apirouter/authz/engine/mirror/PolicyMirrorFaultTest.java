package dev.apirouter.authz.engine.mirror;

import static dev.apirouter.authz.engine.mirror.MirrorFixture.READERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.apirouter.authz.engine.Decision;
import dev.apirouter.authz.engine.EngineUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClient;

/** What goes wrong between a mirror and its policy store. */
final class PolicyMirrorFaultTest {

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
  void poll_noBatchGetPolicy_fetchesOneByOne() throws Exception {
    store.policy("SP1", READERS).policy("SP2", READERS);
    store.fault((operation, exchange) -> {
      if (!operation.equals("BatchGetPolicy")) {
        return false;
      }
      TestingPolicyStore.error(exchange, 404, "UnknownOperationException", "");
      return true;
    });

    assertThat(fixture.mirror.poll()).isTrue();
    store.policy("SP3", READERS);
    fixture.mirror.poll();

    assertThat(fixture.decide("readers")).isEqualTo(allowedBy("SP1", "SP2", "SP3"));
    assertThat(store.operations()).filteredOn("BatchGetPolicy"::equals).hasSize(1);
    assertThat(store.operations()).filteredOn("GetPolicy"::equals).hasSize(3);
  }

  @Test
  void poll_policyDeletedAfterItWasListed_failsOnce() throws Exception {
    store.policy("SP1", READERS).policy("SP2", READERS);
    store.fault((operation, _) -> {
      if (operation.equals("BatchGetPolicy")) {
        store.remove("SP2");
      }
      return false;
    });

    assertThat(fixture.mirror.poll()).isFalse();
    assertThat(fixture.lastEvent())
        .isEqualTo(
            "poll failed BatchGetPolicy: policies [SP2] were listed but are not to be had (deleted"
                + " meanwhile?)");
    store.healthy();
    store.takeFetched();
    assertThat(fixture.mirror.poll()).isTrue();

    // What the first reading had fetched was not fetched again.
    assertThat(store.takeFetched()).isEmpty();
    assertThat(fixture.decide("readers")).isEqualTo(allowedBy("SP1"));
  }

  @Test
  void poll_throttledNowAndThen_isCompleted() throws Exception {
    store.policy("SP1", READERS).policy("SP2", READERS).policy("SP3", READERS);
    AtomicInteger calls = new AtomicInteger();
    store.fault((_, exchange) -> calls.getAndIncrement() % 2 == 0 && throttled(exchange));

    assertThat(fixture.mirror.poll()).isTrue();

    assertThat(fixture.mirror.get().policies()).isEqualTo(3);
  }

  @Test
  void poll_throttledForGood_failsAndGoesOnWhereItWas() throws Exception {
    store.policy("SP1", READERS);
    store.fault((operation, exchange) -> operation.equals("ListPolicies") && throttled(exchange));

    assertThat(fixture.mirror.poll()).isFalse();

    assertThat(fixture.lastEvent())
        .startsWith("poll failed ListPolicies: ThrottlingException: told so");
    // The SDK's standard retries, and no more.
    assertThat(store.operations()).filteredOn("ListPolicies"::equals).hasSize(3);
    store.healthy();
    assertThat(fixture.mirror.poll()).isTrue();
  }

  private static boolean throttled(HttpExchange exchange) throws IOException {
    TestingPolicyStore.error(exchange, 400, "ThrottlingException", "");
    return true;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | <html>sorry</html> | Unable to unmarshall",
        "200 | '' | the endpoint does not speak AVP's protocol",
        "200 | {} | the endpoint does not speak AVP's protocol",
        "403 | <html>no</html> | the endpoint does not speak AVP's protocol (HTTP 403",
        "400 | {\"__type\":\"AccessDeniedException\",\"message\":\"not you\"} | AccessDeniedException: not you (HTTP 400",
        "400 | {\"__type\":\"ExpiredTokenException\",\"message\":\"old\"} | ExpiredTokenException: old (HTTP 400",
        "500 | {\"__type\":\"InternalServerException\",\"message\":\"x\"} | InternalServerException: x (HTTP 500",
      })
  void poll_badAnswers_leaveNothingToDecideBy(int status, String body, String reason)
      throws Exception {
    store.fault((_, exchange) -> {
      TestingPolicyStore.send(exchange, status, body);
      return true;
    });

    assertThat(fixture.mirror.poll()).isFalse();

    assertThat(fixture.lastEvent()).startsWith("poll failed GetSchema: ").contains(reason);
    assertThat(fixture.mirror.status().problems().getFirst())
        .startsWith("policy store PSEXAMPLE cannot be read: GetSchema: ");
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> fixture.decide("readers"))
        .withCauseInstanceOf(EngineUnavailableException.class)
        .withMessageContaining("there is no policy set of policy store PSEXAMPLE yet");
    assertThat(fixture.engine.policySetVersion()).isEqualTo("none");
  }

  @Test
  void poll_listThatIsNone_isNotAnEmptyStore() throws Exception {
    store.policy("SP1", READERS);
    fixture.mirror.poll();
    store.fault((operation, exchange) -> {
      if (!operation.equals("ListPolicies")) {
        return false;
      }
      TestingPolicyStore.send(exchange, 200, "{}");
      return true;
    });

    assertThat(fixture.mirror.poll()).isFalse();
    assertThat(fixture.decide("readers").allowed()).isTrue();
  }

  @Test
  void poll_noSchemaOrNoStore_saysSo() throws Exception {
    store.schema(null);
    assertThat(fixture.mirror.poll()).isFalse();
    assertThat(fixture.lastEvent()).isEqualTo("poll failed policy store PSEXAMPLE has no schema");

    try (MirrorFixture other = new MirrorFixture(store.uri(), "PSOTHER", null)) {
      assertThat(other.mirror.poll()).isFalse();
      assertThat(other.lastEvent())
          .isEqualTo(
              "poll failed GetSchema: AVP has no such policy store in this Region and account"
                  + " (avp.policy-store-id, avp.region)");
    }
  }

  @Test
  void get_storeAwayForTooLong_isUnavailableUntilItIsBack() throws Exception {
    store.policy("SP1", READERS);
    fixture.mirror.poll();
    String version = fixture.engine.policySetVersion();
    store.fault((_, exchange) -> throttled(exchange));

    fixture.now = fixture.now.plus(MirrorFixture.MAX_AGE).minusMillis(1);
    fixture.mirror.poll();
    assertThat(fixture.decide("readers").allowed()).isTrue();

    fixture.now = fixture.now.plusMillis(1);
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> fixture.decide("readers"))
        .withMessageContaining(
            "the policy set of policy store PSEXAMPLE is 3600 s old, mirror.max-age is 3600 s");
    // No remembered decision outlives the policy set.
    assertThat(fixture.engine.policySetVersion()).isEqualTo("none");
    assertThat(fixture.mirror.status().outage()).isPresent();

    store.healthy();
    fixture.mirror.poll();
    assertThat(fixture.decide("readers").allowed()).isTrue();
    assertThat(fixture.engine.policySetVersion()).isEqualTo(version);
  }

  @Test
  void start_credentialsFailAtFirst_pollsOnUntilTheyWork() throws Exception {
    store.policy("SP1", READERS);
    AtomicInteger failures = new AtomicInteger();
    RecordedMirrorEvents events = new RecordedMirrorEvents();
    VerifiedPermissionsClient client =
        MirrorFixture.client(
            store.uri(),
            () ->
                switch (failures.getAndIncrement()) {
                  case 0 -> throw SdkClientException.create("no credentials today");
                  case 1 -> throw new IllegalStateException("a fault of the provider");
                  default -> MirrorFixture.CREDENTIALS.resolveCredentials();
                });
    try (PolicyMirror mirror =
        PolicyMirror.start(
            client, TestingPolicyStore.ID, MirrorFixture.often(), InstantSource.system(), events)) {
      for (int i = 0; i < 500 && mirror.current().isEmpty(); i++) {
        Thread.sleep(20);
      }

      assertThat(mirror.get().policies()).isEqualTo(1);
      assertThat(events.told().getFirst()).isEqualTo("poll failed GetSchema: no credentials today");
      assertThat(events.told().get(1)).contains("a fault of the provider");
    }
  }

  @Test
  void poll_nobodyListens_fails() throws Exception {
    try (MirrorFixture other =
        new MirrorFixture(URI.create("http://127.0.0.1:1"), TestingPolicyStore.ID, null)) {
      assertThat(other.mirror.poll()).isFalse();
      assertThat(other.lastEvent()).contains("GetSchema: ", "Connection refused");
    }
  }
}
