package dev.apirouter.authz.authn;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes tokens, good ones and others. */
final class TestingToken {
  static final String ISSUER = "https://idp.example";

  private final Map<String, Object> header = new LinkedHashMap<>();
  private final Map<String, Object> claims = new LinkedHashMap<>();

  /** A token that is good for ten minutes. */
  TestingToken(Instant now) {
    header.put("typ", "JWT");
    claims.put("iss", ISSUER);
    claims.put("aud", "api-router");
    claims.put("sub", "alice");
    claims.put("groups", List.of("readers"));
    claims.put("tenant_id", "acme");
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plusSeconds(600).getEpochSecond());
  }

  TestingToken header(String name, Object value) {
    header.put(name, value);
    return this;
  }

  TestingToken claim(String name, Object value) {
    claims.put(name, value);
    return this;
  }

  TestingToken without(String claim) {
    claims.remove(claim);
    return this;
  }

  Map<String, Object> claims() {
    return claims;
  }

  /** Signs with a key and names it. */
  String sign(JWK key, JWSAlgorithm algorithm) {
    if (key.getKeyID() != null) {
      header.putIfAbsent("kid", key.getKeyID());
    }
    header.putIfAbsent("alg", algorithm.getName());
    return sign(
        JSONObjectUtils.toJSONString(header), JSONObjectUtils.toJSONString(claims), key, algorithm);
  }

  /** Signs any header and payload. */
  static String sign(String header, String payload, JWK key, JWSAlgorithm algorithm) {
    String input = encode(header) + "." + encode(payload);
    try {
      JWSSigner signer = new DefaultJWSSignerFactory().createJWSSigner(key, algorithm);
      return input
          + "."
          + signer.sign(new JWSHeader(algorithm), input.getBytes(StandardCharsets.US_ASCII));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String encode(String text) {
    return Base64URL.encode(text).toString();
  }
}
