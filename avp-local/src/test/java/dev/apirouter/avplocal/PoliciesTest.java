package dev.apirouter.avplocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.verifiedpermissions.model.BatchGetPolicyErrorCode;
import software.amazon.awssdk.services.verifiedpermissions.model.BatchGetPolicyInputItem;
import software.amazon.awssdk.services.verifiedpermissions.model.BatchGetPolicyResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.ConflictException;
import software.amazon.awssdk.services.verifiedpermissions.model.CreatePolicyRequest;
import software.amazon.awssdk.services.verifiedpermissions.model.GetPolicyResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.PolicyDefinition;
import software.amazon.awssdk.services.verifiedpermissions.model.PolicyEffect;
import software.amazon.awssdk.services.verifiedpermissions.model.PolicyItem;
import software.amazon.awssdk.services.verifiedpermissions.model.PolicyType;
import software.amazon.awssdk.services.verifiedpermissions.model.ResourceNotFoundException;
import software.amazon.awssdk.services.verifiedpermissions.model.ResourceType;
import software.amazon.awssdk.services.verifiedpermissions.model.StaticPolicyDefinition;
import software.amazon.awssdk.services.verifiedpermissions.model.UpdatePolicyDefinition;
import software.amazon.awssdk.services.verifiedpermissions.model.UpdateStaticPolicyDefinition;
import software.amazon.awssdk.services.verifiedpermissions.model.ValidationException;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PoliciesTest {
  private static final String TEMPLATE =
      "permit (principal == ?principal, action in [Shop::Action::\"read\"], resource == ?resource);";

  private TestService service;

  @BeforeAll
  void start() {
    service = new TestService();
  }

  @AfterAll
  void stop() {
    service.close();
  }

  @Test
  void getPolicy_created_tellsWhatItsScopeSays() {
    String store = service.store();
    String id = service.createPolicy(store, TestService.READERS);

    GetPolicyResponse policy =
        service.avp.getPolicy(request -> request.policyStoreId(store).policyId(id));

    assertThat(id).matches("[0-9A-Za-z]{22}");
    assertThat(policy.policyType()).isEqualTo(PolicyType.STATIC);
    assertThat(policy.effect()).isEqualTo(PolicyEffect.PERMIT);
    assertThat(policy.principal().entityType()).isEqualTo("Shop::Group");
    assertThat(policy.principal().entityId()).isEqualTo("readers");
    assertThat(policy.resource()).isNull();
    assertThat(policy.actions())
        .singleElement()
        .satisfies(action -> {
          assertThat(action.actionType()).isEqualTo("Shop::Action");
          assertThat(action.actionId()).isEqualTo("read");
        });
    assertThat(policy.definition().staticValue().statement()).isEqualTo(TestService.READERS);
    assertThat(policy.lastUpdatedDate()).isEqualTo(policy.createdDate());
  }

  @Test
  void listPolicies_moreThanAPage_givesEachOnce() {
    String store = service.store();
    List<String> created = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      created.add(service.createPolicy(store, TestService.READERS));
    }

    var firstPage = service.avp.listPolicies(request -> request.policyStoreId(store));
    List<String> listed =
        service
            .avp
            .listPoliciesPaginator(request -> request.policyStoreId(store).maxResults(7))
            .policies()
            .stream()
            .map(PolicyItem::policyId)
            .toList();

    assertThat(firstPage.policies()).hasSize(10);
    assertThat(listed).containsExactlyElementsOf(created);
  }

  @Test
  void listPolicies_filter_selects() {
    String store = service.store();
    String readers = service.createPolicy(store, TestService.READERS);
    String everybody =
        service.createPolicy(store, "forbid (principal, action, resource == Shop::Order::\"1\");");

    assertThat(
            service
                .avp
                .listPolicies(request ->
                    request
                        .policyStoreId(store)
                        .filter(filter -> filter.principal(entity -> entity.unspecified(true))))
                .policies())
        .extracting(PolicyItem::policyId)
        .containsExactly(everybody);
    assertThat(
            service
                .avp
                .listPolicies(request ->
                    request
                        .policyStoreId(store)
                        .filter(filter ->
                            filter.principal(entity ->
                                entity.identifier(identifier ->
                                    identifier.entityType("Shop::Group").entityId("readers")))))
                .policies())
        .extracting(PolicyItem::policyId)
        .containsExactly(readers);
  }

  @Test
  void listPolicies_tokenOfNobody_isRefused() {
    String store = service.store();

    refused(
        "Invalid nextToken 'abc'",
        () -> service.avp.listPolicies(request -> request.policyStoreId(store).nextToken("abc")));
  }

  @Test
  void batchGetPolicy_someMissing_givesResultsAndErrors() {
    String store = service.store();
    String id = service.createPolicy(store, TestService.READERS);

    BatchGetPolicyResponse batch =
        service.avp.batchGetPolicy(request ->
            request.requests(item(store, id), item(store, "missing"), item("nowhere", id)));

    assertThat(batch.results())
        .singleElement()
        .satisfies(result ->
            assertThat(result.definition().staticValue().statement())
                .isEqualTo(TestService.READERS));
    assertThat(batch.errors())
        .extracting(error -> error.code())
        .containsExactly(
            BatchGetPolicyErrorCode.POLICY_NOT_FOUND,
            BatchGetPolicyErrorCode.POLICY_STORE_NOT_FOUND);
  }

  @Test
  void createPolicy_sameClientToken_createsOnce() {
    String store = service.store();
    CreatePolicyRequest.Builder request =
        CreatePolicyRequest.builder()
            .policyStoreId(store)
            .clientToken("token-1")
            .definition(staticDefinition(TestService.READERS));

    String first = service.avp.createPolicy(request.build()).policyId();
    String second = service.avp.createPolicy(request.build()).policyId();

    assertThat(second).isEqualTo(first);
    assertThat(service.avp.listPolicies(list -> list.policyStoreId(store)).policies()).hasSize(1);
    request.definition(staticDefinition("permit (principal, action, resource);"));
    assertThatThrownBy(() -> service.avp.createPolicy(request.build()))
        .isInstanceOf(ConflictException.class);
  }

  @Test
  void createPolicy_notInTheSchema_isRefused() {
    String store = service.store();

    refused(
        "does not satisfy the schema",
        () ->
            service.createPolicy(
                store, "permit (principal, action == Shop::Action::\"nope\", resource);"));
    refused("unable to parse", () -> service.createPolicy(store, "permit (principal, action"));
    refused(
        "the statement has 2 policies",
        () -> service.createPolicy(store, TestService.READERS + TestService.READERS));
    refused("a static policy must not have a slot", () -> service.createPolicy(store, TEMPLATE));
    refused(
        "bytes, more than 10000",
        () -> service.createPolicy(store, TestService.READERS + "//" + "x".repeat(10_000)));
    assertThat(service.avp.listPolicies(list -> list.policyStoreId(store)).policies()).isEmpty();
  }

  @Test
  void updatePolicy_conditions_changesThemAndTheDate() {
    String store = service.store();
    String id = service.createPolicy(store, TestService.READERS);
    String changed = TestService.READERS.replace(";", " when { context has mfa };");

    update(store, id, changed);

    GetPolicyResponse policy =
        service.avp.getPolicy(request -> request.policyStoreId(store).policyId(id));
    assertThat(policy.definition().staticValue().statement()).isEqualTo(changed);
    assertThat(policy.lastUpdatedDate()).isAfter(policy.createdDate());
  }

  @Test
  void updatePolicy_effectOrPrincipal_isRefused() {
    String store = service.store();
    String id = service.createPolicy(store, TestService.READERS);

    refused(
        "must not change",
        () -> update(store, id, TestService.READERS.replace("permit", "forbid")));
    refused(
        "must not change",
        () -> update(store, id, TestService.READERS.replace("readers\",", "writers\",")));
  }

  @Test
  void deletePolicy_twice_succeeds() {
    String store = service.store();
    String id = service.createPolicy(store, TestService.READERS);

    service.avp.deletePolicy(request -> request.policyStoreId(store).policyId(id));
    service.avp.deletePolicy(request -> request.policyStoreId(store).policyId(id));

    assertThatThrownBy(
            () -> service.avp.getPolicy(request -> request.policyStoreId(store).policyId(id)))
        .isInstanceOfSatisfying(
            ResourceNotFoundException.class,
            e -> assertThat(e.resourceType()).isEqualTo(ResourceType.POLICY));
  }

  @Test
  void template_itsWholeLife_isAsInTheService() {
    String store = service.store();
    String template = createTemplate(store, TEMPLATE);
    String linked =
        service
            .avp
            .createPolicy(request -> request.policyStoreId(store).definition(link(template, true)))
            .policyId();

    GetPolicyResponse policy =
        service.avp.getPolicy(request -> request.policyStoreId(store).policyId(linked));
    assertThat(policy.policyType()).isEqualTo(PolicyType.TEMPLATE_LINKED);
    assertThat(policy.principal().entityId()).isEqualTo("bob");
    assertThat(policy.definition().templateLinked().policyTemplateId()).isEqualTo(template);
    assertThat(
            service
                .avp
                .getPolicyTemplate(
                    request -> request.policyStoreId(store).policyTemplateId(template))
                .statement())
        .isEqualTo(TEMPLATE);
    refused(
        "the slot ?resource",
        () ->
            service.avp.createPolicy(
                request -> request.policyStoreId(store).definition(link(template, false))));
    refused("is template-linked", () -> update(store, linked, TestService.READERS));
    String updated = TEMPLATE.replace(";", " when { context has mfa };");
    service.avp.updatePolicyTemplate(
        request -> request.policyStoreId(store).policyTemplateId(template).statement(updated));
    assertThat(
            service
                .avp
                .listPolicyTemplates(request -> request.policyStoreId(store))
                .policyTemplates())
        .singleElement()
        .satisfies(item -> assertThat(item.lastUpdatedDate()).isAfter(item.createdDate()));

    service.avp.deletePolicyTemplate(
        request -> request.policyStoreId(store).policyTemplateId(template));

    assertThat(service.avp.listPolicies(list -> list.policyStoreId(store)).policies()).isEmpty();
  }

  @Test
  void createPolicyTemplate_unconstrained_isRefused() {
    String store = service.store();

    refused(
        "not leave the principal open",
        () -> createTemplate(store, "permit (principal, action, resource == ?resource);"));
    refused(
        "not leave the resource open",
        () -> createTemplate(store, "permit (principal == ?principal, action, resource);"));
    refused("must have the slot", () -> createTemplate(store, TestService.READERS));
  }

  private String createTemplate(String store, String statement) {
    return service
        .avp
        .createPolicyTemplate(request -> request.policyStoreId(store).statement(statement))
        .policyTemplateId();
  }

  private void update(String store, String id, String statement) {
    service.avp.updatePolicy(request ->
        request
            .policyStoreId(store)
            .policyId(id)
            .definition(
                UpdatePolicyDefinition.fromStaticValue(
                    UpdateStaticPolicyDefinition.builder().statement(statement).build())));
  }

  private static PolicyDefinition link(String template, boolean withResource) {
    return PolicyDefinition.builder()
        .templateLinked(linked -> {
          linked
              .policyTemplateId(template)
              .principal(entity -> entity.entityType("Shop::User").entityId("bob"));
          if (withResource) {
            linked.resource(entity -> entity.entityType("Shop::Order").entityId("1"));
          }
        })
        .build();
  }

  private static PolicyDefinition staticDefinition(String statement) {
    return PolicyDefinition.fromStaticValue(
        StaticPolicyDefinition.builder().statement(statement).build());
  }

  private static BatchGetPolicyInputItem item(String store, String policy) {
    return BatchGetPolicyInputItem.builder().policyStoreId(store).policyId(policy).build();
  }

  private static void refused(String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(ValidationException.class).hasMessageContaining(message);
  }
}
