package dev.apirouter.avplocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.verifiedpermissions.model.GetPolicyStoreResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.GetSchemaResponse;
import software.amazon.awssdk.services.verifiedpermissions.model.PolicyStoreItem;
import software.amazon.awssdk.services.verifiedpermissions.model.ResourceNotFoundException;
import software.amazon.awssdk.services.verifiedpermissions.model.ResourceType;
import software.amazon.awssdk.services.verifiedpermissions.model.ValidationException;
import software.amazon.awssdk.services.verifiedpermissions.model.ValidationMode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StoresTest {
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
  void policyStore_created_isListedUntilDeleted() {
    String store = service.store();

    GetPolicyStoreResponse got =
        service.avp.getPolicyStore(request -> request.policyStoreId(store));
    assertThat(got.validationSettings().mode()).isEqualTo(ValidationMode.STRICT);
    assertThat(got.arn()).endsWith(":policy-store/" + store);
    assertThat(service.avp.listPolicyStoresPaginator(_ -> {}).policyStores())
        .extracting(PolicyStoreItem::policyStoreId)
        .contains(store);

    service.avp.deletePolicyStore(request -> request.policyStoreId(store));

    assertThatThrownBy(() -> service.avp.getPolicyStore(request -> request.policyStoreId(store)))
        .isInstanceOfSatisfying(
            ResourceNotFoundException.class,
            e -> {
              assertThat(e.resourceType()).isEqualTo(ResourceType.POLICY_STORE);
              assertThat(e.resourceId()).isEqualTo(store);
              assertThat(e.statusCode()).isEqualTo(400);
              assertThat(e.requestId()).isNotEmpty();
            });
  }

  @Test
  void schema_put_isGivenBackAsItWas() {
    String store = service.store();

    GetSchemaResponse schema = service.avp.getSchema(request -> request.policyStoreId(store));

    assertThat(schema.schema()).isEqualTo(TestService.SCHEMA);
    assertThat(schema.namespaces()).containsExactly("Shop");
  }

  @Test
  void schema_none_isNotFoundAndNoPolicyIsTaken() {
    String store =
        service
            .avp
            .createPolicyStore(request ->
                request.validationSettings(settings -> settings.mode(ValidationMode.STRICT)))
            .policyStoreId();

    assertThatThrownBy(() -> service.avp.getSchema(request -> request.policyStoreId(store)))
        .isInstanceOfSatisfying(
            ResourceNotFoundException.class,
            e -> assertThat(e.resourceType()).isEqualTo(ResourceType.SCHEMA));
    assertThatThrownBy(() -> service.createPolicy(store, TestService.READERS))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("STRICT but no schema");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{}|has the namespaces []",
        "{\"A\": {\"entityTypes\": {}, \"actions\": {}}, \"B\": {\"entityTypes\": {}, \"actions\": {}}}"
            + "|has the namespaces [A, B]",
        "{\"\": {\"entityTypes\": {}, \"actions\": {}}}|must not be empty",
        "{\"My::aws\": {\"entityTypes\": {}, \"actions\": {}}}|reserved word 'aws'",
        "{\"cedar\": {\"entityTypes\": {}, \"actions\": {}}}|reserved word 'cedar'",
        "{\"A\": {\"entityTypes\": {\"U\": {\"shape\": {\"type\": \"Record\", \"attributes\":"
            + " {\"ip\": {\"type\": \"Extension\", \"name\": \"ipaddr\"}}}}}, \"actions\": {}}}"
            + "|extension type 'ipaddr'",
        "{\"A\": {\"entityTypes\": {\"U\": {\"shape\": {\"type\": \"Record\", \"attributes\":"
            + " {\"\": {\"type\": \"Long\"}}}}}, \"actions\": {}}}|empty key",
        "{\"A\": {\"entityTypes\": {\"U\": {\"memberOfTypes\": [\"Nope\"]}}, \"actions\": {}}}"
            + "|is not valid",
        "not json|is not JSON",
      })
  void putSchema_thatTheServiceRefuses_isRefused(String schema, String message) {
    String store = service.store();

    assertThatThrownBy(() -> service.putSchema(store, schema))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining(message);
    assertThat(service.avp.getSchema(request -> request.policyStoreId(store)).schema())
        .isEqualTo(TestService.SCHEMA);
  }

  @Test
  void putSchema_tooLong_isRefused() {
    assertThatThrownBy(() -> service.putSchema(service.store(), " ".repeat(100_001)))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("more than 100000");
  }
}
