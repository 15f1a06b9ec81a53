package dev.apirouter.authz.authn;

import dev.apirouter.authz.authn.json.StrictJson;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JWT as it was sent, nothing of it verified: a JWS in compact serialization (RFC 7515, section
 * 7.1) whose header and payload are JSON objects.
 *
 * @param algorithm header {@code alg}
 * @param keyId header {@code kid}
 * @param claims the payload
 * @param signingInput what the signature is over
 * @param signature base64url of the signature; may be empty
 */
record CompactJws(
    String algorithm,
    Optional<String> keyId,
    Map<String, Object> claims,
    String signingInput,
    String signature) {
  private static final int MAX_KEY_ID_LENGTH = 256;

  /** RFC 7519, section 5.1, and RFC 9068, section 2.1; compared in lower case. */
  private static final Set<String> TYPES =
      Set.of("jwt", "at+jwt", "application/jwt", "application/at+jwt");

  /**
   * Header parameters that change what the other parts mean: extensions that must be understood,
   * unencoded payloads (RFC 7797), and those of a JWE. We understand none.
   */
  private static final Set<String> NOT_UNDERSTOOD = Set.of("crit", "b64", "enc", "zip");

  /** Parses a token; empty when it is not such a JWS. */
  static Optional<CompactJws> parse(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first <= 0 || second <= first + 1 || token.indexOf('.', second + 1) >= 0) {
      return Optional.empty();
    }
    String signature = token.substring(second + 1);
    if (!isBase64Url(token.substring(0, first))
        || !isBase64Url(token.substring(first + 1, second))
        || !isBase64Url(signature)) {
      return Optional.empty();
    }
    Optional<Header> header = object(token.substring(0, first)).flatMap(CompactJws::header);
    Optional<Map<String, Object>> claims = object(token.substring(first + 1, second));
    if (header.isEmpty() || claims.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CompactJws(
            header.get().algorithm(),
            header.get().keyId(),
            claims.get(),
            token.substring(0, second),
            signature));
  }

  private record Header(String algorithm, Optional<String> keyId) {}

  private static Optional<Header> header(Map<String, Object> parameters) {
    if (!(parameters.get("alg") instanceof String algorithm)
        || NOT_UNDERSTOOD.stream().anyMatch(parameters::containsKey)
        || !isTypeAccepted(parameters.get("typ"))) {
      return Optional.empty();
    }
    return switch (parameters.get("kid")) {
      case null -> Optional.of(new Header(algorithm, Optional.empty()));
      case String keyId when keyId.length() <= MAX_KEY_ID_LENGTH ->
          Optional.of(new Header(algorithm, Optional.of(keyId)));
      default -> Optional.empty();
    };
  }

  private static boolean isTypeAccepted(@Nullable Object type) {
    return type == null
        || (type instanceof String text && TYPES.contains(text.toLowerCase(Locale.ROOT)));
  }

  private static Optional<Map<String, Object>> object(String base64Url) {
    return StrictJson.readObject(Base64.getUrlDecoder().decode(base64Url));
  }

  /**
   * Whether a text is base64url without padding (RFC 7515, section 2), the unused bits of its last
   * character zero: otherwise one token could be written in several ways.
   */
  private static boolean isBase64Url(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (sextet(text.charAt(i)) < 0) {
        return false;
      }
    }
    return switch (text.length() % 4) {
      case 0 -> true;
      case 2 -> (sextet(text.charAt(text.length() - 1)) & 0b1111) == 0;
      case 3 -> (sextet(text.charAt(text.length() - 1)) & 0b11) == 0;
      default -> false;
    };
  }

  private static int sextet(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '-' ? 62 : c == '_' ? 63 : -1;
  }
}
