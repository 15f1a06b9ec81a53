package dev.apirouter.authz.authn;

import static java.util.Objects.requireNonNull;

/** What became of a token. Refusals are values; a fault is an exception. */
public sealed interface TokenVerification {

  /**
   * The token is genuine, current and meant for us.
   *
   * @param principal who it speaks for
   * @param identity stands for the token in cache keys
   */
  record Verified(Principal principal, TokenIdentity identity) implements TokenVerification {
    public Verified {
      requireNonNull(principal, "principal");
      requireNonNull(identity, "identity");
    }
  }

  /** The token is not accepted. */
  record Refused(TokenRefusal refusal) implements TokenVerification {
    public Refused {
      requireNonNull(refusal, "refusal");
    }
  }

  /** Whether the token is genuine cannot be told now: no good JWKS is kept for its issuer. */
  record Unverifiable(String issuer) implements TokenVerification {
    public Unverifiable {
      requireNonNull(issuer, "issuer");
    }
  }
}
