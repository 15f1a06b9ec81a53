package dev.apirouter.avplocal.operation;

import com.cedarpolicy.value.CedarList;
import com.cedarpolicy.value.CedarMap;
import com.cedarpolicy.value.PrimBool;
import com.cedarpolicy.value.PrimLong;
import com.cedarpolicy.value.PrimString;
import com.cedarpolicy.value.Value;
import com.fasterxml.jackson.databind.JsonNode;
import dev.apirouter.avplocal.protocol.AvpException;
import dev.apirouter.avplocal.protocol.Input;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads the API's AttributeValue and CedarTagValue, two unions with the same members.
 *
 * <p>Extension types are refused, as the service did until it took over Cedar 4, and as not every
 * partition may have stopped doing: what passes here passes everywhere.
 */
final class AttributeValues {
  /* Cedar's JSON form would take a record with such a key for something else. */
  private static final Set<String> RESERVED_KEYS = Set.of("__entity", "__extn", "__expr");

  private AttributeValues() {}

  static Map<String, Value> map(Input map) {
    Map<String, Value> values = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : map.entries()) {
      values.put(
          key(entry.getKey(), map.path()),
          value(entry.getValue(), map.path() + "." + entry.getKey()));
    }
    return values;
  }

  private static Value value(JsonNode union, String path) {
    if (!union.isObject() || union.size() != 1) {
      throw AvpException.validation(
          "'%s' must be an attribute value with exactly one member".formatted(path));
    }
    Map.Entry<String, JsonNode> member = union.properties().iterator().next();
    JsonNode json = member.getValue();
    String at = path + "." + member.getKey();
    return switch (member.getKey()) {
      case "string" -> new PrimString(require(json.isTextual(), json, at).textValue());
      case "boolean" -> new PrimBool(require(json.isBoolean(), json, at).booleanValue());
      case "long" ->
          new PrimLong(
              require(json.isIntegralNumber() && json.canConvertToLong(), json, at).longValue());
      case "entityIdentifier" -> References.entity(Input.of(json)).euid();
      case "set" -> list(require(json.isArray(), json, at), at);
      case "record" -> record(require(json.isObject(), json, at), at);
      case "ipaddr", "decimal", "datetime", "duration" ->
          throw AvpException.validation(
              "'%s' is of the extension type %s: not supported".formatted(at, member.getKey()));
      default -> throw AvpException.validation("'%s' is no kind of attribute value".formatted(at));
    };
  }

  private static CedarList list(JsonNode items, String path) {
    CedarList list = new CedarList();
    for (JsonNode item : items) {
      list.add(value(item, path));
    }
    return list;
  }

  private static CedarMap record(JsonNode members, String path) {
    CedarMap record = new CedarMap();
    for (Map.Entry<String, JsonNode> member : members.properties()) {
      record.put(
          key(member.getKey(), path), value(member.getValue(), path + "." + member.getKey()));
    }
    return record;
  }

  private static String key(String key, String path) {
    if (RESERVED_KEYS.contains(key)) {
      throw AvpException.validation(
          "'%s' has the key '%s', which is reserved".formatted(path, key));
    }
    return key;
  }

  private static JsonNode require(boolean rightType, JsonNode json, String path) {
    if (!rightType) {
      throw AvpException.serialization(
          "'%s' is %s, not what its name says".formatted(path, json.getNodeType()));
    }
    return json;
  }
}
