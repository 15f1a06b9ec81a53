package dev.apirouter.smithy;

import static java.util.Comparator.comparing;

import dev.apirouter.authz.v1.ActionMap;
import dev.apirouter.authz.v1.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.smithy.model.Model;
import software.amazon.smithy.model.knowledge.TopDownIndex;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.ObjectNode;
import software.amazon.smithy.model.shapes.OperationShape;
import software.amazon.smithy.model.shapes.ResourceShape;
import software.amazon.smithy.model.shapes.ServiceShape;
import software.amazon.smithy.model.shapes.Shape;
import software.amazon.smithy.model.shapes.ShapeId;
import software.amazon.smithy.model.shapes.StructureShape;
import software.amazon.smithy.model.traits.Trait;

/**
 * Makes the Cedar schema of the decisions that services ask for themselves. It has the
 * {@code @fineGrained} actions and no other, so a fine-grained policy on what the router decides
 * does not validate; and resources have the attributes of {@code @cedarAttributes}, which the
 * router's own schema does not know, since the router never has them.
 */
public final class FineGrainedSchemaGenerator {
  private static final ObjectNode EMPTY = Node.objectNode();

  private final ActionMap map;
  private final Model model;
  private final Problems problems = new Problems();
  private final Map<String, ResourceShape> resources = new TreeMap<>();
  private final Map<String, OperationShape> shapes = new HashMap<>();
  private final AttributeTypes attributeTypes;

  private FineGrainedSchemaGenerator(Model model, ActionMap map) {
    this.model = model;
    this.map = map;
    TopDownIndex index = TopDownIndex.of(model);
    map.getServicesList()
        .forEach(service -> {
          ServiceShape shape =
              model.expectShape(ShapeId.from(service.getShapeId()), ServiceShape.class);
          index
              .getContainedResources(shape)
              .forEach(resource -> resources.put(EntityTypes.of(resource), resource));
          index
              .getContainedOperations(shape)
              .forEach(it -> shapes.put(service.getName() + ":" + it.getId().getName(shape), it));
        });
    Set<String> entityTypes = new TreeSet<>(resources.keySet());
    entityTypes.addAll(Set.of("User", "Group"));
    this.attributeTypes = new AttributeTypes(model, entityTypes, problems);
  }

  /**
   * Makes the schema.
   *
   * @param model the model
   * @param map its action map
   * @return JSON, stable for equal models, with a line break at the end
   * @throws InvalidModelException if an attribute has no form in Cedar; lists every problem
   */
  public static String generate(Model model, ActionMap map) {
    return new FineGrainedSchemaGenerator(model, map).generate();
  }

  private String generate() {
    List<Operation> operations =
        map.getOperationsList().stream()
            .filter(Operation::getFineGrained)
            .sorted(comparing(Operation::getAction))
            .toList();
    Map<String, ObjectNode> entityTypes = new TreeMap<>();
    entityTypes.put("Group", EMPTY);
    entityTypes.put(
        "User",
        Node.objectNodeBuilder()
            .withMember("memberOfTypes", Node.fromStrings("Group"))
            .withMember("shape", CedarSchemaGenerator.principalFacts())
            .build());
    ObjectNode.Builder actions = Node.objectNodeBuilder();
    for (Operation operation : operations) {
      entityTypes.computeIfAbsent(operation.getResource().getType(), this::entityType);
      actions.withMember(operation.getAction(), action(operation));
    }
    // A type that an attribute names may have attributes that name more types.
    while (!entityTypes.keySet().containsAll(attributeTypes.referenced())) {
      attributeTypes
          .referenced()
          .forEach(type -> entityTypes.computeIfAbsent(type, this::entityType));
    }
    problems.throwIfAny();
    ObjectNode.Builder types = Node.objectNodeBuilder();
    entityTypes.forEach(types::withMember);
    ObjectNode schema =
        Node.objectNodeBuilder()
            .withMember("entityTypes", types.build())
            .withMember("actions", actions.build())
            .build();
    return Node.prettyPrintJson(
            Node.objectNodeBuilder().withMember(map.getCedarNamespace(), schema).build(), "  ")
        + "\n";
  }

  private ObjectNode entityType(String type) {
    return Optional.ofNullable(resources.get(type))
        .flatMap(resource -> RouterTraits.string(resource, RouterTraits.CEDAR_ATTRIBUTES))
        .map(this::structure)
        .map(structure ->
            Node.objectNodeBuilder()
                .withMember(
                    "shape",
                    CedarSchemaGenerator.type("Record")
                        .withMember("attributes", attributeTypes.attributes(structure)))
                .build())
        .orElse(EMPTY);
  }

  private ObjectNode action(Operation operation) {
    return Node.objectNodeBuilder()
        .withMember(
            "appliesTo",
            Node.objectNodeBuilder()
                .withMember("principalTypes", Node.fromStrings("User"))
                .withMember("resourceTypes", Node.fromStrings(operation.getResource().getType()))
                .withMember("context", context(operation))
                .build())
        .build();
  }

  /** Who calls, and what the operation's context adds; the latter never replaces the former. */
  private ObjectNode context(Operation operation) {
    ObjectNode facts = CedarSchemaGenerator.principalFacts();
    Shape shape = shapes.get(operation.getId());
    if (shape == null) {
      throw new IllegalStateException("no shape of operation " + operation.getId());
    }
    Trait trait = shape.findTrait(RouterTraits.FINE_GRAINED).orElseThrow();
    Optional<StructureShape> context =
        trait
            .toNode()
            .expectObjectNode()
            .getStringMember("context")
            .map(node -> structure(node.getValue()));
    if (context.isEmpty()) {
      return facts;
    }
    ObjectNode own = facts.expectObjectMember("attributes");
    ObjectNode added = attributeTypes.attributes(context.get());
    for (String name : added.getStringMap().keySet()) {
      if (own.containsMember(name)) {
        problems.add(
            trait,
            shape,
            "its context has the member %s, which says who calls".formatted(name),
            "another name than any of " + own.getStringMap().keySet());
      }
    }
    return facts.withMember("attributes", added.merge(own));
  }

  private StructureShape structure(String id) {
    return model.expectShape(ShapeId.from(id), StructureShape.class);
  }
}
