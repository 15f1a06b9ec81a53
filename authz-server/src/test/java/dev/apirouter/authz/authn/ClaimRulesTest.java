package dev.apirouter.authz.authn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apirouter.authz.authn.TokenVerification.Refused;
import dev.apirouter.authz.authn.TokenVerification.Verified;
import dev.apirouter.authz.config.IssuerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClaimRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final Duration SKEW = Duration.ofSeconds(30);
  private static final TokenIdentity IDENTITY = TokenIdentity.of("token");

  private static IssuerConfig issuer(
      Set<String> audiences, Set<String> clientIds, Optional<String> tokenUse, String prefix) {
    return new IssuerConfig(
        TestingToken.ISSUER,
        Optional.empty(),
        audiences,
        clientIds,
        tokenUse,
        Set.of("RS256"),
        SKEW,
        "sub",
        "groups",
        "tenant_id",
        prefix,
        prefix);
  }

  private static final IssuerConfig BY_AUDIENCE =
      issuer(Set.of("api-router", "other"), Set.of(), Optional.empty(), "");
  private static final IssuerConfig COGNITO =
      issuer(Set.of(), Set.of("client-1"), Optional.of("access"), "");

  private static TokenVerification verify(TestingToken token, IssuerConfig issuer) {
    return new ClaimRules(issuer, List.of(issuer)).verify(token.claims(), IDENTITY, NOW);
  }

  private static TokenVerification verify(TestingToken token) {
    return verify(token, BY_AUDIENCE);
  }

  private static TestingToken token() {
    return new TestingToken(NOW);
  }

  private static long seconds(long fromNow) {
    return NOW.getEpochSecond() + fromNow;
  }

  private static Principal principal(TokenVerification verification) {
    assertThat(verification).isInstanceOf(Verified.class);
    return ((Verified) verification).principal();
  }

  private static void assertRefused(TokenVerification verification, TokenRefusal refusal) {
    assertThat(verification).isEqualTo(new Refused(refusal));
  }

  private static void assertInvalid(TestingToken token) {
    assertRefused(verify(token), TokenRefusal.INVALID_CLAIMS);
  }

  @Test
  void verify_goodClaims_principal() {
    assertThat(verify(token()))
        .isEqualTo(
            new Verified(
                new Principal(
                    "alice",
                    List.of("readers"),
                    Optional.of("acme"),
                    TestingToken.ISSUER,
                    NOW.plusSeconds(600)),
                IDENTITY));
  }

  @Test
  void verify_exp_isTheFirstMomentAtWhichItIsRefused() {
    assertThat(verify(token().claim("exp", seconds(-29)))).isInstanceOf(Verified.class);
    assertRefused(verify(token().claim("exp", seconds(-30))), TokenRefusal.EXPIRED);
    assertThat(verify(token().claim("exp", (double) seconds(-30) + 0.5)))
        .isInstanceOf(Verified.class);
  }

  @Test
  void verify_expUnusable_invalid() {
    assertInvalid(token().without("exp"));
    assertInvalid(token().claim("exp", "" + seconds(600)));
    assertInvalid(token().claim("exp", -1L));
    assertInvalid(token().claim("exp", Long.MAX_VALUE));
    assertInvalid(token().claim("exp", Double.NaN));
    assertInvalid(token().claim("exp", 1e300));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nbf", "iat"})
  void verify_startInTheFuture_notYetValid(String claim) {
    assertThat(verify(token().without(claim))).isInstanceOf(Verified.class);
    assertThat(verify(token().claim(claim, seconds(30)))).isInstanceOf(Verified.class);
    assertRefused(verify(token().claim(claim, seconds(31))), TokenRefusal.NOT_YET_VALID);
    assertInvalid(token().claim(claim, "now"));
  }

  @Test
  void verify_audience_oneOfOurs() {
    assertThat(verify(token().claim("aud", List.of("x", "other")))).isInstanceOf(Verified.class);
    assertRefused(verify(token().claim("aud", "x")), TokenRefusal.WRONG_AUDIENCE);
    assertRefused(verify(token().claim("aud", List.of())), TokenRefusal.WRONG_AUDIENCE);
    assertRefused(verify(token().claim("aud", "API-ROUTER")), TokenRefusal.WRONG_AUDIENCE);
    assertRefused(verify(token().without("aud")), TokenRefusal.WRONG_AUDIENCE);
    assertInvalid(token().claim("aud", List.of("api-router", 1L)));
    assertInvalid(token().claim("aud", Map.of("api-router", "api-router")));
  }

  @Test
  void verify_cognito_clientAndUse() {
    TestingToken good =
        token().without("aud").claim("client_id", "client-1").claim("token_use", "access");

    assertThat(verify(good, COGNITO)).isInstanceOf(Verified.class);
    assertRefused(verify(good.claim("token_use", "id"), COGNITO), TokenRefusal.WRONG_AUDIENCE);
    assertRefused(verify(good.without("token_use"), COGNITO), TokenRefusal.WRONG_AUDIENCE);
    TestingToken other =
        token().claim("aud", "client-1").claim("token_use", "access").claim("client_id", "x");
    assertRefused(verify(other, COGNITO), TokenRefusal.WRONG_AUDIENCE);
    assertRefused(
        verify(other.claim("client_id", List.of("client-1")), COGNITO),
        TokenRefusal.WRONG_AUDIENCE);
    assertRefused(verify(other.without("client_id"), COGNITO), TokenRefusal.WRONG_AUDIENCE);
  }

  @Test
  void verify_audienceAndClientConfigured_bothNeeded() {
    IssuerConfig both = issuer(Set.of("api-router"), Set.of("client-1"), Optional.of("access"), "");
    TestingToken token = token().claim("client_id", "client-1").claim("token_use", "access");

    assertThat(verify(token, both)).isInstanceOf(Verified.class);
    assertRefused(verify(token.without("aud"), both), TokenRefusal.WRONG_AUDIENCE);
    assertRefused(
        verify(token.claim("aud", "api-router").without("client_id"), both),
        TokenRefusal.WRONG_AUDIENCE);
  }

  @Test
  void verify_subject_boundedText() {
    assertThat(principal(verify(token().claim("sub", "x".repeat(256)))).subject()).hasSize(256);
    assertInvalid(token().claim("sub", "x".repeat(257)));
    assertInvalid(token().claim("sub", ""));
    assertInvalid(token().claim("sub", 7L));
    assertInvalid(token().without("sub"));
    assertThat(principal(verify(token().claim("sub", "😀"))).subject()).isEqualTo("😀");
    assertInvalid(token().claim("sub", "alice\ud83d"));
  }

  @Test
  void verify_groups_listOfTexts() {
    assertThat(principal(verify(token().without("groups"))).groups()).isEmpty();
    assertThat(principal(verify(token().claim("groups", List.of()))).groups()).isEmpty();
    assertThat(principal(verify(token().claim("groups", "one"))).groups()).containsExactly("one");
    assertThat(principal(verify(token().claim("groups", List.of("b", "a", "b")))).groups())
        .containsExactly("b", "a");
    assertThat(principal(verify(token().claim("groups", List.of("x".repeat(256))))).groups())
        .hasSize(1);
  }

  @Test
  void verify_groupsBeyondBounds_invalid() {
    List<String> groups = IntStream.range(0, 200).mapToObj(i -> "g" + i).toList();
    assertThat(principal(verify(token().claim("groups", groups))).groups()).isEqualTo(groups);
    assertInvalid(token().claim("groups", Collections.nCopies(201, "g")));
    assertInvalid(token().claim("groups", List.of("x".repeat(257))));
    assertInvalid(token().claim("groups", List.of("")));
    assertInvalid(token().claim("groups", List.of("a", 1L)));
    assertInvalid(token().claim("groups", List.of(List.of("a"))));
    assertInvalid(token().claim("groups", Map.of("a", true)));
    assertInvalid(token().claim("groups", true));
    assertInvalid(token().claim("groups", List.of("\udc00")));
  }

  @Test
  void verify_tenant_optionalBoundedText() {
    assertThat(principal(verify(token().without("tenant_id"))).tenantId()).isEmpty();
    assertInvalid(token().claim("tenant_id", ""));
    assertInvalid(token().claim("tenant_id", "x".repeat(257)));
    assertInvalid(token().claim("tenant_id", List.of("acme")));
    assertInvalid(token().claim("tenant_id", 1L));
  }

  @Test
  void verify_prefix_putBeforeNames() {
    IssuerConfig partner = issuer(Set.of("api-router"), Set.of(), Optional.empty(), "partner|");

    Principal principal = principal(verify(token(), partner));

    assertThat(principal.subject()).isEqualTo("partner|alice");
    assertThat(principal.groups()).containsExactly("partner|readers");
    assertThat(principal.tenantId()).contains("acme");
  }

  @Test
  void verify_nameOfAnotherIssuersUser_invalid() {
    IssuerConfig partner = issuer(Set.of("api-router"), Set.of(), Optional.empty(), "partner|");
    ClaimRules ours = new ClaimRules(BY_AUDIENCE, List.of(BY_AUDIENCE, partner));
    ClaimRules theirs = new ClaimRules(partner, List.of(BY_AUDIENCE, partner));

    assertRefused(
        ours.verify(token().claim("sub", "partner|bob").claims(), IDENTITY, NOW),
        TokenRefusal.INVALID_CLAIMS);
    assertRefused(
        ours.verify(token().claim("groups", "partner|admins").claims(), IDENTITY, NOW),
        TokenRefusal.INVALID_CLAIMS);
    assertThat(principal(theirs.verify(token().claims(), IDENTITY, NOW)).subject())
        .isEqualTo("partner|alice");
  }

  @Test
  void new_rulesThatLetOthersIn_refused() {
    assertThatThrownBy(() -> rules(issuer(Set.of(), Set.of(), Optional.empty(), "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("neither audiences nor client ids");
    assertThatThrownBy(() -> rules(issuer(Set.of(), Set.of("c"), Optional.empty(), "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no token use");
    assertThatThrownBy(() -> rules(withSkew(Duration.ofSeconds(301))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT5M1S; expected PT0S to PT5M");
    assertThatThrownBy(() -> rules(withSkew(Duration.ofSeconds(-1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ClaimRules rules(IssuerConfig issuer) {
    return new ClaimRules(issuer, List.of(issuer));
  }

  private static IssuerConfig withSkew(Duration skew) {
    return new IssuerConfig(
        TestingToken.ISSUER,
        Optional.empty(),
        Set.of("a"),
        Set.of(),
        Optional.empty(),
        Set.of("RS256"),
        skew,
        "sub",
        "groups",
        "tenant_id",
        "",
        "");
  }
}
