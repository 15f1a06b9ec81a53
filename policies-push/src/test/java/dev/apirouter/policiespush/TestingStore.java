package dev.apirouter.policiespush;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.CedarJson;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClient;
import software.amazon.awssdk.services.verifiedpermissions.model.CreatePolicyRequest;
import software.amazon.awssdk.services.verifiedpermissions.model.CreatePolicyResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.DeletePolicyRequest;
import software.amazon.awssdk.services.verifiedpermissions.model.DeletePolicyResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.GetPolicyRequest;
import software.amazon.awssdk.services.verifiedpermissions.model.GetPolicyResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.GetPolicyStoreRequest;
import software.amazon.awssdk.services.verifiedpermissions.model.GetPolicyStoreResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.GetSchemaRequest;
import software.amazon.awssdk.services.verifiedpermissions.model.GetSchemaResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.ListPoliciesRequest;
import software.amazon.awssdk.services.verifiedpermissions.model.ListPoliciesResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.PolicyItem;
import software.amazon.awssdk.services.verifiedpermissions.model.PutSchemaRequest;
import software.amazon.awssdk.services.verifiedpermissions.model.PutSchemaResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.ResourceNotFoundException;
import software.amazon.awssdk.services.verifiedpermissions.model.StaticPolicyDefinition;
import software.amazon.awssdk.services.verifiedpermissions.model.UpdatePolicyRequest;
import software.amazon.awssdk.services.verifiedpermissions.model.UpdatePolicyResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.UpdatePolicyStoreRequest;
import software.amazon.awssdk.services.verifiedpermissions.model.UpdatePolicyStoreResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.ValidationException;

/** A policy store in memory, of which the connection can break after so many writes. */
final class TestingStore implements VerifiedPermissionsClient {
  private static final BasicAuthorizationEngine CEDAR = new BasicAuthorizationEngine();
  private static final int PAGE = 2;

  /** Policies by id: description and statement. */
  final Map<String, StaticPolicyDefinition> policies = new LinkedHashMap<>();

  /** The writes so far, by operation. */
  final List<String> writes = new ArrayList<>();

  Optional<String> schema = Optional.empty();
  String mode = "OFF";
  int writesLeft = Integer.MAX_VALUE;
  private int nextId;

  void put(String description, String statement) {
    nextId++;
    policies.put(
        "SP" + nextId,
        StaticPolicyDefinition.builder().description(description).statement(statement).build());
  }

  /** Whether each of the users 0 to 2 may do each of the actions a to c. */
  Set<String> access() {
    Set<Policy> all = new HashSet<>();
    policies.forEach((id, policy) -> all.add(new Policy(policy.statement(), id)));
    Set<String> access = new HashSet<>();
    for (String user : List.of("0", "1", "2")) {
      for (String action : List.of("a", "b", "c")) {
        try {
          AuthorizationRequest request =
              new AuthorizationRequest(
                  new Entity(uid("User", user)),
                  new Entity(uid("Action", action)),
                  new Entity(uid("Service", "s")),
                  Map.of());
          if (CEDAR
              .isAuthorized(request, new PolicySet(all), Set.of())
              .success
              .orElseThrow()
              .isAllowed()) {
            access.add(user + action);
          }
        } catch (AuthException e) {
          throw new AssertionError(e);
        }
      }
    }
    return access;
  }

  private static EntityUID uid(String type, String id) {
    return new EntityUID(EntityTypeName.parse("T::" + type).orElseThrow(), id);
  }

  private void write(String operation) {
    if (writesLeft-- <= 0) {
      throw SdkClientException.create("connection reset");
    }
    writes.add(operation);
  }

  private static JsonNode json(String statement) {
    try {
      return CedarJson.objectReader().readTree(new Policy(statement, "p").toJson());
    } catch (AuthException | JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static String effect(String statement) {
    return json(statement).path("effect").asText().equals("permit") ? "Permit" : "Forbid";
  }

  @Override
  public GetPolicyStoreResponse getPolicyStore(GetPolicyStoreRequest request) {
    return GetPolicyStoreResponse.builder().validationSettings(it -> it.mode(mode)).build();
  }

  @Override
  public UpdatePolicyStoreResponse updatePolicyStore(UpdatePolicyStoreRequest request) {
    write("UpdatePolicyStore");
    mode = request.validationSettings().modeAsString();
    return UpdatePolicyStoreResponse.builder().build();
  }

  @Override
  public GetSchemaResponse getSchema(GetSchemaRequest request) {
    return GetSchemaResponse.builder()
        .schema(schema.orElseThrow(() -> ResourceNotFoundException.builder().build()))
        .build();
  }

  @Override
  public PutSchemaResponse putSchema(PutSchemaRequest request) {
    write("PutSchema");
    schema = Optional.of(request.definition().cedarJson());
    return PutSchemaResponse.builder().build();
  }

  @Override
  public ListPoliciesResponse listPolicies(ListPoliciesRequest request) {
    int from = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
    List<String> ids = new ArrayList<>(policies.keySet());
    int to = Math.min(from + PAGE, ids.size());
    List<PolicyItem> items = new ArrayList<>();
    for (String id : ids.subList(from, to)) {
      StaticPolicyDefinition policy = policy(id);
      items.add(
          PolicyItem.builder()
              .policyId(id)
              .policyType("STATIC")
              .effect(effect(policy.statement()))
              .definition(it -> it.staticValue(s -> s.description(policy.description())))
              .build());
    }
    return ListPoliciesResponse.builder()
        .policies(items)
        .nextToken(to < ids.size() ? Integer.toString(to) : null)
        .build();
  }

  @Override
  public GetPolicyResponse getPolicy(GetPolicyRequest request) {
    StaticPolicyDefinition policy = policy(request.policyId());
    return GetPolicyResponse.builder()
        .policyId(request.policyId())
        .definition(it ->
            it.staticValue(s -> s.description(policy.description()).statement(policy.statement())))
        .build();
  }

  @Override
  public CreatePolicyResponse createPolicy(CreatePolicyRequest request) {
    StaticPolicyDefinition policy = request.definition().staticValue();
    write("CreatePolicy " + effect(policy.statement()));
    put(policy.description(), policy.statement());
    return CreatePolicyResponse.builder().build();
  }

  @Override
  public UpdatePolicyResponse updatePolicy(UpdatePolicyRequest request) {
    StaticPolicyDefinition old = policy(request.policyId());
    String statement = request.definition().staticValue().statement();
    for (String part : List.of("effect", "principal", "resource")) {
      if (!json(old.statement()).path(part).equals(json(statement).path(part))) {
        throw ValidationException.builder().message(part + " can't be changed").build();
      }
    }
    write("UpdatePolicy " + effect(statement));
    policies.put(
        request.policyId(),
        StaticPolicyDefinition.builder()
            .description(request.definition().staticValue().description())
            .statement(statement)
            .build());
    return UpdatePolicyResponse.builder().build();
  }

  @Override
  public DeletePolicyResponse deletePolicy(DeletePolicyRequest request) {
    write("DeletePolicy " + effect(policy(request.policyId()).statement()));
    policies.remove(request.policyId());
    return DeletePolicyResponse.builder().build();
  }

  private StaticPolicyDefinition policy(String id) {
    StaticPolicyDefinition policy = policies.get(id);
    if (policy == null) {
      throw ResourceNotFoundException.builder().message("no policy " + id).build();
    }
    return policy;
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
