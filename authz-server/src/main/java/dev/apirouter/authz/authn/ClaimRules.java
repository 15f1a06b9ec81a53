package dev.apirouter.authz.authn;

import dev.apirouter.authz.config.IssuerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the claims of one issuer's tokens must be, and whom they make of it. Looked at only once the
 * signature is known to be good.
 */
final class ClaimRules {
  private static final int MAX_LENGTH = 256;
  private static final int MAX_GROUPS = 200;
  private static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(5);

  /** 9999-12-31T23:59:59Z: beyond it, times have no common notation. */
  private static final long MAX_EPOCH_SECOND = 253_402_300_799L;

  private final IssuerConfig issuer;
  private final List<String> foreignSubjects;
  private final List<String> foreignGroups;

  /**
   * Rules of an issuer.
   *
   * @param all the trusted issuers, this one among them: it may not name what begins with a prefix
   *     of another's
   * @throws IllegalArgumentException if they would let another audience's tokens in: without
   *     audience or client, or with a clock skew beyond 5 min
   */
  ClaimRules(IssuerConfig issuer, List<IssuerConfig> all) {
    if (issuer.audiences().isEmpty() && issuer.clientIds().isEmpty()) {
      throw new IllegalArgumentException(
          issuer.issuer() + " has neither audiences nor client ids; expected either");
    }
    if (!issuer.clientIds().isEmpty() && issuer.tokenUse().isEmpty()) {
      throw new IllegalArgumentException(
          issuer.issuer() + " has client ids, but no token use; expected both");
    }
    if (issuer.clockSkew().isNegative() || issuer.clockSkew().compareTo(MAX_CLOCK_SKEW) > 0) {
      throw new IllegalArgumentException(
          "clock skew of "
              + issuer.issuer()
              + " is "
              + issuer.clockSkew()
              + "; expected PT0S to "
              + MAX_CLOCK_SKEW);
    }
    this.issuer = issuer;
    this.foreignSubjects =
        longerPrefixes(issuer.subjectPrefix(), all.stream().map(IssuerConfig::subjectPrefix));
    this.foreignGroups =
        longerPrefixes(issuer.groupPrefix(), all.stream().map(IssuerConfig::groupPrefix));
  }

  /**
   * The prefixes that can only come about by a claim that goes on where the own prefix ends:
   * without a prefix, the claim {@code partner|bob} would name the bob of the issuer with {@code
   * partner|}.
   */
  private static List<String> longerPrefixes(String own, Stream<String> all) {
    return all.filter(prefix -> prefix.startsWith(own) && !prefix.equals(own)).distinct().toList();
  }

  private static boolean isForeign(String name, List<String> foreignPrefixes) {
    return foreignPrefixes.stream().anyMatch(name::startsWith);
  }

  /** Applies the rules to the claims of a token whose signature is good. */
  TokenVerification verify(Map<String, Object> claims, TokenIdentity identity, Instant now) {
    Optional<TokenRefusal> refusal = time(claims, now).or(() -> audience(claims));
    if (refusal.isPresent()) {
      return new TokenVerification.Refused(refusal.get());
    }
    return principal(claims)
        .<TokenVerification>map(principal -> new TokenVerification.Verified(principal, identity))
        .orElseGet(() -> new TokenVerification.Refused(TokenRefusal.INVALID_CLAIMS));
  }

  private Optional<TokenRefusal> time(Map<String, Object> claims, Instant now) {
    Optional<Instant> expiresAt = numericDate(claims, "exp");
    if (expiresAt.isEmpty()) {
      return Optional.of(TokenRefusal.INVALID_CLAIMS);
    }
    if (!now.isBefore(expiresAt.get().plus(issuer.clockSkew()))) {
      return Optional.of(TokenRefusal.EXPIRED);
    }
    for (String name : List.of("nbf", "iat")) {
      if (claims.containsKey(name)) {
        Optional<Instant> time = numericDate(claims, name);
        if (time.isEmpty()) {
          return Optional.of(TokenRefusal.INVALID_CLAIMS);
        }
        if (now.isBefore(time.get().minus(issuer.clockSkew()))) {
          return Optional.of(TokenRefusal.NOT_YET_VALID);
        }
      }
    }
    return Optional.empty();
  }

