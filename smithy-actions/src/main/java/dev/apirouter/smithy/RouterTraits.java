package dev.apirouter.smithy;

import java.util.Optional;
import software.amazon.smithy.model.shapes.Shape;
import software.amazon.smithy.model.shapes.ShapeId;
import software.amazon.smithy.model.traits.Trait;

/**
 * The traits of {@code META-INF/smithy/apirouter.traits.smithy}. They are dynamic traits: Smithy
 * itself checks their structure, so that a required member is there and a number is a number.
 */
final class RouterTraits {
  static final ShapeId SERVICE_NAME = id("serviceName");
  static final ShapeId CEDAR_ACTION = id("cedarAction");
  static final ShapeId CEDAR_RESOURCE = id("cedarResource");
  static final ShapeId CEDAR_ENTITY_TYPE = id("cedarEntityType");
  static final ShapeId CEDAR_ATTRIBUTES = id("cedarAttributes");
  static final ShapeId CEDAR_ENTITY = id("cedarEntity");
  static final ShapeId AUTHZ_CACHE = id("authzCache");
  static final ShapeId AUTHZ_OUTAGE = id("authzOutage");
  static final ShapeId THROTTLE = id("throttle");
  static final ShapeId MAX_BODY = id("maxBody");
  static final ShapeId FINE_GRAINED = id("fineGrained");
  static final ShapeId FORWARD_TOKEN = id("forwardToken");

  private RouterTraits() {}

  private static ShapeId id(String name) {
    return ShapeId.fromParts("apirouter.traits", name);
  }

  /** The value of a trait whose value is a string. */
  static Optional<String> string(Shape shape, ShapeId trait) {
    return shape
        .findTrait(trait)
        .map(Trait::toNode)
        .map(node -> node.expectStringNode().getValue());
  }
}
