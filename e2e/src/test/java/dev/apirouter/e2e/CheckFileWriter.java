package dev.apirouter.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes the CheckRequests of {@code envoy/checks/}, with tokens that the development identity
 * provider's first keys have signed and that do not expire in this century.
 *
 * <p>Run by hand after a change: {@code CheckFileWriter <repository root>}; the expected answers
 * come from {@code UPDATE=1 make grpcurl-checks} and a look at the difference.
 */
final class CheckFileWriter {
  private static final String ISSUER = "http://127.0.0.1:9000";
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2100-01-01T00:00:00Z");

  private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private final Path folder;
  private final JWKSet keys;

  private CheckFileWriter(Path root) throws IOException, ParseException {
    folder = root.resolve("envoy/checks");
    keys =
        JWKSet.load(
            root.resolve("dev-idp/src/main/resources/dev/apirouter/devidp/development-keys.json")
                .toFile());
  }

  public static void main(String[] args) throws Exception {
    new CheckFileWriter(Path.of(args[0])).writeAll();
  }

  private void writeAll() throws Exception {
    String reader = token(claims());
    String writer = token(claims -> claims("bob", "writers", claims));
    // allowed
    order("get-order", bearer(reader));
    order("get-order-es256", bearer(es256()));
    order("get-order-alb", Map.of("x-amzn-oidc-accesstoken", reader));
    order(
        "get-order-both-sources",
        Map.of("authorization", "Bearer " + reader, "x-amzn-oidc-accesstoken", reader));
    cancel("cancel-order-writer", bearer(writer));
    write("feature-flags-anonymous", flags(), Map.of());
    // credentials
    order("missing-token", Map.of());
    order("malformed-credentials", Map.of("authorization", "Basic YWxpY2U6c2VjcmV0"));
    order(
        "conflicting-credentials",
        Map.of("authorization", "Bearer " + reader, "x-amzn-oidc-accesstoken", writer));
    // tokens
    order("token-too-large", bearer("a".repeat(20_000)));
    order("malformed-token", bearer("not.a.token"));
    order("algorithm-not-allowed", bearer(hs256()));
    order("unknown-issuer", bearer(token(c -> c.issuer("https://elsewhere.example"))));
    order("unknown-key", bearer(sign(strangersKey("stranger"), claims())));
    order("bad-signature", bearer(sign(strangersKey("development-rs256"), claims())));
    order("expired", bearer(token(c -> c.expirationTime(Date.from(FROM.plusSeconds(60))))));
    order("not-yet-valid", bearer(token(c -> c.notBeforeTime(Date.from(UNTIL.minusSeconds(60))))));
    order("wrong-audience", bearer(token(c -> c.audience("another-api"))));
    order("invalid-claims", bearer(token(c -> c.claim("groups", Map.of("not", "a list")))));
    write("bad-token-where-none-is-needed", flags(), bearer(token(c -> c.audience("another-api"))));
    order(
        "principal-too-large",
        bearer(token(c -> c.claim("groups", groupsThatAreLongOnceEncoded()).subject("long"))));
    // decisions
    cancel("policy-denied", bearer(reader));
    order("policy-denied-no-tenant", bearer(token(c -> c.claim("tenant_id", null))));
    // routes
    write(
        "malformed-path",
        new Route("commercial:GetOrder", "GET", "/api/commercial/orders/12%2F3"),
        bearer(reader));
    write(
        "unknown-operation",
        new Route("commercial:Nothing", "GET", "/api/commercial/orders/123"),
        bearer(reader));
    write(
        "route-mismatch",
        new Route("commercial:GetOrder", "GET", "/api/commercial/orders/123/cancel"),
        bearer(reader));
    write(
        "route-mismatch-method",
        new Route("commercial:GetOrder", "HEAD", "/api/commercial/orders/123"),
        bearer(reader));
  }

  private static List<String> groupsThatAreLongOnceEncoded() {
    return Stream.concat(
            Stream.of("readers"), IntStream.range(100, 130).mapToObj(i -> i + "ü".repeat(100)))
        .toList();
  }

  private record Route(String operation, String method, String path) {}

  private static Route flags() {
    return new Route("fe-support:GetFeatureFlags", "GET", "/api/fe-support/feature-flags");
  }

  private void order(String name, Map<String, String> headers) throws IOException {
    write(name, new Route("commercial:GetOrder", "GET", "/api/commercial/orders/123"), headers);
  }

  private void cancel(String name, Map<String, String> headers) throws IOException {
    write(
        name,
        new Route("commercial:CancelOrder", "POST", "/api/commercial/orders/123/cancel"),
        headers);
  }

  private void write(String name, Route route, Map<String, String> headers) throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("x-request-id", "check-" + name);
    headers.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(header -> all.put(header.getKey(), header.getValue()));
    Map<String, Object> http = new LinkedHashMap<>();
    http.put("method", route.method());
    http.put("path", route.path());
    http.put("host", "127.0.0.1:8080");
    http.put("headers", all);
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("request", Collections.singletonMap("http", http));
    attributes.put("contextExtensions", Map.of("operation", route.operation()));
    Files.writeString(
        folder.resolve(name + ".json"),
        json.writeValueAsString(Map.of("attributes", attributes)) + "\n");
  }

  private static Map<String, String> bearer(String token) {
    return Map.of("authorization", "Bearer " + token);
  }

  private static JWTClaimsSet claims() {
    return claims("alice", "readers", new JWTClaimsSet.Builder()).build();
  }

  private static JWTClaimsSet.Builder claims(
      String sub, String group, JWTClaimsSet.Builder claims) {
    return claims
        .issuer(ISSUER)
        .subject(sub)
        .audience("api-router")
        .issueTime(Date.from(FROM))
        .expirationTime(Date.from(UNTIL))
        .claim("groups", List.of(group))
        .claim("tenant_id", "acme");
  }

  private String token(UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
    return token(change.apply(new JWTClaimsSet.Builder(claims())).build());
  }

  private String token(JWTClaimsSet claims) throws JOSEException {
    return sign(keys.getKeyByKeyId("development-rs256").toRSAKey(), claims);
  }

  private static String sign(RSAKey key, JWTClaimsSet claims) throws JOSEException {
    SignedJWT jwt = new SignedJWT(header(JWSAlgorithm.RS256, key.getKeyID()), claims);
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }

  private String es256() throws JOSEException {
    SignedJWT jwt = new SignedJWT(header(JWSAlgorithm.ES256, "development-es256"), claims());
    jwt.sign(new ECDSASigner(keys.getKeyByKeyId("development-es256").toECKey()));
    return jwt.serialize();
  }

  /** HMAC with the public key as its secret: the classic confusion of algorithms. */
  private String hs256() throws JOSEException {
    RSAKey key = keys.getKeyByKeyId("development-rs256").toRSAKey();
    SignedJWT jwt = new SignedJWT(header(JWSAlgorithm.HS256, key.getKeyID()), claims());
    jwt.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
    return jwt.serialize();
  }

  private static RSAKey strangersKey(String kid) throws JOSEException {
    return new RSAKeyGenerator(2048).keyID(kid).generate();
  }

  private static JWSHeader header(JWSAlgorithm algorithm, String kid) {
    return new JWSHeader.Builder(algorithm).keyID(kid).type(JOSEObjectType.JWT).build();
  }
}
