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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.smithy.model.Model;

final class FineGrainedSchemaGeneratorTest {
  @ParameterizedTest
  @MethodSource("dev.apirouter.smithy.GoldenCase#valid")
  void generate_validModel_schemaIsGolden(GoldenCase golden) {
    golden.check("fine-grained-schema.json", schema(golden));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permit (principal, action, resource) when { resource.owner == principal };",
        "permit (principal, action, resource is Shop::Order) when { resource.status == \"open\" };",
        "permit (principal, action, resource) when { resource.tags.contains(\"x\") };",
        "permit (principal, action, resource) when { context.forGood && context.groups.isEmpty() };",
        "permit (principal, action, resource) when"
            + " { resource has address.floor && resource.address.floor > 1 };",
        "permit (principal, action, resource) when"
            + " { resource has basket && resource.basket.watchers.contains(principal) };",
      })
  void generate_policyByAttributes_validatesStrictly(String policy) throws AuthException {
    assertThat(problems(GoldenCase.named("shop"), policy)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // What the router decides, once.
        "permit (principal, action == Shop::Action::\"shop:GetOrder\", resource);",
        "permit (principal, action in [Shop::Action::\"shop:read\"], resource);",
        // Optional, of another type, unknown.
        "permit (principal, action, resource) when { resource.archived };",
        "permit (principal, action, resource) when { resource.status == 1 };",
        "permit (principal, action, resource) when { resource.onwer == principal };",
      })
  void generate_policyAgainstTheModel_doesNotValidate(String policy) throws AuthException {
    assertThat(problems(GoldenCase.named("shop"), policy)).isNotEmpty();
  }

  private static String schema(GoldenCase golden) {
    Model model = golden.model();
    return FineGrainedSchemaGenerator.generate(model, ActionMapGenerator.generate(model));
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
