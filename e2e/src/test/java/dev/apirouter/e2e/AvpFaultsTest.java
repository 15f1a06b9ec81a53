package dev.apirouter.e2e;

import static dev.apirouter.e2e.Router.ORDER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apirouter.localstack.Engine;
import dev.apirouter.localstack.StackProcess;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Verified Permissions in trouble, under load, seen through Envoy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AvpFaultsTest {
  private static final long OUTAGE_MILLIS = 3_000;

  /**
   * The most calls in an outage: what the breaker judges by, what was under way, three for each
   * second that it is open, each tried twice.
   */
  private static final int MOST_CALLS = (20 + 4 + 3 * 4) * 2;

  private AvpStack avp;

  AvpFaultsTest() throws InterruptedException {
    // Nothing is cached: every request asks.
    avp =
        AvpStack.start(
            Engine.AVP,
            Map.of("APIROUTER_CACHE_ALLOW_TTL", "0s", "APIROUTER_CACHE_DENY_TTL", "0s"));
  }

  @BeforeAll
  void isUp() {
    avp.router().get(ORDER, avp.router().reader()).isOk();
  }

  @AfterAll
  void stop() {
    avp.close();
  }

  /** What clients saw: status by whether the policies allow. */
  private record Seen(Queue<Integer> allowed, Queue<Integer> denied) {
    void isRightOrUnavailable() {
      assertThat(allowed).isNotEmpty().isSubsetOf(200, 503);
      assertThat(denied).isNotEmpty().isSubsetOf(403, 503);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"fail\": 1}",
        "{\"latencyMs\": 5000}",
        "{\"throttle\": 1}",
        "{\"garbage\": 1}",
        "{\"close\": 1}",
        "{\"hang\": 1}",
        "{\"expiredCredentials\": true}"
      })
  void outage_isUnavailableNeverWrongAndOverIn2s(String fault) throws Exception {
    int before = avp.calls();
    avp.faults(fault);
    Seen seen = load();
    int calls = avp.calls() - before;
    avp.faults("{}");

    seen.isRightOrUnavailable();
    assertThat(seen.allowed()).contains(503);
    assertThat(calls).as("calls in the outage").isLessThanOrEqualTo(MOST_CALLS);
    recovers();
  }

  @Test
  void flapping_isRightOrUnavailable() throws Exception {
    avp.faults("{\"fail\": 0.3, \"close\": 0.1, \"throttle\": 0.1}");
    Seen seen = load();
    avp.faults("{}");

    seen.isRightOrUnavailable();
    recovers();
  }

  @Test
  void down_isUnavailableAndBackIn2s() throws Exception {
    avp.router().stack().kill(StackProcess.AVP_LOCAL);
    Seen seen = load();
    seen.isRightOrUnavailable();
    assertThat(seen.allowed()).contains(503);

    avp.router().stack().start(StackProcess.AVP_LOCAL);

    recovers();
  }

  private void recovers() throws InterruptedException {
    String reader = avp.router().reader();
    Router.within(
        2, "a request passes again", () -> avp.router().get(ORDER, reader).status() == 200);
  }

  /** Four clients for the time of an outage, below the routes' throttles. */
  private Seen load() throws Exception {
    Seen seen = new Seen(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
    String reader = avp.router().reader();
    long end = System.currentTimeMillis() + OUTAGE_MILLIS;
    Callable<Boolean> client =
        () -> {
          while (System.currentTimeMillis() < end) {
            seen.allowed().add(avp.router().get(ORDER, reader).status());
            seen.denied().add(avp.router().post(ORDER + "/cancel", reader, "").status());
            Thread.sleep(20);
          }
          return true;
        };
    try (ExecutorService clients = Executors.newFixedThreadPool(4)) {
      for (Future<Boolean> done : clients.invokeAll(List.of(client, client, client, client))) {
        assertThat(done.get()).isTrue();
      }
    }
    return seen;
  }
}
