package dev.apirouter.authz.engine;

import static java.util.Objects.requireNonNull;

/**
 * Names one Cedar entity: {@code ApiRouter::Order::"123"}.
 *
 * @param type entity type with its namespace, e.g. {@code ApiRouter::Order}
 * @param id entity id as is, not escaped; may hold any character a client can put into a path
 */
public record EntityUid(String type, String id) {
  public EntityUid {
    requireNonNull(type, "type");
    requireNonNull(id, "id");
  }
}
