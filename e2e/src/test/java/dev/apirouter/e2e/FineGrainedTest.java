package dev.apirouter.e2e;

import static dev.apirouter.e2e.Router.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apirouter.localstack.StackProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The router decides who may change orders at all; the service, which of them. */
@ExtendWith(StackExtension.class)
final class FineGrainedTest {
  private static final String ORDERS = "/api/commercial/orders/";

  private final Router router;

  FineGrainedTest(Router router) {
    this.router = router;
  }

  private Answer update(String sub, String groups, String id) {
    return router.send(
        "PUT",
        ORDERS + id,
        bearer(router.token(sub, groups)) + "content-type: application/json\r\n",
        "{\"customer\":\"Changed by " + sub + "\"}");
  }

  private String serviceLog() {
    try {
      return Files.readString(router.stack().log(StackProcess.COMMERCIAL));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"bob, writers, 42", "carol, administrators, 456"})
  void updateOrder_ownOrderOrAdministrator_isChanged(String sub, String groups, String id) {
    Answer answer = update(sub, groups, id).isOk();

    assertThat(answer.json().at("/order/customer").asText()).isEqualTo("Changed by " + sub);
  }

  @Test
  void updateOrder_anothersOrder_isTheServicesOwn403() throws InterruptedException {
    Answer answer = update("bob", "writers", "456");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.header("x-amzn-errortype")).isEqualTo("ForbiddenException");
    assertThat(answer.json().path("__type").asText()).isEqualTo("ForbiddenException");
    assertThat(answer.json().path("message").asText())
        .isEqualTo("Not permitted to change order '456'");
    String requestId = answer.json().path("requestId").asText();
    assertThat(requestId).isNotEmpty();
    Router.within(2, "the service's log names the request", () -> serviceLog().contains(requestId));
  }

  @Test
  void updateOrder_readersOwnOrder_isTheRouters403AndNeverReachesTheService() {
    Answer answer = update("bob", "readers", "42");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json().path("message").asText()).isEqualTo("Not permitted");
    assertThat(serviceLog()).doesNotContain(answer.json().path("requestId").asText());
  }

  @Test
  void updateOrder_spoofedOwner_isDropped() {
    Answer answer =
        router.send(
            "PUT",
            ORDERS + "456",
            bearer(router.token("bob", "writers"))
                + "x-principal-sub: shop-sync\r\ncontent-type: application/json\r\n",
            "{}");

    assertThat(answer.status()).isEqualTo(403);
  }
}
