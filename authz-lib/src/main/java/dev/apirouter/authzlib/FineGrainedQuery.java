package dev.apirouter.authzlib;

import java.util.Map;

/**
 * One question to an engine. Made by {@link FineGrainedAuthorizer} only, so that every question is
 * about a fine-grained action.
 */
public final class FineGrainedQuery {
  private final String namespace;
  private final RouterPrincipal principal;
  private final String action;
  private final ResourceEntity resource;
  private final Map<String, AttributeValue> context;

  FineGrainedQuery(
      String namespace,
      RouterPrincipal principal,
      String action,
      ResourceEntity resource,
      Map<String, AttributeValue> context) {
    this.namespace = namespace;
    this.principal = principal;
    this.action = action;
    this.resource = resource;
    this.context = Map.copyOf(context);
  }

  /** A type of the model with the platform's Cedar namespace: {@code ApiRouter::Order}. */
  public String qualified(String type) {
    return namespace + "::" + type;
  }

  public RouterPrincipal principal() {
    return principal;
  }

  /** Id of the action, e.g. {@code commercial:UpdateOrder}. */
  public String action() {
    return action;
  }

  public ResourceEntity resource() {
    return resource;
  }

  /** The whole context: {@code groups}, {@code tenant_id} where there is one, and the service's. */
  public Map<String, AttributeValue> context() {
    return context;
  }
}
