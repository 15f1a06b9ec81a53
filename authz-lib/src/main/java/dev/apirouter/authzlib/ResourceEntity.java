package dev.apirouter.authzlib;

import java.util.Map;

/**
 * What is to be acted on.
 *
 * @param type its entity type in the model, without the namespace, e.g. {@code Order}
 * @param id its id as is, not escaped
 * @param attributes what policies may know of it: the members of the model's
 *     {@code @cedarAttributes}
 */
public record ResourceEntity(String type, String id, Map<String, AttributeValue> attributes) {
  public ResourceEntity {
    Values.requireText("resource type", type);
    Values.requireText("resource id", id);
    attributes = Map.copyOf(attributes);
  }
}
