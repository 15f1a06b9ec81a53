package dev.apirouter.authz.authn;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** What a request carries in its token sources, before anything is verified. */
public sealed interface Credentials {

  /**
   * Each token source that was used carries one well-formed token.
   *
   * @param token token of the first source that was used
   * @param source that source
   * @param second token of the other source when that was used as well; both must be verified and
   *     name the same user
   */
  record Found(String token, TokenSource source, Optional<String> second) implements Credentials {
    public Found {
      requireNonNull(token, "token");
      requireNonNull(source, "source");
      requireNonNull(second, "second");
    }
  }

  /** No token source was used. */
  record Absent() implements Credentials {}

  /** A token source was used, but not with exactly one well-formed token. */
  record Malformed() implements Credentials {}

  /** A token is longer than the cap. */
  record TooLarge() implements Credentials {}
}
