package dev.apirouter.authz.route;

import java.util.Map;
import java.util.Optional;

/**
 * Every operation of the action map, by id.
 *
 * @param cedarNamespace namespace of every Cedar entity type, e.g. {@code ApiRouter}
 * @param operations operations by id, e.g. {@code commercial:GetOrder}
 */
public record OperationTable(String cedarNamespace, Map<String, Operation> operations) {
  public OperationTable {
    operations = Map.copyOf(operations);
  }

  /** The operation of this id. */
  public Optional<Operation> find(String id) {
    return Optional.ofNullable(operations.get(id));
  }
}
