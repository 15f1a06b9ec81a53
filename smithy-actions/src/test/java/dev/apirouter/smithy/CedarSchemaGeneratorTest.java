package dev.apirouter.smithy;

import static org.assertj.core.api.Assertions.assertThat;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.ValidationResponse;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.model.schema.Schema.JsonOrCedar;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CedarSchemaGeneratorTest {
  @ParameterizedTest
  @MethodSource("dev.apirouter.smithy.GoldenCase#valid")
  void generate_validModel_schemaIsGolden(GoldenCase golden) {
    golden.check("cedar-schema.json", schema(golden));
  }

  @ParameterizedTest
  @MethodSource("dev.apirouter.smithy.GoldenCase#valid")
  void generate_validModel_cedarTakesTheSchema(GoldenCase golden) throws AuthException {
    assertThat(problems(golden, "permit (principal, action, resource);")).isEmpty();
  }

  @Test
  void generate_policiesOfTheCase_validateStrictly() throws AuthException {
    GoldenCase shop = GoldenCase.named("shop");

    assertThat(problems(shop, shop.read("policies.cedar"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // An action, a group and an entity type that the model does not have.
        "permit (principal, action == Shop::Action::\"shop:GetOrdre\", resource);",
        "permit (principal, action in [Shop::Action::\"shop:raed\"], resource);",
        "permit (principal, action, resource is Shop::Ordre);",
        // Nobody without a token may be let into what needs one.
        "permit (principal is Shop::Anonymous, action == Shop::Action::\"shop:GetOrder\", resource);",
        // The wrong resource for the action.
        "permit (principal, action == Shop::Action::\"shop:GetOrder\", resource is Shop::Line);",
        // An attribute that may be absent.
        "permit (principal is Shop::User, action, resource) when { principal.tenant_id == \"t\" };",
      })
  void generate_policyAgainstTheModel_doesNotValidate(String policy) throws AuthException {
    assertThat(problems(GoldenCase.named("shop"), policy)).isNotEmpty();
  }

  private static String schema(GoldenCase golden) {
    return CedarSchemaGenerator.generate(ActionMapGenerator.generate(golden.model()));
  }

  /** Errors and warnings alike: a policy that can never match is only a warning of Cedar's. */
  private static List<String> problems(GoldenCase golden, String policies) throws AuthException {
    ValidationResponse response =
        new BasicAuthorizationEngine()
            .validate(
                new ValidationRequest(
                    Schema.parse(JsonOrCedar.Json, schema(golden)),
                    PolicySet.parsePolicies(policies)));
    List<String> problems = new ArrayList<>();
    response.errors.ifPresent(errors -> errors.forEach(it -> problems.add(it.message)));
    response.warnings.forEach(it -> problems.add(it.message));
    response.success.ifPresent(success -> {
      success.validationErrors.forEach(it -> problems.add(it.getError().message));
      success.validationWarnings.forEach(it -> problems.add(it.getError().message));
    });
    return problems;
  }
}
