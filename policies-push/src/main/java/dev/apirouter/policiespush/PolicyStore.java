package dev.apirouter.policiespush;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.apirouter.cedar.ParsedPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClient;
import software.amazon.awssdk.services.verifiedpermissions.model.PolicyEffect;
import software.amazon.awssdk.services.verifiedpermissions.model.PolicyItem;
import software.amazon.awssdk.services.verifiedpermissions.model.PolicyType;
import software.amazon.awssdk.services.verifiedpermissions.model.ResourceNotFoundException;
import software.amazon.awssdk.services.verifiedpermissions.model.ValidationException;
import software.amazon.awssdk.services.verifiedpermissions.model.ValidationMode;

/**
 * One policy store. The description {@code apirouter:<id>} marks a policy that was pushed; others
 * are seen, counted and left alone.
 */
final class PolicyStore {
  /** Longest description that Amazon Verified Permissions takes, in characters. */
  static final int MAX_DESCRIPTION = 150;

  private static final String MARK = "apirouter:";
  private static final JsonMapper JSON = new JsonMapper();

  private final VerifiedPermissionsClient client;
  private final String id;

  PolicyStore(VerifiedPermissionsClient client, String id) {
    this.client = client;
    this.id = id;
  }

  /**
   * What is in the store.
   *
   * @param strict whether it validates policies
   * @param schema its schema, where it has one
   * @param policies those that were pushed
   * @param others how many others there are
   */
  record Contents(
      boolean strict, Optional<JsonNode> schema, List<StoredPolicy> policies, int others) {
    Contents {
      policies = List.copyOf(policies);
    }

    boolean hasSchema(String text) {
      return schema.equals(Optional.of(parse(text)));
    }
  }

  /** The description of a pushed policy. */
  static String marker(String policyId) {
    return MARK + policyId;
  }

  /**
   * Reads all that a push is about.
   *
   * @throws PushException when there is no such store, or it can't be read
   */
  Contents read() throws PushException {
    boolean strict =
        call("GetPolicyStore", "", () -> client.getPolicyStore(it -> it.policyStoreId(id)))
                .validationSettings()
                .mode()
            == ValidationMode.STRICT;
    Optional<JsonNode> schema = call("GetSchema", "", this::schema);
    List<PolicyItem> items =
        call(
            "ListPolicies",
            "",
            () ->
                client.listPoliciesPaginator(it -> it.policyStoreId(id)).policies().stream()
                    .toList());
    List<StoredPolicy> policies = new ArrayList<>();
    for (PolicyItem item : items) {
      Optional<String> pushedAs = pushedAs(item);
      if (pushedAs.isPresent()) {
        policies.add(stored(item, pushedAs.get()));
      }
    }
    return new Contents(strict, schema, policies, items.size() - policies.size());
  }

  private Optional<JsonNode> schema() {
    try {
      return Optional.of(parse(client.getSchema(it -> it.policyStoreId(id)).schema()));
    } catch (ResourceNotFoundException noneYet) {
      return Optional.empty();
    }
  }

  private static Optional<String> pushedAs(PolicyItem item) {
    if (item.policyType() != PolicyType.STATIC) {
      return Optional.empty();
    }
    return Optional.ofNullable(item.definition().staticValue().description())
        .filter(description -> description.startsWith(MARK))
        .map(description -> description.substring(MARK.length()));
  }

  private StoredPolicy stored(PolicyItem item, String pushedAs) throws PushException {
    String statement =
        call(
            "GetPolicy",
            "policy " + item.policyId() + ": ",
            () ->
                client
                    .getPolicy(it -> it.policyStoreId(id).policyId(item.policyId()))
                    .definition()
                    .staticValue()
                    .statement());
    return StoredPolicy.of(
        item.policyId(), pushedAs, item.effect() != PolicyEffect.PERMIT, statement);
  }

  void putSchema(String schema) throws PushException {
    call(
        "PutSchema",
        "",
        () -> client.putSchema(it -> it.policyStoreId(id).definition(d -> d.cedarJson(schema))));
  }

  void validateStrictly() throws PushException {
    call(
        "UpdatePolicyStore",
        "",
        () ->
            client.updatePolicyStore(
                it -> it.policyStoreId(id).validationSettings(v -> v.mode(ValidationMode.STRICT))));
  }

  void create(ParsedPolicy policy) throws PushException {
    call(
        "CreatePolicy",
        ModelPolicies.at(policy) + "policy " + policy.id() + ": ",
        () ->
            client.createPolicy(it ->
                it.policyStoreId(id)
                    .definition(d ->
                        d.staticValue(s ->
                            s.description(marker(policy.id()))
                                .statement(policy.text().source())))));
  }

  void update(StoredPolicy old, ParsedPolicy policy) throws PushException {
    call(
        "UpdatePolicy",
        ModelPolicies.at(policy) + "policy " + policy.id() + ": ",
        () ->
            client.updatePolicy(it ->
                it.policyStoreId(id)
                    .policyId(old.policyId())
                    .definition(d ->
                        d.staticValue(s ->
                            s.description(marker(policy.id()))
                                .statement(policy.text().source())))));
  }

  void delete(StoredPolicy old) throws PushException {
    call(
        "DeletePolicy",
        "policy " + old.id() + " (" + old.policyId() + "): ",
        () -> client.deletePolicy(it -> it.policyStoreId(id).policyId(old.policyId())));
  }

  private <T> T call(String operation, String subject, Supplier<T> call) throws PushException {
    try {
      return call.get();
    } catch (ValidationException e) {
      StringBuilder text = new StringBuilder(details(e));
      e.fieldList().forEach(field -> text.append("; ").append(field.message()));
      throw new PushException(subject + operation + " was refused: " + text, e);
    } catch (ResourceNotFoundException e) {
      throw new PushException(
          "%s%s found no such %s in policy store %s: %s"
              .formatted(subject, operation, e.resourceTypeAsString(), id, details(e)),
          e);
    } catch (AwsServiceException e) {
      throw new PushException(
          "%s%s failed with status %d: %s"
              .formatted(subject, operation, e.statusCode(), details(e)),
          e);
    } catch (SdkException e) {
      throw new PushException(subject + operation + " got no usable answer: " + rootCause(e), e);
    }
  }

  private static String details(AwsServiceException e) {
    return e.awsErrorDetails() == null
        ? String.valueOf(e.getMessage())
        : e.awsErrorDetails().errorCode() + ": " + e.awsErrorDetails().errorMessage();
  }

  private static String rootCause(Throwable fault) {
    Throwable root = fault;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.equals(fault)
        ? String.valueOf(fault.getMessage())
        : fault.getMessage() + " (" + root + ")";
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a schema that is not JSON", e);
    }
  }
}
