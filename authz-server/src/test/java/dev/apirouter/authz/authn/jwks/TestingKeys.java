package dev.apirouter.authz.authn.jwks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.apirouter.authz.config.IssuerConfig;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Key pairs, made once, and the key sets that publish them. */
public final class TestingKeys {
  public static final Set<String> ALL_ALGORITHMS =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");
  public static final RSAKey RSA = rsa("rsa-1");
  public static final RSAKey OTHER_RSA = rsa("rsa-2");
  public static final ECKey P_256 = ec(Curve.P_256, "ec-256");
  public static final ECKey P_384 = ec(Curve.P_384, "ec-384");
  public static final ECKey P_521 = ec(Curve.P_521, "ec-521");

  private TestingKeys() {}

  private static RSAKey rsa(String keyId) {
    try {
      return new RSAKeyGenerator(2048).keyID(keyId).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static ECKey ec(Curve curve, String keyId) {
    try {
      return new ECKeyGenerator(curve).keyID(keyId).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JWK Set of the public parts. */
  public static String jwks(JWK... keys) {
    return new JWKSet(List.of(keys)).toString(true);
  }

  /** What is decoded of the JWK Set. */
  public static JwksSnapshot snapshot(Instant fetchedAt, JWK... keys) {
    try {
      return new JwksDecoder(ALL_ALGORITHMS)
          .decode(jwks(keys).getBytes(StandardCharsets.UTF_8), fetchedAt)
          .snapshot();
    } catch (JwksException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An issuer whose keys are fetched; how its tokens are looked at does not matter. */
  public static IssuerConfig issuer(String name, Optional<URI> jwksUri, Set<String> algorithms) {
    return new IssuerConfig(
        name,
        jwksUri,
        Set.of("api-router"),
        Set.of(),
        Optional.empty(),
        algorithms,
        Duration.ZERO,
        "sub",
        "groups",
        "tenant_id",
        "",
        "");
  }
}
