package dev.apirouter.sample.commercial;

import dev.apirouter.authzlib.AttributeValue;
import dev.apirouter.authzlib.DecisionUnavailableException;
import dev.apirouter.authzlib.FineGrainedAuthorizer;
import dev.apirouter.authzlib.ResourceEntity;
import dev.apirouter.authzlib.RouterPrincipal;
import dev.apirouter.sample.commercial.Orders.Order;
import java.io.PrintStream;
import java.util.Map;

/**
 * Which order a caller may change: the finer decision that the model leaves to this service. That
 * the caller may call UpdateOrder at all the router has decided.
 */
final class OrderAccess {
  private static final String UPDATE_ORDER = "commercial:UpdateOrder";

  private final FineGrainedAuthorizer authorizer;
  private final PrintStream log;

  OrderAccess(FineGrainedAuthorizer authorizer, PrintStream log) {
    this.authorizer = authorizer;
    this.log = log;
  }

  /**
   * Ends the request with 403 unless the caller may change this order; with 503 if nobody knows.
   */
  void requireMayUpdate(RouterPrincipal caller, Order order) {
    boolean allowed;
    try {
      allowed = authorizer.check(caller, UPDATE_ORDER, entity(order)).allowed();
    } catch (DecisionUnavailableException e) {
      e.printStackTrace(log);
      throw ApiException.of(ErrorType.UNAVAILABLE, "Try again later");
    }
    if (!allowed) {
      throw ApiException.of(
          ErrorType.FORBIDDEN, "Not permitted to change order '" + order.id() + "'");
    }
  }

  private static ResourceEntity entity(Order order) {
    return new ResourceEntity(
        "Order",
        order.id(),
        Map.of(
            "owner", AttributeValue.user(order.owner()),
            "tenant_id", AttributeValue.of(order.tenantId()),
            "status", AttributeValue.of(order.status().wireName())));
  }
}
