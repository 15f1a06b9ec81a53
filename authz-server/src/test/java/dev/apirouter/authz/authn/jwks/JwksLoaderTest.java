package dev.apirouter.authz.authn.jwks;

import static dev.apirouter.authz.authn.jwks.TestingKeys.RSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apirouter.authz.config.JwksConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class JwksLoaderTest {
  private static final int MAX_BYTES = 10_000;

  private final TestingClock clock = new TestingClock();
  private final TestingIdp idp = new TestingIdp();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.shutdownNow();
    idp.close();
  }

  private JwksLoader loader(String issuer, Optional<URI> jwksUri, boolean allowHttp) {
    return new JwksLoader(
        TestingKeys.issuer(issuer, jwksUri, Set.of("RS256")),
        new JwksConfig(
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ofSeconds(3),
            MAX_BYTES),
        allowHttp,
        () -> client,
        clock);
  }

  private JwksLoader loader() {
    return loader(idp.url(), Optional.of(idp.jwksUri()), true);
  }

  private JwksLoader discovering(String issuer) {
    return loader(issuer, Optional.empty(), true);
  }

  private static void assertFails(JwksLoader loader, String reason) {
    assertThatThrownBy(loader::load).isInstanceOf(JwksException.class).hasMessageContaining(reason);
  }

  @Test
  void load_keysPublished_decoded() throws Exception {
    idp.publish(RSA);

    JwksDecoder.Decoded decoded = loader().load();

    assertThat(decoded.snapshot().toString()).isEqualTo("[RS256 rsa-1]");
    assertThat(decoded.snapshot().fetchedAt()).isEqualTo(clock.instant());
  }

  @Test
  void load_noServer_fails() {
    JwksLoader loader = loader();
    idp.close();

    assertFails(loader, "cannot be read: java.net.ConnectException");
  }

  @Test
  void load_statusOtherThan200_fails() {
    for (int status : new int[] {204, 404, 500}) {
      idp.answer("/jwks", TestingIdp.status(status));
      assertFails(loader(), idp.jwksUri() + " answered " + status + ", expected 200");
    }
  }

  @Test
  void load_redirect_notFollowed() {
    idp.publish(RSA).answer("/moved", TestingIdp.redirect(idp.jwksUri().toString()));

    assertFails(
        loader(idp.url(), Optional.of(URI.create(idp.url() + "/moved")), true),
        "answered 302, expected 200");
    assertThat(idp.requests()).isEqualTo(1);
  }

  @Test
  void load_bodyBeyondTheCap_fails() throws Exception {
    String body = TestingKeys.jwks(RSA);
    idp.answer("/jwks", TestingIdp.text(body + " ".repeat(MAX_BYTES - body.length())));
    assertThat(loader().load().snapshot().size()).isEqualTo(1);

    idp.answer("/jwks", TestingIdp.text(body + " ".repeat(MAX_BYTES - body.length() + 1)));
    assertFails(loader(), "cannot be read: java.io.IOException");
    idp.answer("/jwks", TestingIdp.flood());
    assertFails(loader(), "cannot be read: java.io.IOException");
  }

  @Test
  void load_slowAnswer_failsInTime() {
    idp.answer("/jwks", TestingIdp.trickle());
    assertFails(loader(), "did not answer within PT3S");
    idp.answer("/jwks", exchange -> Thread.sleep(60_000));
    assertFails(loader(), "did not answer within PT3S");
  }

  @Test
  void load_plainHttp_refusedUnlessAllowed() {
    idp.publish(RSA);
    String reason = "is not accepted, expected an https URI";

    assertFails(loader(idp.url(), Optional.of(idp.jwksUri()), false), reason);
    assertFails(loader(idp.url(), Optional.empty(), false), reason);
    assertThat(idp.requests()).isZero();
  }

  private void discovery(String path, String document) {
    idp.publish(RSA).answer(path + "/.well-known/openid-configuration", TestingIdp.text(document));
  }

  private void discovery(String path, String issuer, String jwksUri) {
    discovery(path, "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + jwksUri + "\"}");
  }

  @Test
  void load_discovery_keysOfTheDocumentsUri() throws Exception {
    for (String path : List.of("", "/", "/realm", "/realm/")) {
      String issuer = idp.url() + path;
      discovery(
          path.endsWith("/") ? path.substring(0, path.length() - 1) : path,
          issuer,
          idp.jwksUri().toString());

      assertThat(discovering(issuer).load().snapshot().size()).isEqualTo(1);
    }
  }

  @Test
  void load_discoveryForAnotherIssuer_fails() {
    discovery("", "https://evil.example", idp.jwksUri().toString());
    assertFails(
        discovering(idp.url()), "is for the issuer https://evil.example, expected " + idp.url());
    discovery("", idp.url() + "/", idp.jwksUri().toString());
    assertFails(discovering(idp.url()), "is for the issuer " + idp.url() + "/, expected");
  }

  @Test
  void load_discoveryUnusable_fails() {
    discovery("", idp.url(), "file:///etc/passwd");
    assertFails(discovering(idp.url()), "file:///etc/passwd is not accepted");
    discovery("", idp.url(), "/jwks");
    assertFails(discovering(idp.url()), "/jwks is not accepted");
    discovery("", idp.url(), "http:///jwks");
    assertFails(discovering(idp.url()), "http:///jwks is not");
    discovery("", idp.url(), "no uri");
    assertFails(discovering(idp.url()), "'no uri' is not a URI");
    discovery("", "{\"issuer\":\"" + idp.url() + "\"}");
    assertFails(discovering(idp.url()), "has no jwks_uri");
    discovery("", "<html>");
    assertFails(discovering(idp.url()), "is not a JSON object");
  }
}
