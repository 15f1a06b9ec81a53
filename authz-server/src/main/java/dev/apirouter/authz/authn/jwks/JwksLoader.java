package dev.apirouter.authz.authn.jwks;

import dev.apirouter.authz.authn.json.StrictJson;
import dev.apirouter.authz.config.IssuerConfig;
import dev.apirouter.authz.config.JwksConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Gets an issuer's key set over HTTP. Redirects are not followed: they would let another host, or
 * plain http, name the keys.
 */
final class JwksLoader {
  private final String issuer;
  private final Optional<URI> jwksUri;
  private final JwksDecoder decoder;
  private final Duration timeout;
  private final int maxBytes;
  private final boolean allowHttp;
  private final Supplier<HttpClient> client;
  private final InstantSource clock;

  /**
   * @param allowHttp whether http is accepted as well as https
   * @param client one that does not follow redirects
   */
  JwksLoader(
      IssuerConfig issuer,
      JwksConfig jwks,
      boolean allowHttp,
      Supplier<HttpClient> client,
      InstantSource clock) {
    this.issuer = issuer.issuer();
    this.jwksUri = issuer.jwksUri();
    this.decoder = new JwksDecoder(issuer.algorithms());
    this.timeout = jwks.timeout();
    this.maxBytes = jwks.maxBytes();
    this.allowHttp = allowHttp;
    this.client = client;
    this.clock = clock;
  }

  /**
   * Gets the key set. Blocks for the configured timeout at most, discovery included.
   *
   * @throws JwksException if it cannot be had or has no usable key
   */
  JwksDecoder.Decoded load() throws JwksException, InterruptedException {
    Instant fetchedAt = clock.instant();
    long deadline = System.nanoTime() + timeout.toNanos();
    URI uri = jwksUri.isPresent() ? jwksUri.get() : discover(deadline);
    return decoder.decode(get(uri, deadline), fetchedAt);
  }

  /** OpenID Connect Discovery 1.0, sections 4 and 4.3. */
  private URI discover(long deadline) throws JwksException, InterruptedException {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    URI uri = uri(base + "/.well-known/openid-configuration");
    Map<String, Object> document =
        StrictJson.readObject(get(uri, deadline))
            .orElseThrow(() -> new JwksException(uri + " is not a JSON object"));
    if (!issuer.equals(document.get("issuer"))) {
      throw new JwksException(
          uri + " is for the issuer " + document.get("issuer") + ", expected " + issuer);
    }
    if (!(document.get("jwks_uri") instanceof String found)) {
      throw new JwksException(uri + " has no jwks_uri");
    }
    return uri(found);
  }

  private static URI uri(String text) throws JwksException {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new JwksException("'" + text + "' is not a URI", e);
    }
  }

  private byte[] get(URI uri, long deadline) throws JwksException, InterruptedException {
    boolean accepted =
        "https".equals(uri.getScheme()) || (allowHttp && "http".equals(uri.getScheme()));
    if (!accepted || uri.getHost() == null) {
      throw new JwksException(uri + " is not accepted, expected an https URI");
    }
    HttpResponse<byte[]> response = send(HttpRequest.newBuilder(uri), uri, deadline);
    if (response.statusCode() != 200) {
      throw new JwksException(uri + " answered " + response.statusCode() + ", expected 200");
    }
    return response.body();
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request, URI uri, long deadline)
      throws JwksException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> response =
        client
            .get()
            .sendAsync(
                request.header("accept", "application/json").build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes));
    try {
      // The request's own timeout would end with the headers; this one is for the body as well.
      return response.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new JwksException(uri + " did not answer within " + timeout, e);
    } catch (ExecutionException e) {
      throw new JwksException(uri + " cannot be read: " + e.getCause(), e);
    } finally {
      response.cancel(true);
    }
  }
}
