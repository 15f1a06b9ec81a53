package dev.apirouter.authz.authn;

import dev.apirouter.authz.authn.jwks.KeySource;
import dev.apirouter.authz.config.IssuerConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The issuers whose tokens are accepted, by the exact {@code iss}. */
public final class TrustedIssuers {
  private final Map<String, TrustedIssuer> byName;

  /** One issuer: its algorithms, keys and rules, which are for its tokens and no other's. */
  record TrustedIssuer(String name, Set<String> algorithms, KeySource keys, ClaimRules rules) {
    TrustedIssuer {
      algorithms = Set.copyOf(algorithms);
    }
  }

  /**
   * Trusts issuers.
   *
   * @param keys the keys of the issuer with a name
   * @throws IllegalArgumentException if two have one name, or one's settings would let in tokens
   *     that are not for us
   */
  public TrustedIssuers(List<IssuerConfig> issuers, Function<String, KeySource> keys) {
    Map<String, TrustedIssuer> map = new HashMap<>();
    for (IssuerConfig issuer : issuers) {
      TrustedIssuer trusted =
          new TrustedIssuer(
              issuer.issuer(),
              issuer.algorithms(),
              keys.apply(issuer.issuer()),
              new ClaimRules(issuer, issuers));
      if (map.put(issuer.issuer(), trusted) != null) {
        throw new IllegalArgumentException("two issuers are named " + issuer.issuer());
      }
    }
    byName = Map.copyOf(map);
  }

  Optional<TrustedIssuer> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
