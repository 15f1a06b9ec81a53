package dev.apirouter.authz.authn;

import dev.apirouter.authz.authn.Credentials.Absent;
import dev.apirouter.authz.authn.Credentials.Found;
import dev.apirouter.authz.authn.Credentials.Malformed;
import dev.apirouter.authz.authn.Credentials.TooLarge;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Authenticates a request by the tokens it carries. When both token sources are used, both tokens
 * must be good and of one user, whose claims are then those of the first.
 */
public final class TokenAuthenticator implements Authenticator {
  private final TokenExtractor extractor;
  private final JwtVerifier verifier;

  public TokenAuthenticator(TokenExtractor extractor, JwtVerifier verifier) {
    this.extractor = extractor;
    this.verifier = verifier;
  }

  @Override
  public CompletionStage<Authentication> authenticate(
      List<String> authorization, List<String> accessToken) {
    return switch (extractor.extract(authorization, accessToken)) {
      case Absent() -> CompletableFuture.completedFuture(new Authentication.NoCredentials());
      case Malformed() ->
          CompletableFuture.completedFuture(new Authentication.MalformedCredentials());
      case TooLarge() ->
          CompletableFuture.completedFuture(
              new Authentication.Refused(TokenRefusal.TOKEN_TOO_LARGE));
      case Found found -> authenticate(found);
    };
  }

  private CompletionStage<Authentication> authenticate(Found found) {
    CompletionStage<TokenVerification> first = verifier.verify(found.token());
    return found.second().isEmpty()
        ? first.thenApply(TokenAuthenticator::authentication)
        : first.thenCombine(verifier.verify(found.second().get()), TokenAuthenticator::both);
  }

  private static Authentication authentication(TokenVerification verification) {
    return switch (verification) {
      case TokenVerification.Verified(var principal, var identity) ->
          new Authentication.Authenticated(principal, identity);
      case TokenVerification.Refused(var refusal) -> new Authentication.Refused(refusal);
      case TokenVerification.Unverifiable(var issuer) -> new Authentication.Unverifiable(issuer);
    };
  }

  /** A refusal goes before a good token, and before one that cannot be verified now. */
  private static Authentication both(TokenVerification first, TokenVerification second) {
    if (first instanceof TokenVerification.Verified(var one, _)
        && second instanceof TokenVerification.Verified(var other, _)) {
      return one.issuer().equals(other.issuer()) && one.subject().equals(other.subject())
          ? authentication(first)
          : new Authentication.ConflictingCredentials();
    }
    boolean secondDecides =
        second instanceof TokenVerification.Refused || first instanceof TokenVerification.Verified;
    return authentication(
        secondDecides && !(first instanceof TokenVerification.Refused) ? second : first);
  }
}
