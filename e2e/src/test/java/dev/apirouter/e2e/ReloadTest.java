package dev.apirouter.e2e;

import static dev.apirouter.e2e.Router.ORDER;
import static dev.apirouter.e2e.Router.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apirouter.localstack.StackPort;
import dev.apirouter.localstack.StackProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What changes while the router runs. */
@ExtendWith(StackExtension.class)
final class ReloadTest {
  private final Router router;
  private final HttpClient client = HttpClient.newHttpClient();

  ReloadTest(Router router) {
    this.router = router;
  }

  private String management(String path) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(
                    URI.create(router.stack().url(StackPort.AUTHZ_MANAGEMENT) + path))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void editedPolicy_changesTheAnswerWithin2s_andABrokenOneDoesNot() throws Exception {
    String reader = router.reader();
    Path file = router.policies().resolve("readers.cedar");
    String before = Files.readString(file);
    router.get(ORDER, reader).isOk();
    try {
      Files.writeString(
          file,
          before
              + """

              // Nobody looks at orders today.
              @id("closed-today")
              forbid (
                principal,
                action == ApiRouter::Action::"commercial:GetOrder",
                resource
              );
              """);
      Router.within(2, "403", () -> router.get(ORDER, reader).status() == 403);

      Files.writeString(file, before);
      Router.within(2, "200 again", () -> router.get(ORDER, reader).status() == 200);

      Files.writeString(file, before + "\npermit (everybody, everything");
      Router.within(3, "told", () -> isTold("readers.cedar"));
      router.get(ORDER, reader).isOk();
      assertThat(management("/metrics"))
          .contains("authz_policy_reload_failed 1.0")
          .containsPattern("authz_policy_reloads_total\\{result=\"failure\"} [1-9]");
      assertThat(Files.readString(router.stack().log(StackProcess.AUTHZ_SERVER)))
          .contains("the changed policy set is not used", "readers.cedar");
    } finally {
      Files.writeString(file, before);
    }
    Router.within(3, "healthy again", () -> !isTold("readers.cedar"));
  }

  private boolean isTold(String text) {
    try {
      return management("/readyz").contains(text);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("no readiness", e);
    }
  }

  @Test
  void rotatedKeys_newTokensPassAndOldOnesStayGood() throws Exception {
    String old = router.token("alice", "readers");
    router.get(ORDER, bearer(old)).isOk();

    client.send(
        HttpRequest.newBuilder(URI.create(router.stack().url(StackPort.IDP) + "/rotate"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.discarding());

    Router.within(
        2,
        "a token of the new key passes",
        () -> router.get(ORDER, bearer(router.token("alice", "readers"))).status() == 200);
    router.get(ORDER, bearer(old)).isOk();
  }
}
