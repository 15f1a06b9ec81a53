package dev.apirouter.authz.engine.mirror;

import dev.apirouter.authz.engine.EntityUid;
import dev.apirouter.authz.engine.cedar.PolicyTexts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.verifiedpermissions.VerifiedPermissionsClient;
import software.amazon.awssdk.services.verifiedpermissions.model.BatchGetPolicyInputItem;
import software.amazon.awssdk.services.verifiedpermissions.model.BatchGetPolicyOutputItem;
import software.amazon.awssdk.services.verifiedpermissions.model.BatchGetPolicyResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.EntityIdentifier;
import software.amazon.awssdk.services.verifiedpermissions.model.GetPolicyResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.GetPolicyTemplateResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.ListPoliciesResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.ListPolicyTemplatesResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.PolicyDefinitionDetail;
import software.amazon.awssdk.services.verifiedpermissions.model.PolicyItem;
import software.amazon.awssdk.services.verifiedpermissions.model.PolicyTemplateItem;
import software.amazon.awssdk.services.verifiedpermissions.model.ResourceNotFoundException;
import software.amazon.awssdk.services.verifiedpermissions.model.ResourceType;
import software.amazon.awssdk.services.verifiedpermissions.model.TemplateLinkedPolicyDefinitionItem;

/**
 * Reads a whole policy store, each time from its lists, but fetches only those texts again whose
 * {@code lastUpdatedDate} changed. What a reading that failed has fetched is kept for the next. One
 * thread uses it.
 */
final class PolicyStoreReader {
  // The most that AVP takes: API reference of ListPolicies, ListPolicyTemplates, BatchGetPolicy.
  private static final int PAGE = 50;
  private static final int BATCH = 100;

  private final VerifiedPermissionsClient client;
  private final String store;
  private final PolicyStoreCalls calls;
  private final Map<String, Text> policies = new HashMap<>();
  private final Map<String, Text> templates = new HashMap<>();
  private boolean batches = true;

  /** A text as of a date. */
  private record Text(Instant updated, String statement) {}

  PolicyStoreReader(VerifiedPermissionsClient client, String store, PolicyStoreCalls calls) {
    this.client = client;
    this.store = store;
    this.calls = calls;
  }

  /**
   * Reads the policy store as it is now; blocks. Not one moment's state: AVP has no such reading.
   *
   * @throws PolicyStoreException when any part of it could not be read
   */
  PolicyTexts read() throws PolicyStoreException, InterruptedException {
    String schema = schema();
    Map<String, Instant> statics = new LinkedHashMap<>();
    Map<String, PolicyTexts.Link> links = new LinkedHashMap<>();
    for (PolicyItem item : listPolicies()) {
      switch (item.policyType()) {
        case STATIC -> statics.put(item.policyId(), item.lastUpdatedDate());
        case TEMPLATE_LINKED -> links.put(item.policyId(), link(item));
        case null, default ->
            throw new PolicyStoreException(
                "policy %s is of type %s, expected STATIC or TEMPLATE_LINKED"
                    .formatted(item.policyId(), item.policyTypeAsString()));
      }
    }
    Map<String, Instant> linked = linkedTemplates(links);
    policies.keySet().retainAll(statics.keySet());
    templates.keySet().retainAll(linked.keySet());
    for (String id : changed(linked, templates)) {
      fetchTemplate(id);
    }
    List<String> ids = changed(statics, policies);
    for (int i = 0; i < ids.size(); i += BATCH) {
      fetch(ids.subList(i, Math.min(i + BATCH, ids.size())));
    }
    return new PolicyTexts(store, statements(policies), statements(templates), links, schema);
  }

