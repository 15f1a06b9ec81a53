package dev.apirouter.authz.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One trusted token issuer (RFC 7519 {@code iss}) and what its tokens must look like. Keys are
 * bound to their issuer: a token is verified with keys of the issuer it names and no other's.
 *
 * @param issuer exact {@code iss} value
 * @param jwksUri where its JWKS is; when empty, it is read from {@code
 *     <issuer>/.well-known/openid-configuration}
 * @param audiences accepted {@code aud} values; empty only when {@code clientIds} is not
 * @param clientIds accepted values of Cognito's {@code client_id}; empty: not looked at
 * @param tokenUse required value of Cognito's {@code token_use}, e.g. {@code access}; present when
 *     {@code clientIds} is not empty
 * @param algorithms accepted JWS algorithms, asymmetric ones only, e.g. RS256, ES256
 * @param clockSkew tolerance for {@code exp}, {@code nbf} and {@code iat}, 0–5 min
 * @param subjectClaim claim that names the subject
 * @param groupsClaim claim that lists the groups
 * @param tenantClaim claim that names the tenant
 * @param subjectPrefix put before every subject, so that two issuers can never name the same user
 * @param groupPrefix put before every group
 */
public record IssuerConfig(
    String issuer,
    Optional<URI> jwksUri,
    Set<String> audiences,
    Set<String> clientIds,
    Optional<String> tokenUse,
    Set<String> algorithms,
    Duration clockSkew,
    String subjectClaim,
    String groupsClaim,
    String tenantClaim,
    String subjectPrefix,
    String groupPrefix) {}
