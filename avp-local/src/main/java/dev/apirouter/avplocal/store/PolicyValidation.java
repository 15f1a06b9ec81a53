package dev.apirouter.avplocal.store;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.DetailedError;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.ValidationResponse;
import com.cedarpolicy.model.ValidationResponse.ValidationError;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.policy.PolicySet;
import dev.apirouter.avplocal.protocol.AvpException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Validates a new or changed policy or template, strictly, if the store asks for it. */
final class PolicyValidation {
  private static final BasicAuthorizationEngine CEDAR = new BasicAuthorizationEngine();

  private PolicyValidation() {}

  static void requireValid(Contents contents, StoredPolicy policy) {
    switch (policy.definition()) {
      case StoredPolicy.Static _ -> require(contents, CedarSets.of(List.of(policy), List.of()));
      case StoredPolicy.TemplateLinked linked -> {
        StoredTemplate template = contents.template(linked.templateId());
        requireSlot("principal", template.statement().principal(), linked.principal());
        requireSlot("resource", template.statement().resource(), linked.resource());
        require(contents, CedarSets.of(List.of(policy), List.of(template)));
      }
    }
  }

  static void requireValid(Contents contents, StoredTemplate template) {
    List<StoredPolicy> linked =
        contents.policies().values().stream()
            .filter(policy -> policy.isLinkedTo(template.id()))
            .toList();
    require(contents, CedarSets.of(linked, List.of(template)));
  }

  private static void requireSlot(String name, Scope scope, Optional<EntityReference> value) {
    if (scope.hasSlot() != value.isPresent()) {
      throw AvpException.validation(
          scope.hasSlot()
              ? "The policy template has the slot ?%1$s: the policy must give a %1$s"
                  .formatted(name)
              : "The policy template has no slot ?%1$s: the policy must not give a %1$s"
                  .formatted(name));
    }
  }

  private static void require(Contents contents, PolicySet set) {
    if (!contents.strict()) {
      return;
    }
    StoredSchema schema =
        contents
            .schema()
            .orElseThrow(() ->
                AvpException.validation(
                    "The policy store has validation mode STRICT but no schema"));
    List<DetailedError> errors = new ArrayList<>();
    ValidationResponse response = validate(schema, set);
    response.errors.ifPresent(errors::addAll);
    response.success.ifPresent(success ->
        success.validationErrors.stream().map(ValidationError::getError).forEach(errors::add));
    if (!errors.isEmpty()) {
      throw AvpException.validation(
          "Invalid input: the policy does not satisfy the schema: " + CedarText.of(errors));
    }
  }

  private static ValidationResponse validate(StoredSchema schema, PolicySet set) {
    try {
      return CEDAR.validate(new ValidationRequest(schema.cedar(), set));
    } catch (AuthException e) {
      throw new IllegalStateException("Cedar's validator failed", e);
    }
  }
}
