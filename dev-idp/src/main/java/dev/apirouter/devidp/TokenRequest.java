package dev.apirouter.devidp;

import com.nimbusds.jose.JWSAlgorithm;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a token is asked to say.
 *
 * @param ttl until it expires; negative for a token that has expired already
 */
record TokenRequest(
    String sub,
    Optional<List<String>> groups,
    Optional<String> tenantId,
    String audience,
    Duration ttl,
    JWSAlgorithm algorithm) {

  /** A form, read: a request for a token or the reason why it is none. */
  sealed interface Parsed {}

  /** A form that asks for a token. */
  record Accepted(TokenRequest request) implements Parsed {}

  /** A form that is refused with RFC 6749's {@code invalid_request}. */
  record Refused(String description) implements Parsed {}

  /** Bounds {@code ttl} both ways. */
  static final Duration MAX_TTL = Duration.ofDays(30);

  static final Duration DEFAULT_TTL = Duration.ofHours(1);

  private static final Set<String> FIELDS =
      Set.of("sub", "groups", "tenant_id", "ttl", "alg", "aud", "grant_type", "scope");

  static Parsed parse(Map<String, String> form, String defaultAudience) {
    for (String field : form.keySet()) {
      if (!FIELDS.contains(field)) {
        return new Refused("Unknown field '" + field + "': expected one of " + sorted(FIELDS));
      }
    }
    String sub = form.getOrDefault("sub", "");
    if (sub.isEmpty()) {
      return new Refused("The field sub is required: whom the token is for");
    }
    String ttlText = form.getOrDefault("ttl", "");
    if (!ttlText.isEmpty() && !ttlText.matches("-?[0-9]{1,9}")) {
      return new Refused("ttl must be a whole number of seconds, not '" + ttlText + "'");
    }
    Duration ttl = ttlText.isEmpty() ? DEFAULT_TTL : Duration.ofSeconds(Integer.parseInt(ttlText));
    if (ttl.abs().compareTo(MAX_TTL) > 0) {
      return new Refused(
          "ttl must be from -%1$d to %1$d seconds, not %2$s"
              .formatted(MAX_TTL.toSeconds(), ttlText));
    }
    String algorithm = form.getOrDefault("alg", "");
    if (!algorithm.isEmpty() && !algorithm.equals("RS256") && !algorithm.equals("ES256")) {
      return new Refused("alg must be RS256 or ES256, not '" + algorithm + "'");
    }
    return new Accepted(
        new TokenRequest(
            sub,
            present(form, "groups").map(TokenRequest::groups),
            present(form, "tenant_id"),
            present(form, "aud").orElse(defaultAudience),
            ttl,
            algorithm.equals("ES256") ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256));
  }

  private static Optional<String> present(Map<String, String> form, String field) {
    return Optional.ofNullable(form.get(field)).filter(value -> !value.isEmpty());
  }

  private static List<String> groups(String commaSeparated) {
    return Arrays.stream(commaSeparated.split(",", -1))
        .map(String::strip)
        .filter(group -> !group.isEmpty())
        .toList();
  }

  private static String sorted(Set<String> fields) {
    return String.join(", ", fields.stream().sorted().toList());
  }
}
