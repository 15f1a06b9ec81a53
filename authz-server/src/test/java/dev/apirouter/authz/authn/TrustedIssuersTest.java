package dev.apirouter.authz.authn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apirouter.authz.authn.jwks.TestingKeys;
import dev.apirouter.authz.config.IssuerConfig;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TrustedIssuersTest {
  private final IssuerConfig issuer =
      TestingKeys.issuer("https://idp.example", Optional.empty(), Set.of("RS256"));
  private final TestingKeySource keys = new TestingKeySource();

  @Test
  void find_exactName_found() {
    TrustedIssuers issuers = new TrustedIssuers(List.of(issuer), name -> keys);

    assertThat(issuers.find("https://idp.example")).isPresent();
    assertThat(issuers.find("https://idp.example/")).isEmpty();
    assertThat(issuers.find("https://IDP.example")).isEmpty();
  }

  @Test
  void new_oneNameTwice_refused() {
    assertThatThrownBy(() -> new TrustedIssuers(List.of(issuer, issuer), name -> keys))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two issuers are named https://idp.example");
  }
}
