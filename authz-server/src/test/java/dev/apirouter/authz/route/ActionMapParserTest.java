package dev.apirouter.authz.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apirouter.authz.engine.EntityUid;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ActionMapParserTest {

  @Test
  void parse_actionMap_givesOperations() throws ActionMapException {
    OperationTable table =
        ActionMapParser.parse(
            """
            {"cedarNamespace": "ApiRouter", "operations": [
              {"id": "commercial:GetOrder", "service": "commercial", "method": "GET",
               "uri": "/api/commercial/orders/{id}", "auth": "AUTH_REQUIRED",
               "action": "commercial:GetOrder", "resource": {"type": "Order", "label": "id"},
               "cacheTtl": "5s", "lastKnownGood": "900s"},
              {"id": "fe-support:GetStatus", "service": "fe-support", "method": "GET",
               "uri": "/api/fe-support/status", "auth": "AUTH_PUBLIC"}]}
            """);

    Operation order = table.find("commercial:GetOrder").orElseThrow();
    assertThat(order.cacheTtl()).contains(Duration.ofSeconds(5));
    assertThat(order.lastKnownGood()).isEqualTo(Duration.ofMinutes(15));
    assertThat(order.action()).isEqualTo(new EntityUid("ApiRouter::Action", "commercial:GetOrder"));
    assertThat(order.targetOf("GET", "/api/commercial/orders/7"))
        .isEqualTo(new Operation.Target.Resource(new EntityUid("ApiRouter::Order", "7")));
    assertThat(order.targetOf("GET", "/api/commercial/orders/" + "7".repeat(612)))
        .isInstanceOf(Operation.Target.Resource.class);
    assertThat(order.targetOf("GET", "/api/commercial/orders/" + "7".repeat(613)))
        .isEqualTo(new Operation.Target.MalformedPath());
    assertThat(order.targetOf("HEAD", "/api/commercial/orders/7"))
        .isEqualTo(new Operation.Target.Mismatch());
    assertThat(table.find("fe-support:GetStatus").orElseThrow().lastKnownGood()).isZero();
    assertThat(table.find("fe-support:GetStatus").orElseThrow().access())
        .isEqualTo(Operation.Access.PUBLIC);
    assertThat(table.find("commercial:Other")).isEmpty();
  }

  @Test
  void parse_faultyOperations_namesEveryOne() {
    assertThatExceptionOfType(ActionMapException.class)
        .isThrownBy(() ->
            ActionMapParser.parse(
                """
                {"operations": [
                  {"id": "a:A", "method": "GET", "uri": "/a/{id}", "action": "a:A",
                   "resource": {"type": "T", "label": "other"}},
                  {"id": "a:B", "uri": "nowhere", "auth": "AUTH_REQUIRED"},
                  {"id": "a:C", "method": "GET", "uri": "/c", "auth": "AUTH_PUBLIC"},
                  {"id": "a:C", "method": "PUT", "uri": "/c", "auth": "AUTH_PUBLIC"}]}
                """))
        .satisfies(e ->
            assertThat(e.problems())
                .containsExactlyInAnyOrder(
                    "cedarNamespace: is empty; expected a name such as ApiRouter",
                    "operation 'a:A': auth: is not set; expected AUTH_REQUIRED, AUTH_OPTIONAL"
                        + " or AUTH_PUBLIC",
                    "operation 'a:A': resource.label: 'other' is no label of /a/{id}",
                    "operation 'a:B': method: is empty; expected an HTTP method",
                    "operation 'a:B': uri: URI pattern 'nowhere' does not begin with '/'",
                    "operation 'a:B': action: is empty; expected a Cedar action id",
                    "operation 'a:B': resource.type: is empty; expected a Cedar entity type",
                    "operation 'a:B': resource: has neither label nor fixedId",
                    "operation 'a:C': id: stands in the map twice"));
  }

  @Test
  void parse_unknownField_isRefused() {
    assertThatExceptionOfType(ActionMapException.class)
        .isThrownBy(() -> ActionMapParser.parse("{\"operationz\": []}"))
        .withMessageContaining("operationz");
  }
}
