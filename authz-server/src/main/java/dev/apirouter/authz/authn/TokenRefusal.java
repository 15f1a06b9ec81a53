package dev.apirouter.authz.authn;

/** Why a token, or what was sent in its place, is not accepted. Each is a 401. */
public enum TokenRefusal {
  /** Longer than {@code token.max-bytes}. */
  TOKEN_TOO_LARGE,
  /** Not a compact JWS with a JSON header and a JSON claims set. */
  MALFORMED,
  /** {@code alg} is not one of the issuer's {@code algorithms}, or not asymmetric. */
  ALGORITHM_NOT_ALLOWED,
  /** {@code iss} is absent or not configured. */
  UNKNOWN_ISSUER,
  /** The issuer's JWKS has no key for {@code kid} and {@code alg}. */
  UNKNOWN_KEY,
  /** The signature does not verify. */
  BAD_SIGNATURE,
  /** {@code exp} has passed, beyond the clock skew. */
  EXPIRED,
  /** {@code nbf} or {@code iat} lies in the future, beyond the clock skew. */
  NOT_YET_VALID,
  /** {@code aud}, or Cognito's {@code client_id} and {@code token_use}, is not ours. */
  WRONG_AUDIENCE,
  /** A claim that is needed is absent, has another type, or is beyond its bound. */
  INVALID_CLAIMS
}
