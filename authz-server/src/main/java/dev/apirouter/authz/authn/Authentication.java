package dev.apirouter.authz.authn;

import static java.util.Objects.requireNonNull;

/** What the credentials of a request prove. Refusals are values; a fault is an exception. */
public sealed interface Authentication {

  /** A token was verified. */
  record Authenticated(Principal principal, TokenIdentity token) implements Authentication {
    public Authenticated {
      requireNonNull(principal, "principal");
      requireNonNull(token, "token");
    }
  }

  /** No token source was used. */
  record NoCredentials() implements Authentication {}

  /** A token source was used, but not with exactly one well-formed token. */
  record MalformedCredentials() implements Authentication {}

  /** Both token sources were used, for different principals. */
  record ConflictingCredentials() implements Authentication {}

  /** A token was sent and is not accepted. */
  record Refused(TokenRefusal refusal) implements Authentication {
    public Refused {
      requireNonNull(refusal, "refusal");
    }
  }

  /** Whether the token is genuine cannot be told now: no good JWKS is kept for its issuer. */
  record Unverifiable(String issuer) implements Authentication {
    public Unverifiable {
      requireNonNull(issuer, "issuer");
    }
  }
}
