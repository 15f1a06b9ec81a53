package dev.apirouter.smithy;

import static java.util.stream.Collectors.joining;

import dev.apirouter.authz.v1.Resource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import software.amazon.smithy.model.FromSourceLocation;
import software.amazon.smithy.model.Model;
import software.amazon.smithy.model.knowledge.IdentifierBindingIndex;
import software.amazon.smithy.model.knowledge.OperationIndex;
import software.amazon.smithy.model.knowledge.TopDownIndex;
import software.amazon.smithy.model.node.ObjectNode;
import software.amazon.smithy.model.node.StringNode;
import software.amazon.smithy.model.pattern.SmithyPattern.Segment;
import software.amazon.smithy.model.shapes.OperationShape;
import software.amazon.smithy.model.shapes.ResourceShape;
import software.amazon.smithy.model.shapes.ServiceShape;
import software.amazon.smithy.model.shapes.Shape;
import software.amazon.smithy.model.traits.HttpTrait;
import software.amazon.smithy.model.traits.Trait;

/**
 * Decides the Cedar resource of an operation:
 *
 * <ol>
 *   <li>as {@code @cedarResource} says;
 *   <li>an instance operation of a Smithy resource acts on that resource, by the label bound to the
 *       one identifier that the resource has of its own;
 *   <li>a collection operation acts, in the same way, on the parent resource;
 *   <li>an operation without any label, and bound to no resource that has a parent, acts on its
 *       service.
 * </ol>
 *
 * <p>Everything else is undecided: nothing is guessed from names.
 */
final class ResourceResolver {
  private static final String HOW_TO_SAY =
      "the operation bound to a Smithy resource by one identifier, or @cedarResource(type, label)";

  private final Model model;
  private final EntityTypes types;
  private final Problems problems;

  ResourceResolver(Model model, EntityTypes types, Problems problems) {
    this.model = model;
    this.types = types;
    this.problems = problems;
  }

  /** The resource, or empty after a problem was added. */
  Optional<Resource> resolve(
      ServiceShape service, String serviceName, OperationShape operation, HttpTrait http) {
    Optional<Trait> explicit = operation.findTrait(RouterTraits.CEDAR_RESOURCE);
    if (explicit.isPresent()) {
      return fromTrait(serviceName, operation, http, explicit.get());
    }
    List<ResourceShape> owners =
        TopDownIndex.of(model).getContainedResources(service).stream()
            .filter(resource -> resource.getAllOperations().contains(operation.getId()))
            .toList();
    if (owners.size() > 1) {
      return undecided(
          operation,
          http,
          "is bound to the resources %s, and nothing says which of them it acts on"
              .formatted(owners.stream().map(it -> it.getId().toString()).toList()));
    }
    if (owners.size() == 1) {
      ResourceShape owner = owners.getFirst();
      Optional<ResourceShape> target =
          switch (IdentifierBindingIndex.of(model).getOperationBindingType(owner, operation)) {
            case INSTANCE -> Optional.of(owner);
            case COLLECTION, NONE -> parent(service, owner);
          };
      if (target.isPresent()) {
        return fromBinding(service, operation, http, owner, target.get());
      }
    }
    if (http.getUri().getLabels().isEmpty()) {
      return Optional.of(
          Resource.newBuilder().setType(EntityTypes.SERVICE).setFixedId(serviceName).build());
    }
    return undecided(
        operation,
        http,
        "has the label(s) %s, and nothing says which of them names the resource"
            .formatted(labels(http)));
  }

