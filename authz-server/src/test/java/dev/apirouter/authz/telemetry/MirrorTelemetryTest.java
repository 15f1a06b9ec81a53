package dev.apirouter.authz.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;
import dev.apirouter.authz.engine.EntityUid;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MirrorTelemetryTest {
  @Test
  void disagreement_namesActionDecisionsAndPoliciesAndNoClaimButTheSubject() {
    AuthorizationQuery query =
        new AuthorizationQuery(
            new EntityUid("ApiRouter::User", "alice"),
            List.of("secret-group"),
            Optional.of("secret-tenant"),
            new EntityUid("ApiRouter::Action", "commercial:GetOrder"),
            new EntityUid("ApiRouter::Order", "secret-order"));

    assertThat(
            MirrorTelemetry.disagreement(
                query,
                new Decision(true, List.of("SP1"), List.of()),
                new Decision(false, List.of("SP2"), List.of("SP3: secret error"))))
        .isEqualTo(
            "AVP disagrees about commercial:GetOrder on a resource of type ApiRouter::Order for"
                + " alice: mirror allow by [SP1]; AVP deny by [SP2] with 1 evaluation errors");
  }
}
