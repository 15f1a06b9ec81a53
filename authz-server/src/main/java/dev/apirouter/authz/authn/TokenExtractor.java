package dev.apirouter.authz.authn;

import java.util.List;
import java.util.Optional;

/**
 * Takes the tokens out of a request's headers. A header that is sent twice is refused rather than
 * chosen from: the service behind might choose the other.
 */
public final class TokenExtractor {
  private static final String SCHEME = "Bearer";
  private static final Credentials ABSENT = new Credentials.Absent();
  private static final Credentials MALFORMED = new Credentials.Malformed();
  private static final Credentials TOO_LARGE = new Credentials.TooLarge();

  private final int maxBytes;

  /**
   * @param maxBytes longest token that is looked at, in bytes
   */
  public TokenExtractor(int maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes is " + maxBytes + "; expected at least 1");
    }
    this.maxBytes = maxBytes;
  }

  /**
   * Extracts the tokens.
   *
   * @param authorization values of the header {@code authorization}, in order
   * @param accessToken values of the header {@code x-amzn-oidc-accesstoken}, in order
   */
  public Credentials extract(List<String> authorization, List<String> accessToken) {
    if (authorization.isEmpty() && accessToken.isEmpty()) {
      return ABSENT;
    }
    if (authorization.size() > 1 || accessToken.size() > 1) {
      return MALFORMED;
    }
    // Tokens are ASCII, so their length is that in bytes; what is not ASCII is refused below.
    if (longerThan(authorization, SCHEME.length() + 1 + maxBytes)
        || longerThan(accessToken, maxBytes)) {
      return TOO_LARGE;
    }
    if (authorization.isEmpty()) {
      String token = accessToken.getFirst();
      return isToken68(token)
          ? new Credentials.Found(token, TokenSource.OIDC_ACCESS_TOKEN, Optional.empty())
          : MALFORMED;
    }
    Optional<String> bearer = bearerToken(authorization.getFirst());
    Optional<String> second = accessToken.stream().findFirst();
    if (bearer.isEmpty() || second.filter(token -> !isToken68(token)).isPresent()) {
      return MALFORMED;
    }
    return new Credentials.Found(bearer.get(), TokenSource.BEARER, second);
  }

  private static boolean longerThan(List<String> header, int length) {
    return !header.isEmpty() && header.getFirst().length() > length;
  }

  /**
   * The token of {@code Bearer <token68>}: the scheme in any case and one or more spaces (RFC 9110,
   * section 11.4). Two fields that were joined by a comma have no token68, and so do not pass.
   */
  private static Optional<String> bearerToken(String authorization) {
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    int start = SCHEME.length();
    while (start < authorization.length() && authorization.charAt(start) == ' ') {
      start++;
    }
    String token = authorization.substring(start);
    return start > SCHEME.length() && isToken68(token) ? Optional.of(token) : Optional.empty();
  }

  /**
   * RFC 9110, section 11.2: {@code 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="}.
   */
  private static boolean isToken68(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '=') {
      end--;
    }
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!alphanumeric && "-._~+/".indexOf(c) < 0) {
        return false;
      }
    }
    return end > 0;
  }
}
