package dev.apirouter.authz.authn;

import static dev.apirouter.authz.authn.jwks.TestingKeys.OTHER_RSA;
import static dev.apirouter.authz.authn.jwks.TestingKeys.RSA;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import dev.apirouter.authz.authn.Authentication.Authenticated;
import dev.apirouter.authz.authn.Authentication.ConflictingCredentials;
import dev.apirouter.authz.authn.Authentication.MalformedCredentials;
import dev.apirouter.authz.authn.Authentication.NoCredentials;
import dev.apirouter.authz.authn.Authentication.Refused;
import dev.apirouter.authz.authn.Authentication.Unverifiable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class TokenAuthenticatorTest {
  private final TestingIssuers issuers = new TestingIssuers();
  private final TokenAuthenticator authenticator =
      new TokenAuthenticator(new TokenExtractor(4096), issuers.verifier(Runnable::run));

  private String token(String subject, String id) {
    return issuers.token().claim("sub", subject).claim("jti", id).sign(RSA, JWSAlgorithm.RS256);
  }

  private String otherIssuersToken(String subject) {
    return issuers
        .token()
        .claim("iss", TestingIssuers.OTHER)
        .claim("sub", subject)
        .sign(OTHER_RSA, JWSAlgorithm.RS256);
  }

  private Authentication authenticate(List<String> authorization, List<String> accessToken) {
    CompletableFuture<Authentication> authentication =
        authenticator.authenticate(authorization, accessToken).toCompletableFuture();
    assertThat(authentication).isCompleted();
    return authentication.join();
  }

  private Authentication both(String bearer, String accessToken) {
    return authenticate(List.of("Bearer " + bearer), List.of(accessToken));
  }

  @Test
  void authenticate_oneSource_authenticated() {
    String token = token("alice", "1");

    for (Authentication authentication :
        List.of(
            authenticate(List.of("Bearer " + token), List.of()),
            authenticate(List.of(), List.of(token)))) {
      assertThat(authentication).isInstanceOf(Authenticated.class);
      assertThat(((Authenticated) authentication).principal().subject()).isEqualTo("alice");
      assertThat(((Authenticated) authentication).token()).isEqualTo(TokenIdentity.of(token));
    }
  }

  @Test
  void authenticate_noOrBadSource_refused() {
    assertThat(authenticate(List.of(), List.of())).isEqualTo(new NoCredentials());
    assertThat(authenticate(List.of("Basic YTpi"), List.of()))
        .isEqualTo(new MalformedCredentials());
    assertThat(authenticate(List.of("Bearer " + "a".repeat(4097)), List.of()))
        .isEqualTo(new Refused(TokenRefusal.TOKEN_TOO_LARGE));
    assertThat(authenticate(List.of("Bearer a.b.c"), List.of()))
        .isEqualTo(new Refused(TokenRefusal.MALFORMED));
  }

  @Test
  void authenticate_bothSourcesOneUser_authenticatedByTheFirst() {
    String bearer = token("alice", "1");

    Authentication authentication = both(bearer, token("alice", "2"));

    assertThat(authentication).isInstanceOf(Authenticated.class);
    assertThat(((Authenticated) authentication).token()).isEqualTo(TokenIdentity.of(bearer));
    assertThat(both(bearer, bearer)).isEqualTo(authentication);
  }

  @Test
  void authenticate_bothSourcesTwoUsers_conflict() {
    assertThat(both(token("alice", "1"), token("bob", "1")))
        .isEqualTo(new ConflictingCredentials());
  }

  @Test
  void authenticate_bothSourcesTwoIssuers_conflict() {
    assertThat(both(token("alice", "1"), otherIssuersToken("alice")))
        .isEqualTo(new ConflictingCredentials());
  }

  @Test
  void authenticate_bothSourcesOneBad_refused() {
    Refused malformed = new Refused(TokenRefusal.MALFORMED);
    assertThat(both(token("alice", "1"), "a.b.c")).isEqualTo(malformed);
    assertThat(both("a.b.c", token("alice", "1"))).isEqualTo(malformed);
  }

  @Test
  void authenticate_bothSourcesOneUnverifiable_unverifiable() {
    issuers.otherKeys.keys = Optional.empty();
    Unverifiable unverifiable = new Unverifiable(TestingIssuers.OTHER);

    assertThat(both(token("alice", "1"), otherIssuersToken("alice"))).isEqualTo(unverifiable);
    assertThat(both(otherIssuersToken("alice"), token("alice", "1"))).isEqualTo(unverifiable);
    assertThat(both(otherIssuersToken("alice"), "a.b.c"))
        .isEqualTo(new Refused(TokenRefusal.MALFORMED));
  }
}