  /** Each of audience, client and token use that is configured must hold. */
  private Optional<TokenRefusal> audience(Map<String, Object> claims) {
    if (!issuer.audiences().isEmpty()) {
      Optional<List<String>> audiences = texts(claims, "aud");
      if (audiences.isEmpty()) {
        return Optional.of(TokenRefusal.INVALID_CLAIMS);
      }
      if (audiences.get().stream().noneMatch(issuer.audiences()::contains)) {
        return Optional.of(TokenRefusal.WRONG_AUDIENCE);
      }
    }
    boolean clientIsOurs =
        issuer.clientIds().isEmpty()
            || (claims.get("client_id") instanceof String client
                && issuer.clientIds().contains(client));
    boolean useIsRight =
        issuer.tokenUse().isEmpty() || issuer.tokenUse().get().equals(claims.get("token_use"));
    return clientIsOurs && useIsRight ? Optional.empty() : Optional.of(TokenRefusal.WRONG_AUDIENCE);
  }

  private Optional<Principal> principal(Map<String, Object> claims) {
    Optional<Set<String>> groups = groups(claims);
    boolean tenantIsGood =
        !claims.containsKey(issuer.tenantClaim()) || name(claims, issuer.tenantClaim()).isPresent();
    if (groups.isEmpty() || !tenantIsGood) {
      return Optional.empty();
    }
    return name(claims, issuer.subjectClaim())
        .map(subject -> issuer.subjectPrefix() + subject)
        .filter(subject -> !isForeign(subject, foreignSubjects))
        .flatMap(subject ->
            numericDate(claims, "exp")
                .map(expiresAt ->
                    new Principal(
                        subject,
                        List.copyOf(groups.get()),
                        name(claims, issuer.tenantClaim()),
                        issuer.issuer(),
                        expiresAt)));
  }

  /**
   * The groups with their prefix; empty when the claim has another type or is beyond its bounds.
   */
  private Optional<Set<String>> groups(Map<String, Object> claims) {
    Optional<List<String>> names = texts(claims, issuer.groupsClaim());
    if (names.isEmpty()
        || names.get().size() > MAX_GROUPS
        || !names.get().stream().allMatch(ClaimRules::isName)) {
      return Optional.empty();
    }
    Set<String> groups = new LinkedHashSet<>();
    for (String name : names.get()) {
      groups.add(issuer.groupPrefix() + name);
    }
    return groups.stream().anyMatch(group -> isForeign(group, foreignGroups))
        ? Optional.empty()
        : Optional.of(groups);
  }

  private static Optional<String> name(Map<String, Object> claims, String claim) {
    return claims.get(claim) instanceof String text && isName(text)
        ? Optional.of(text)
        : Optional.empty();
  }

  /** A lone text is a list of one, and no claim one of none; empty when it is neither. */
  private static Optional<List<String>> texts(Map<String, Object> claims, String claim) {
    if (!claims.containsKey(claim)) {
      return Optional.of(List.of());
    }
    Object value = claims.get(claim);
    if (value instanceof String text) {
      return Optional.of(List.of(text));
    }
    if (value instanceof List<?> elements && elements.stream().allMatch(String.class::isInstance)) {
      return Optional.of(elements.stream().map(String.class::cast).toList());
    }
    return Optional.empty();
  }

  /**
   * Whether a text can name a user, a group or a tenant. JSON can escape half a surrogate pair,
   * which no encoding can write: such names would become one and the same further on.
   */
  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_LENGTH
        && text.codePoints()
            .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  /** RFC 7519, section 2: seconds since 1970, with or without a fraction. */
  private static Optional<Instant> numericDate(Map<String, Object> claims, String claim) {
    return switch (claims.get(claim)) {
      case Long seconds when seconds >= 0 && seconds <= MAX_EPOCH_SECOND ->
          Optional.of(Instant.ofEpochSecond(seconds));
      case Double seconds when seconds >= 0 && seconds <= MAX_EPOCH_SECOND ->
          Optional.of(Instant.ofEpochMilli((long) (seconds * 1000)));
      case null, default -> Optional.empty();
    };
  }
}
