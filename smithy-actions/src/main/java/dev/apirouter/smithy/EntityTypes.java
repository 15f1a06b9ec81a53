package dev.apirouter.smithy;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import software.amazon.smithy.model.FromSourceLocation;
import software.amazon.smithy.model.Model;
import software.amazon.smithy.model.knowledge.TopDownIndex;
import software.amazon.smithy.model.shapes.ResourceShape;
import software.amazon.smithy.model.shapes.ServiceShape;

/**
 * The Cedar entity types that an operation may act on: one for each Smithy resource of the
 * services, and {@value #SERVICE}. Two resources never share a type: a policy on the one would then
 * decide on the other.
 */
final class EntityTypes {
  /** Type of the entity that stands for a whole service. */
  static final String SERVICE = "Service";

  private static final Pattern NAME = Pattern.compile("[A-Z][A-Za-z0-9]{0,127}");

  /** Types of principals, of Cedar itself and of the generated schema. */
  private static final Set<String> RESERVED =
      Set.of(
          "Action",
          "Anonymous",
          "Bool",
          "Boolean",
          "Entity",
          "EntityOrCommon",
          "Extension",
          "Group",
          "Long",
          "Record",
          CedarSchemaGenerator.CONTEXT_TYPE,
          SERVICE,
          "Set",
          "String",
          "User");

  private final Map<String, ResourceShape> resourceByType;

  private EntityTypes(Map<String, ResourceShape> resourceByType) {
    this.resourceByType = resourceByType;
  }

  static EntityTypes of(Model model, Collection<ServiceShape> services, Problems problems) {
    TopDownIndex index = TopDownIndex.of(model);
    Map<String, ResourceShape> resourceByType = new TreeMap<>();
    Set<ResourceShape> resources = new TreeSet<>();
    services.forEach(service -> resources.addAll(index.getContainedResources(service)));
    for (ResourceShape resource : resources) {
      String type = of(resource);
      FromSourceLocation location =
          resource
              .findTrait(RouterTraits.CEDAR_ENTITY_TYPE)
              .<FromSourceLocation>map(trait -> trait)
              .orElse(resource);
      if (!NAME.matcher(type).matches() || RESERVED.contains(type)) {
        problems.add(
            location,
            resource,
            "entity type \"%s\" is not a name or is reserved".formatted(type),
            "@cedarEntityType with a name that matches %s and is none of %s"
                .formatted(NAME, new TreeSet<>(RESERVED)));
        continue;
      }
      ResourceShape first = resourceByType.putIfAbsent(type, resource);
      if (first != null) {
        problems.add(
            location,
            resource,
            "entity type \"%s\" is also that of resource %s (%s:%d)"
                .formatted(
                    type,
                    first.getId(),
                    first.getSourceLocation().getFilename(),
                    first.getSourceLocation().getLine()),
            "@cedarEntityType with a type of its own on one of them");
      }
    }
    return new EntityTypes(resourceByType);
  }

  /** Entity type of a resource, known or not. */
  static String of(ResourceShape resource) {
    return RouterTraits.string(resource, RouterTraits.CEDAR_ENTITY_TYPE)
        .orElse(resource.getId().getName());
  }

  boolean isKnown(String type) {
    return type.equals(SERVICE) || resourceByType.containsKey(type);
  }

  /** All known types, for a message. */
  String describe() {
    Set<String> all = new TreeSet<>(resourceByType.keySet());
    all.add(SERVICE);
    return String.join(", ", all);
  }
}
