package dev.apirouter.authzlib;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The value of an attribute of a resource or of the context: what Cedar and Amazon Verified
 * Permissions both take.
 */
public sealed interface AttributeValue {
  /** A string, {@code String} in the schema. */
  record Text(String value) implements AttributeValue {
    public Text {
      Values.requireWellFormed("attribute value", value);
    }
  }

  /** A whole number, {@code Long} in the schema. */
  record WholeNumber(long value) implements AttributeValue {}

  /** True or false, {@code Bool} in the schema. */
  record Flag(boolean value) implements AttributeValue {}

  /**
   * An entity, such as an order's owner.
   *
   * @param type its type without the namespace, e.g. {@code User}
   * @param id its id as is, not escaped
   */
  record Entity(String type, String id) implements AttributeValue {
    public Entity {
      Values.requireText("entity type", type);
      Values.requireText("entity id", id);
    }
  }

  /** Values in no order, {@code Set} in the schema. */
  record ManyOf(List<AttributeValue> values) implements AttributeValue {
    public ManyOf {
      values = List.copyOf(values);
    }
  }

  /** Values by name, {@code Record} in the schema. */
  record Members(Map<String, AttributeValue> values) implements AttributeValue {
    public Members {
      values = Map.copyOf(values);
      values.keySet().forEach(name -> Values.requireText("attribute name", name));
    }
  }

  /** A string. */
  static AttributeValue of(String value) {
    return new Text(value);
  }

  /** A whole number. */
  static AttributeValue of(long value) {
    return new WholeNumber(value);
  }

  /** True or false. */
  static AttributeValue of(boolean value) {
    return new Flag(value);
  }

  /** A set of strings. */
  static AttributeValue ofAll(Collection<String> values) {
    return new ManyOf(values.stream().map(AttributeValue::of).toList());
  }

  /** The user with a subject, as the router's {@code x-principal-sub} names it. */
  static AttributeValue user(String sub) {
    return new Entity("User", sub);
  }
}
