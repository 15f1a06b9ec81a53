package dev.apirouter.smithy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.smithy.model.FromSourceLocation;
import software.amazon.smithy.model.Model;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.ObjectNode;
import software.amazon.smithy.model.shapes.ListShape;
import software.amazon.smithy.model.shapes.MemberShape;
import software.amazon.smithy.model.shapes.Shape;
import software.amazon.smithy.model.shapes.ShapeId;
import software.amazon.smithy.model.shapes.StructureShape;

/**
 * Makes Cedar attributes of a structure's members: strings and enums become {@code String}, whole
 * numbers {@code Long}, booleans {@code Bool}, lists {@code Set}, structures records, and a string
 * with {@code @cedarEntity} an entity. Everything else has no form that Amazon Verified Permissions
 * takes, and is a problem.
 */
final class AttributeTypes {
  private static final String EXPECTED =
      "a string, an enum, a whole number, a boolean, or a list or structure of them";

  private final Model model;
  private final Set<String> entityTypes;
  private final Problems problems;
  private final Set<String> referenced = new TreeSet<>();
  private final Deque<ShapeId> open = new ArrayDeque<>();

  /**
   * Makes one.
   *
   * @param entityTypes the entity types that {@code @cedarEntity} may name
   */
  AttributeTypes(Model model, Set<String> entityTypes, Problems problems) {
    this.model = model;
    this.entityTypes = entityTypes;
    this.problems = problems;
  }

  /** The entity types that attributes hold, so far. */
  Set<String> referenced() {
    return Set.copyOf(referenced);
  }

  /** The attributes of a structure, by the names of its members. */
  ObjectNode attributes(StructureShape structure) {
    ObjectNode.Builder attributes = Node.objectNodeBuilder();
    open.push(structure.getId());
    for (MemberShape member : structure.getAllMembers().values()) {
      type(member)
          .ifPresent(type ->
              attributes.withMember(
                  member.getMemberName(), type.withMember("required", member.isRequired())));
    }
    open.pop();
    return attributes.build();
  }

  private Optional<ObjectNode> type(MemberShape member) {
    Shape target = model.expectShape(member.getTarget());
    Optional<String> entity =
        RouterTraits.string(member, RouterTraits.CEDAR_ENTITY)
            .or(() -> RouterTraits.string(target, RouterTraits.CEDAR_ENTITY));
    if (entity.isPresent()) {
      return entity(member, target, entity.get());
    }
    return switch (target.getType()) {
      case STRING, ENUM -> Optional.of(CedarSchemaGenerator.STRING);
      case BYTE, SHORT, INTEGER, INT_ENUM, LONG -> Optional.of(CedarSchemaGenerator.type("Long"));
      case BOOLEAN -> Optional.of(CedarSchemaGenerator.type("Bool"));
      case LIST ->
          type(((ListShape) target).getMember())
              .map(element -> CedarSchemaGenerator.type("Set").withMember("element", element));
      case STRUCTURE -> record(member, (StructureShape) target);
      default -> {
        problems.add(
            member,
            member,
            "is a %s, of which Cedar has none".formatted(target.getType()),
            EXPECTED);
        yield Optional.empty();
      }
    };
  }

  private Optional<ObjectNode> record(MemberShape member, StructureShape structure) {
    if (open.contains(structure.getId())) {
      problems.add(
          member, member, "holds %s, which it is in".formatted(structure.getId()), EXPECTED);
      return Optional.empty();
    }
    return Optional.of(
        CedarSchemaGenerator.type("Record").withMember("attributes", attributes(structure)));
  }

  private Optional<ObjectNode> entity(MemberShape member, Shape target, String type) {
    FromSourceLocation location =
        member
            .findTrait(RouterTraits.CEDAR_ENTITY)
            .or(() -> target.findTrait(RouterTraits.CEDAR_ENTITY))
            .<FromSourceLocation>map(trait -> trait)
            .orElse(member);
    if (!target.isStringShape()) {
      problems.add(
          location,
          member,
          "is a %s with @cedarEntity".formatted(target.getType()),
          "a string, which holds an entity's id");
      return Optional.empty();
    }
    if (!entityTypes.contains(type)) {
      problems.add(
          location,
          member,
          "@cedarEntity names the unknown entity type \"%s\"".formatted(type),
          "one of " + String.join(", ", entityTypes));
      return Optional.empty();
    }
    referenced.add(type);
    return Optional.of(CedarSchemaGenerator.type("Entity").withMember("name", type));
  }
}
