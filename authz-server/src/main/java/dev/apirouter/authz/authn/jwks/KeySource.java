package dev.apirouter.authz.authn.jwks;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where the keys of one issuer are had from. Nothing here blocks. */
public interface KeySource {
  /** The keys to verify with now; empty when no set is kept, or the last good one is too old. */
  Optional<JwksSnapshot> current();

  /**
   * Asks for newer keys because a token names one that the current set does not have. Limited in
   * rate: tokens name what their senders like.
   *
   * @return completed, never exceptionally, when the fetch is over, good or not; empty when no
   *     fetch is due and none under way
   */
  Optional<CompletionStage<Void>> refreshForUnknownKey();
}