  private Optional<Resource> fromTrait(
      String serviceName, OperationShape operation, HttpTrait http, Trait trait) {
    ObjectNode value = trait.toNode().expectObjectNode();
    String type = value.expectStringMember("type").getValue();
    Optional<String> label = value.getStringMember("label").map(StringNode::getValue);
    Optional<String> id = value.getStringMember("id").map(StringNode::getValue);
    if (!types.isKnown(type)) {
      problems.add(
          trait,
          operation,
          "@cedarResource names the unknown entity type \"%s\"".formatted(type),
          "one of " + types.describe());
      return Optional.empty();
    }
    if (label.isPresent() == id.isPresent()) {
      problems.add(
          trait,
          operation,
          label.isPresent()
              ? "@cedarResource has both label and id"
              : "@cedarResource has neither label nor id",
          "exactly one of them");
      return Optional.empty();
    }
    if (type.equals(EntityTypes.SERVICE) && !id.equals(Optional.of(serviceName))) {
      problems.add(
          trait,
          operation,
          "@cedarResource makes a %s of %s"
              .formatted(
                  EntityTypes.SERVICE,
                  label.map("the label %s"::formatted).orElse("\"" + id.orElse("") + "\"")),
          "id: \"%s\", the operation's own service".formatted(serviceName));
      return Optional.empty();
    }
    if (label.isPresent()) {
      return fromLabel(operation, http, trait, type, label.get());
    }
    if (id.filter(String::isBlank).isPresent()) {
      problems.add(trait, operation, "@cedarResource has a blank id", "an entity id");
      return Optional.empty();
    }
    return id.map(it -> Resource.newBuilder().setType(type).setFixedId(it).build());
  }

  private Optional<Resource> fromBinding(
      ServiceShape service,
      OperationShape operation,
      HttpTrait http,
      ResourceShape owner,
      ResourceShape target) {
    TreeSet<String> own = new TreeSet<>(target.getIdentifiers().keySet());
    parent(service, target).ifPresent(it -> own.removeAll(it.getIdentifiers().keySet()));
    if (own.size() != 1) {
      return undecided(
          operation,
          http,
          "acts on resource %s, which has the identifiers %s of its own, and nothing says which of"
                  .formatted(target.getId(), own)
              + " them is the entity's id");
    }
    String member =
        IdentifierBindingIndex.of(model)
            .getOperationInputBindings(owner, operation)
            .get(own.getFirst());
    if (member == null) {
      return undecided(
          operation,
          http,
          "acts on resource %s, but does not bind its identifier %s"
              .formatted(target.getId(), own.getFirst()));
    }
    return fromLabel(operation, http, http, EntityTypes.of(target), member);
  }

  private Optional<Resource> fromLabel(
      OperationShape operation,
      HttpTrait http,
      FromSourceLocation location,
      String type,
      String label) {
    if (http.getUri().getLabel(label).isEmpty()) {
      problems.add(
          location,
          operation,
          "the id of its resource %s is the label %s, which is not in the URI \"%s\""
              .formatted(type, label, http.getUri()),
          http.getUri().getLabels().isEmpty()
              ? "a URI with {%s}".formatted(label)
              : "one of the labels " + labels(http));
      return Optional.empty();
    }
    Shape target =
        OperationIndex.of(model)
            .expectInputShape(operation)
            .getMember(label)
            .map(member -> model.expectShape(member.getTarget()))
            .orElseThrow(() -> new IllegalStateException("label without member: " + label));
    // 7, 007 and 7.0 would be three entities, of which a policy on one knows nothing of the others.
    if (!target.isStringShape() && !target.isEnumShape()) {
      problems.add(
          location,
          operation,
          "the id of its resource %s is the label %s of type %s, of which one value can be written in several ways"
              .formatted(type, label, target.getType()),
          "a label that is a string");
      return Optional.empty();
    }
    return Optional.of(Resource.newBuilder().setType(type).setLabel(label).build());
  }

  private Optional<ResourceShape> parent(ServiceShape service, ResourceShape resource) {
    return TopDownIndex.of(model).getContainedResources(service).stream()
        .filter(candidate -> candidate.getResources().contains(resource.getId()))
        .findFirst();
  }

  private Optional<Resource> undecided(OperationShape operation, HttpTrait http, String message) {
    problems.add(http, operation, message, HOW_TO_SAY);
    return Optional.empty();
  }

  private static String labels(HttpTrait http) {
    return http.getUri().getLabels().stream().map(Segment::toString).collect(joining(", "));
  }
}
