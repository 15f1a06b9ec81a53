package dev.apirouter.avplocal.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A structure in an operation's input, read member by member against the API model. A member that
 * is not asked for is ignored, and {@code null} is an absent one, as AWS JSON has it.
 *
 * <p>Every method throws {@link AvpException}: {@code SerializationException} for a member of
 * another type, {@code ValidationException} for one that is missing or breaks its rule.
 */
public final class Input {
  private static final int SHOWN = 200;

  private final JsonNode node;
  private final String path;

  private Input(JsonNode node, String path) {
    this.node = node;
    this.path = path;
  }

  /** The input of an operation. */
  public static Input of(JsonNode body) {
    if (!body.isObject()) {
      throw AvpException.serialization("The input must be a JSON object");
    }
    return new Input(body, "");
  }

  /** The JSON as it came. */
  public JsonNode json() {
    return node;
  }

  /** A text that must be there. */
  public String text(String member, TextRule rule) {
    return optionalText(member, rule).orElseThrow(() -> missing(member));
  }

  /** A text that may be there. */
  public Optional<String> optionalText(String member, TextRule rule) {
    Optional<String> text = member(member, JsonNodeType.STRING).map(JsonNode::textValue);
    text.ifPresent(value ->
        rule.problem(value)
            .ifPresent(problem -> {
              throw invalid(value, member, problem);
            }));
    return text;
  }

  /** One of these constants, which must be there. */
  public <E extends Enum<E>> E constant(String member, Class<E> type) {
    return optionalConstant(member, type).orElseThrow(() -> missing(member));
  }

  /** One of these constants, which may be there. */
  public <E extends Enum<E>> Optional<E> optionalConstant(String member, Class<E> type) {
    return optionalText(member, TextRule.NON_EMPTY)
        .map(value -> {
          List<String> names = new ArrayList<>();
          for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(value)) {
              return constant;
            }
            names.add(constant.name());
          }
          throw invalid(value, member, "Member must satisfy enum value set: " + names);
        });
  }

  /** A whole number that may be there. */
  public OptionalInt optionalInteger(String member, int min) {
    Optional<JsonNode> number = member(member, JsonNodeType.NUMBER);
    if (number.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!number.get().canConvertToInt() || !number.get().isIntegralNumber()) {
      throw wrongType(number.get(), member, "a whole number");
    }
    int value = number.get().intValue();
    if (value < min) {
      throw invalid(
          Integer.toString(value),
          member,
          "Member must have value greater than or equal to " + min);
    }
    return OptionalInt.of(value);
  }

  /** A truth value; false when it is not there. */
  public boolean flag(String member) {
    return member(member, JsonNodeType.BOOLEAN).map(JsonNode::booleanValue).orElse(false);
  }

  /** A structure that must be there. */
  public Input structure(String member) {
    return optionalStructure(member).orElseThrow(() -> missing(member));
  }

  /** A structure that may be there. */
  public Optional<Input> optionalStructure(String member) {
    return member(member, JsonNodeType.OBJECT).map(found -> new Input(found, at(member)));
  }

  /** A list of structures; empty when it is not there. */
  public List<Input> structures(String member) {
    List<Input> items = new ArrayList<>();
    for (JsonNode item : member(member, JsonNodeType.ARRAY).orElse(MissingNode.getInstance())) {
      String itemPath = at(member) + "." + (items.size() + 1) + ".member";
      if (!item.isObject()) {
        throw AvpException.serialization("'" + itemPath + "' must be a structure");
      }
      items.add(new Input(item, itemPath));
    }
    return items;
  }

  /** The members of a map. */
  public Iterable<Map.Entry<String, JsonNode>> entries() {
    return node.properties();
  }

  /** The name of the one member that a union has. */
  public String union(List<String> members) {
    List<String> present = members.stream().filter(member -> present(member) != null).toList();
    if (present.size() != 1) {
      throw AvpException.validation(
          "'%s' must have exactly one of %s, not %s"
              .formatted(path, members, present.isEmpty() ? "none" : present.toString()));
    }
    return present.getFirst();
  }

  /** Where this structure is, for an error message. */
  public String path() {
    return path;
  }

  private Optional<JsonNode> member(String member, JsonNodeType type) {
    JsonNode found = present(member);
    if (found != null && found.getNodeType() != type) {
      throw wrongType(found, member, type.name());
    }
    return Optional.ofNullable(found);
  }

  private @Nullable JsonNode present(String member) {
    JsonNode found = node.get(member);
    return found == null || found.isNull() ? null : found;
  }

  private String at(String member) {
    return path.isEmpty() ? member : path + "." + member;
  }

  private AvpException missing(String member) {
    return constraint("null", member, "Member must not be null");
  }

  private AvpException invalid(String value, String member, String problem) {
    String shown = value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
    return constraint("'" + shown + "'", member, problem);
  }

  private AvpException constraint(String value, String member, String problem) {
    return AvpException.validation(
        "1 validation error detected: Value %s at '%s' failed to satisfy constraint: %s"
            .formatted(value, at(member), problem));
  }

  private AvpException wrongType(JsonNode found, String member, String expected) {
    return AvpException.serialization(
        "'%s' is %s, expected %s".formatted(at(member), found.getNodeType(), expected));
  }
}
