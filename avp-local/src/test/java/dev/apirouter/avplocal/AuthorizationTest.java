package dev.apirouter.avplocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.verifiedpermissions.model.ActionIdentifier;
import software.amazon.awssdk.services.verifiedpermissions.model.AttributeValue;
import software.amazon.awssdk.services.verifiedpermissions.model.BatchIsAuthorizedInputItem;
import software.amazon.awssdk.services.verifiedpermissions.model.BatchIsAuthorizedResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.Decision;
import software.amazon.awssdk.services.verifiedpermissions.model.DeterminingPolicyItem;
import software.amazon.awssdk.services.verifiedpermissions.model.EntityIdentifier;
import software.amazon.awssdk.services.verifiedpermissions.model.EntityItem;
import software.amazon.awssdk.services.verifiedpermissions.model.IsAuthorizedRequest;
import software.amazon.awssdk.services.verifiedpermissions.model.IsAuthorizedResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.ResourceNotFoundException;
import software.amazon.awssdk.services.verifiedpermissions.model.ValidationException;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AuthorizationTest {
  private static final EntityIdentifier BOB = entity("Shop::User", "bob");
  private static final EntityIdentifier ORDER = entity("Shop::Order", "1");
  private static final ActionIdentifier GET_ORDER = action("GetOrder");

  private TestService service;
  private String store;
  private String readers;

  @BeforeAll
  void start() {
    service = new TestService();
    store = service.store();
    readers = service.createPolicy(store, TestService.READERS);
  }

  @AfterAll
  void stop() {
    service.close();
  }

  @Test
  void isAuthorized_actionInAGroupOfTheSchema_allowsWithTheDeterminingPolicy() {
    IsAuthorizedResponse response = service.avp.isAuthorized(bob(Map.of()).build());

    assertThat(response.decision()).isEqualTo(Decision.ALLOW);
    assertThat(response.determiningPolicies())
        .extracting(DeterminingPolicyItem::policyId)
        .containsExactly(readers);
    assertThat(response.errors()).isEmpty();
  }

  @Test
  void isAuthorized_withoutEntities_denies() {
    IsAuthorizedResponse response =
        service.avp.isAuthorized(request ->
            request.policyStoreId(store).principal(BOB).action(GET_ORDER).resource(ORDER));

    assertThat(response.decision()).isEqualTo(Decision.DENY);
    assertThat(response.determiningPolicies()).isEmpty();
  }

  @Test
  void isAuthorized_cedarJson_decidesTheSame() {
    IsAuthorizedResponse response =
        service.avp.isAuthorized(request ->
            request
                .policyStoreId(store)
                .principal(BOB)
                .action(GET_ORDER)
                .resource(ORDER)
                .context(context -> context.cedarJson("{\"mfa\": true}"))
                .entities(entities ->
                    entities.cedarJson(
                        """
                        [{"uid": {"type": "Shop::User", "id": "bob"}, "attrs": {"age": 7},
                          "parents": [{"type": "Shop::Group", "id": "readers"}]}]
                        """)));

    assertThat(response.decision()).isEqualTo(Decision.ALLOW);
  }

  @Test
  void isAuthorized_linkedPolicy_decides() {
    String own = service.store();
    String template =
        service
            .avp
            .createPolicyTemplate(request ->
                request
                    .policyStoreId(own)
                    .statement("permit (principal == ?principal, action, resource == ?resource);"))
            .policyTemplateId();
    String linked =
        service
            .avp
            .createPolicy(request ->
                request
                    .policyStoreId(own)
                    .definition(definition ->
                        definition.templateLinked(link ->
                            link.policyTemplateId(template).principal(BOB).resource(ORDER))))
            .policyId();

    assertThat(service.avp.isAuthorized(bob(Map.of()).policyStoreId(own).build()))
        .satisfies(response -> {
          assertThat(response.decision()).isEqualTo(Decision.ALLOW);
          assertThat(response.determiningPolicies())
              .extracting(DeterminingPolicyItem::policyId)
              .containsExactly(linked);
        });
  }

  @Test
  void isAuthorized_policyThatFails_tellsTheError() {
    String own = service.store();
    service.createPolicy(
        own,
        "forbid (principal is Shop::User, action, resource)"
            + " when { principal has age && principal.age * 9223372036854775807 > 1 };");

    IsAuthorizedResponse response =
        service.avp.isAuthorized(
            bob(Map.of("age", AttributeValue.fromLongValue(5L))).policyStoreId(own).build());

    assertThat(response.decision()).isEqualTo(Decision.DENY);
    assertThat(response.errors())
        .singleElement()
        .satisfies(error -> assertThat(error.errorDescription()).contains("integer overflow"));
  }

  @Test
  void isAuthorized_notConformingToTheSchema_isRefused() {
    refused(request -> request.action(action("Nope")), "does not exist");
    refused(request -> request.resource(entity("Shop::Group", "1")), "not valid for");
    refused(
        request ->
            request.context(
                context -> context.contextMap(Map.of("x", AttributeValue.fromBooleanValue(true)))),
        "while parsing context");
    assertThatThrownBy(() ->
            service.avp.isAuthorized(bob(Map.of("age", AttributeValue.fromString("old"))).build()))
        .isInstanceOf(ValidationException.class);
  }

  @Test
  void isAuthorized_whatTheServiceRefuses_isRefused() {
    refused(request -> request.principal(entity("Shop::User", "")), "greater than or equal to 1");
    refused(
        request -> request.principal(entity("Shop::User", "x".repeat(613))),
        "less than or equal to 612");
    refused(request -> request.principal(entity("Shop::User", "a\nb")), "regular expression");
    refused(request -> request.principal(entity("not a type", "x")), "is not an entity type");
    refused(
        request ->
            request.entities(
                entities -> entities.entityList(item(entity("Shop::Action", "GetOrder")).build())),
        "must not have the action");
    refused(
        request ->
            request.entities(entities ->
                entities.entityList(
                    item(BOB)
                        .attributes(Map.of("ip", AttributeValue.fromIpaddr("10.0.0.1")))
                        .build())),
        "extension type ipaddr");
    refused(
        request ->
            request.entities(entities ->
                entities.cedarJson(
                    "[{\"uid\": {\"type\": \"Shop::User\", \"id\": \"bob\"}, \"parents\": [],"
                        + " \"attrs\": {\"ip\": {\"__extn\": {\"fn\": \"ip\", \"arg\":"
                        + " \"10.0.0.1\"}}}}]")),
        "extension types");
    refused(
        request ->
            request.context(context ->
                context.contextMap(
                    Map.of(
                        "x",
                        AttributeValue.fromRecord(
                            Map.of("__entity", AttributeValue.fromString("y")))))),
        "reserved");
    refused(
        request ->
            request.context(context ->
                context.contextMap(Map.of("x", AttributeValue.fromString("y".repeat(1 << 20))))),
        "more than 1048576 bytes");
  }

  @Test
  void isAuthorized_unknownStore_isNotFound() {
    assertThatThrownBy(
            () -> service.avp.isAuthorized(bob(Map.of()).policyStoreId("nowhere").build()))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("Policy store 'nowhere' does not exist");
  }

  @Test
  void batchIsAuthorized_samePrincipal_decidesEach() {
    BatchIsAuthorizedInputItem one =
        BatchIsAuthorizedInputItem.builder()
            .principal(BOB)
            .action(GET_ORDER)
            .resource(ORDER)
            .build();
    BatchIsAuthorizedInputItem two = one.toBuilder().resource(entity("Shop::Order", "2")).build();

    BatchIsAuthorizedResponse response =
        service.avp.batchIsAuthorized(request ->
            request
                .policyStoreId(store)
                .entities(bob(Map.of()).build().entities())
                .requests(one, two));

    assertThat(response.results())
        .hasSize(2)
        .allSatisfy(result -> assertThat(result.decision()).isEqualTo(Decision.ALLOW));
    assertThat(response.results().get(1).request()).isEqualTo(two);
  }

  @Test
  void batchIsAuthorized_tooManyOrMixed_isRefused() {
    BatchIsAuthorizedInputItem one =
        BatchIsAuthorizedInputItem.builder()
            .principal(BOB)
            .action(GET_ORDER)
            .resource(ORDER)
            .build();
    BatchIsAuthorizedInputItem other =
        one.toBuilder()
            .principal(entity("Shop::User", "eve"))
            .resource(entity("Shop::Order", "2"))
            .build();

    assertThatThrownBy(() ->
            service.avp.batchIsAuthorized(
                request -> request.policyStoreId(store).requests(Collections.nCopies(31, one))))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("from 1 to 30 members, not 31");
    assertThatThrownBy(() ->
            service.avp.batchIsAuthorized(
                request -> request.policyStoreId(store).requests(one, other)))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("the same principal or the same resource");
  }

  private void refused(Consumer<IsAuthorizedRequest.Builder> change, String message) {
    assertThatThrownBy(() -> service.avp.isAuthorized(bob(Map.of()).applyMutation(change).build()))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining(message);
  }

  private IsAuthorizedRequest.Builder bob(Map<String, AttributeValue> attributes) {
    return IsAuthorizedRequest.builder()
        .policyStoreId(store)
        .principal(BOB)
        .action(GET_ORDER)
        .resource(ORDER)
        .entities(entities ->
            entities.entityList(
                item(BOB)
                    .attributes(attributes)
                    .parents(entity("Shop::Group", "readers"))
                    .build()));
  }

  private static EntityItem.Builder item(EntityIdentifier identifier) {
    return EntityItem.builder().identifier(identifier);
  }

  private static EntityIdentifier entity(String type, String id) {
    return EntityIdentifier.builder().entityType(type).entityId(id).build();
  }

  private static ActionIdentifier action(String id) {
    return ActionIdentifier.builder().actionType("Shop::Action").actionId(id).build();
  }
}