  private static Map<String, String> statements(Map<String, Text> texts) {
    return texts.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().statement()));
  }

  private static List<String> changed(Map<String, Instant> listed, Map<String, Text> held) {
    return listed.entrySet().stream()
        .filter(entry -> {
          Text text = held.get(entry.getKey());
          return text == null || !text.updated().equals(entry.getValue());
        })
        .map(Map.Entry::getKey)
        .toList();
  }

  private String schema() throws PolicyStoreException, InterruptedException {
    try {
      return complete(
          "GetSchema",
          calls.make("GetSchema", () -> client.getSchema(r -> r.policyStoreId(store))).schema());
    } catch (PolicyStoreException e) {
      if (e.getCause() instanceof ResourceNotFoundException missing
          && missing.resourceType() != ResourceType.POLICY_STORE) {
        throw new PolicyStoreException("policy store " + store + " has no schema", e);
      }
      throw e;
    }
  }

  private List<PolicyItem> listPolicies() throws PolicyStoreException, InterruptedException {
    List<PolicyItem> items = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      ListPoliciesResponse page =
          calls.make(
              "ListPolicies",
              () ->
                  client.listPolicies(
                      r -> r.policyStoreId(store).maxResults(PAGE).nextToken(from)));
      // An answer that is no list must not pass for an empty one.
      complete("ListPolicies", page.hasPolicies() ? page : null);
      items.addAll(page.policies());
      token = following("ListPolicies", from, page.nextToken());
    } while (token != null);
    return items;
  }

  private Map<String, Instant> linkedTemplates(Map<String, PolicyTexts.Link> links)
      throws PolicyStoreException, InterruptedException {
    Set<String> wanted =
        links.values().stream().map(PolicyTexts.Link::template).collect(Collectors.toSet());
    Map<String, Instant> found = new LinkedHashMap<>();
    if (wanted.isEmpty()) {
      return found;
    }
    String token = null;
    do {
      String from = token;
      ListPolicyTemplatesResponse page =
          calls.make(
              "ListPolicyTemplates",
              () ->
                  client.listPolicyTemplates(
                      r -> r.policyStoreId(store).maxResults(PAGE).nextToken(from)));
      complete("ListPolicyTemplates", page.hasPolicyTemplates() ? page : null);
      for (PolicyTemplateItem item : page.policyTemplates()) {
        if (wanted.contains(item.policyTemplateId())) {
          found.put(item.policyTemplateId(), item.lastUpdatedDate());
        }
      }
      token = following("ListPolicyTemplates", from, page.nextToken());
    } while (token != null);
    return found;
  }

  private static @Nullable String following(
      String operation, @Nullable String token, @Nullable String next) throws PolicyStoreException {
    if (next != null && next.equals(token)) {
      throw new PolicyStoreException(operation + ": the same nextToken comes again");
    }
    return next;
  }

  private void fetchTemplate(String id) throws PolicyStoreException, InterruptedException {
    GetPolicyTemplateResponse template =
        calls.make(
            "GetPolicyTemplate",
            () -> client.getPolicyTemplate(r -> r.policyStoreId(store).policyTemplateId(id)));
    templates.put(
        id,
        new Text(template.lastUpdatedDate(), complete("GetPolicyTemplate", template.statement())));
  }

  private void fetch(List<String> ids) throws PolicyStoreException, InterruptedException {
    if (batches) {
      try {
        fetchBatch(ids);
        return;
      } catch (PolicyStoreException e) {
        if (!isUnknownOperation(e)) {
          throw e;
        }
        // A Region that has not got BatchGetPolicy yet.
        batches = false;
      }
    }
    for (String id : ids) {
      GetPolicyResponse policy =
          calls.make("GetPolicy", () -> client.getPolicy(r -> r.policyStoreId(store).policyId(id)));
      hold("GetPolicy", id, policy.lastUpdatedDate(), policy.definition());
    }
  }

  private static boolean isUnknownOperation(PolicyStoreException e) {
    return e.getCause() instanceof AwsServiceException service
        && PolicyStoreCalls.code(service).filter("UnknownOperationException"::equals).isPresent();
  }

  private void fetchBatch(List<String> ids) throws PolicyStoreException, InterruptedException {
    List<BatchGetPolicyInputItem> requests =
        ids.stream()
            .map(id -> BatchGetPolicyInputItem.builder().policyStoreId(store).policyId(id).build())
            .toList();
    BatchGetPolicyResponse response =
        calls.make("BatchGetPolicy", () -> client.batchGetPolicy(r -> r.requests(requests)));
    Set<String> found =
        response.results().stream()
            .map(BatchGetPolicyOutputItem::policyId)
            .collect(Collectors.toSet());
    for (BatchGetPolicyOutputItem item : response.results()) {
      if (ids.contains(item.policyId())) {
        hold("BatchGetPolicy", item.policyId(), item.lastUpdatedDate(), item.definition());
      }
    }
    List<String> lacking = ids.stream().filter(id -> !found.contains(id)).toList();
    if (!lacking.isEmpty()) {
      throw new PolicyStoreException(
          "BatchGetPolicy: policies %s were listed but are not to be had (deleted meanwhile?)"
              .formatted(lacking));
    }
  }

  private void hold(
      String operation,
      String id,
      @Nullable Instant updated,
      @Nullable PolicyDefinitionDetail definition)
      throws PolicyStoreException {
    String statement =
        definition == null || definition.staticValue() == null
            ? null
            : definition.staticValue().statement();
    policies.put(id, new Text(complete(operation, updated), complete(operation, statement)));
  }

  private static PolicyTexts.Link link(PolicyItem item) throws PolicyStoreException {
    TemplateLinkedPolicyDefinitionItem link =
        complete(
            "ListPolicies", item.definition() == null ? null : item.definition().templateLinked());
    return new PolicyTexts.Link(
        complete("ListPolicies", link.policyTemplateId()),
        entity(link.principal()),
        entity(link.resource()));
  }

  private static Optional<EntityUid> entity(@Nullable EntityIdentifier entity) {
    return Optional.ofNullable(entity).map(e -> new EntityUid(e.entityType(), e.entityId()));
  }

  private static <T> T complete(String operation, @Nullable T part) throws PolicyStoreException {
    if (part == null) {
      throw new PolicyStoreException(
          operation + ": the answer is not complete: the endpoint does not speak AVP's protocol");
    }
    return part;
  }
}
