package dev.apirouter.devidp;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/**
 * Makes signed access tokens, with the claims that Amazon Cognito's have where they matter here.
 */
final class TokenFactory {
  private final SigningKeys keys;
  private final Clock clock;

  TokenFactory(SigningKeys keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** A compact JWS (RFC 7515) of {@code issuer}. A claim that was not asked for is absent. */
  String token(String issuer, TokenRequest request) {
    Instant now = clock.instant();
    // A token that has expired was issued before that.
    Instant issuedAt =
        request.ttl().isNegative() ? now.plus(request.ttl()).minus(Duration.ofMinutes(1)) : now;
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .subject(request.sub())
            .audience(request.audience())
            .issueTime(Date.from(issuedAt))
            .notBeforeTime(Date.from(issuedAt))
            .expirationTime(Date.from(now.plus(request.ttl())))
            .jwtID(UUID.randomUUID().toString())
            .claim("token_use", "access");
    request.groups().ifPresent(groups -> claims.claim("groups", groups));
    request.tenantId().ifPresent(tenant -> claims.claim("tenant_id", tenant));
    JWK key = keys.signingKey(request.algorithm());
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(request.algorithm())
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT)
                .build(),
            claims.build());
    try {
      JWSSigner signer = new DefaultJWSSignerFactory().createJWSSigner(key, request.algorithm());
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("Key " + key.getKeyID() + " can't sign", e);
    }
    return token.serialize();
  }
}
