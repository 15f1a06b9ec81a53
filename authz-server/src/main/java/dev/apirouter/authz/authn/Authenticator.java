package dev.apirouter.authz.authn;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Finds out who sent a request. */
public interface Authenticator {
  /**
   * Authenticates a request without blocking the caller.
   *
   * @param authorization values of the header {@code authorization}, in order
   * @param accessToken values of the header {@code x-amzn-oidc-accesstoken}, in order
   * @return what the credentials prove; completed exceptionally with {@link
   *     java.util.concurrent.RejectedExecutionException} when too many verifications are waiting
   */
  CompletionStage<Authentication> authenticate(
      List<String> authorization, List<String> accessToken);
}
