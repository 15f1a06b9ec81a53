package dev.apirouter.authz.authn.jwks;

import java.util.List;

/** What is told of fetches, on the fetching thread. */
public interface JwksEvents {
  /**
   * A key set was fetched and is in use from now on.
   *
   * @param issuer whose keys
   * @param snapshot the usable keys
   * @param ignored a sentence for each key that is not used
   */
  void refreshed(String issuer, JwksSnapshot snapshot, List<String> ignored);

  /**
   * A fetch failed; the last good set stays in use until it is too old.
   *
   * @param issuer whose keys
   * @param reason why, a sentence for the log
   */
  void failed(String issuer, String reason);
}
