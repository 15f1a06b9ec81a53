package dev.apirouter.smithy;

import static java.util.Comparator.comparing;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.apirouter.authz.v1.ActionMap;
import dev.apirouter.authz.v1.Operation;
import dev.apirouter.authz.v1.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import software.amazon.smithy.model.FromSourceLocation;
import software.amazon.smithy.model.Model;
import software.amazon.smithy.model.SourceLocation;
import software.amazon.smithy.model.knowledge.TopDownIndex;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.StringNode;
import software.amazon.smithy.model.shapes.OperationShape;
import software.amazon.smithy.model.shapes.ServiceShape;
import software.amazon.smithy.model.shapes.Shape;
import software.amazon.smithy.model.traits.HttpTrait;
import software.amazon.smithy.model.traits.MixinTrait;
import software.amazon.smithy.model.traits.Trait;

/**
 * Makes the action map of a Smithy model: one entry for each operation of each service.
 *
 * <p>Nothing is left out silently. A service without a name, an operation without a route, without
 * a decidable resource or bound to no service, and two operations that a request could mean both
 * of, are problems that end the build.
 */
public final class ActionMapGenerator {
  /** Model metadata that names the platform's Cedar namespace. */
  static final String NAMESPACE_KEY = "apirouter.cedarNamespace";

  /**
   * One capitalised name, which is none of Cedar's keywords, nor {@code aws}, {@code amazon} or
   * {@code cedar}, which Amazon Verified Permissions keeps for itself.
   */
  private static final Pattern NAMESPACE = Pattern.compile("[A-Z][A-Za-z0-9]{0,63}");

  private static final Pattern SERVICE_NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  private final Model model;
  private final Problems problems = new Problems();

  private ActionMapGenerator(Model model) {
    this.model = model;
  }

  /**
   * Makes the action map.
   *
   * @param model a model that Smithy found valid
   * @return the map, ordered by service name and operation id
   * @throws InvalidModelException if anything in it can't be decided; lists every problem
   */
  public static ActionMap generate(Model model) {
    return new ActionMapGenerator(model).generate();
  }

  /** The map's file form: proto3 JSON, stable for equal maps, with a line break at the end. */
  public static String toJson(ActionMap map) {
    try {
      // Printed anew because JsonFormat writes the = of a query literal as an escape.
      return Node.prettyPrintJson(Node.parse(JsonFormat.printer().print(map)), "  ") + "\n";
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an action map holds no message that can't be printed", e);
    }
  }

  private ActionMap generate() {
    String namespace = namespace();
    Map<String, ServiceShape> services = services();
    EntityTypes types = EntityTypes.of(model, services.values(), problems);
    OperationGenerator generator = new OperationGenerator(model, types, problems);
    UriRules uris = new UriRules(problems);
    Map<OperationShape, HttpTrait> routes = new LinkedHashMap<>();
    Map<OperationShape, Operation> operations = new LinkedHashMap<>();
    services.forEach((name, service) -> {
      generator.throttle(service);
      for (OperationShape shape : TopDownIndex.of(model).getContainedOperations(service)) {
        Optional<HttpTrait> http = shape.getTrait(HttpTrait.class);
        if (http.isEmpty()) {
          problems.add(shape, shape, "has no route", "@http");
          continue;
        }
        uris.check(name, shape, http.get());
        routes.put(shape, http.get());
        operations.put(shape, generator.generate(service, name, shape, http.get()));
      }
    });
    uris.checkOverlaps(routes);
    checkActions(operations);
    checkNoneUnbound();
    problems.throwIfAny();
    return ActionMap.newBuilder()
        .setCedarNamespace(namespace)
        .addAllOperations(operations.values().stream().sorted(comparing(Operation::getId)).toList())
        .addAllServices(
            services.entrySet().stream()
                .map(it ->
                    Service.newBuilder()
                        .setName(it.getKey())
                        .setShapeId(it.getValue().getId().toString())
                        .build())
                .toList())
        .build();
  }

  private String namespace() {
    Optional<Node> node = Optional.ofNullable(model.getMetadata().get(NAMESPACE_KEY));
    String name = node.flatMap(Node::asStringNode).map(StringNode::getValue).orElse("");
    if (!NAMESPACE.matcher(name).matches()) {
      FromSourceLocation location =
          node.<FromSourceLocation>map(it -> it).orElse(SourceLocation.NONE);
      problems.add(
          location,
          "metadata \"%s\"".formatted(NAMESPACE_KEY),
          node.isEmpty() ? "is missing" : "is " + Node.printJson(node.get()),
          "the platform's Cedar namespace: a name that matches " + NAMESPACE);
    }
    return name;
  }

  private Map<String, ServiceShape> services() {
    Map<String, ServiceShape> services = new TreeMap<>();
    Set<ServiceShape> shapes = withoutMixins(model.getServiceShapes());
    if (shapes.isEmpty()) {
      problems.add(SourceLocation.NONE, "model", "has no service", "at least one");
    }
    for (ServiceShape service : shapes) {
      Optional<Trait> trait = service.findTrait(RouterTraits.SERVICE_NAME);
      String name = RouterTraits.string(service, RouterTraits.SERVICE_NAME).orElse("");
      FromSourceLocation location = trait.<FromSourceLocation>map(it -> it).orElse(service);
      if (!SERVICE_NAME.matcher(name).matches()) {
        problems.add(
            location,
            service,
            trait.isEmpty() ? "has no short name" : "has the short name \"%s\"".formatted(name),
            "@serviceName with a name that matches " + SERVICE_NAME);
        continue;
      }
      ServiceShape first = services.putIfAbsent(name, service);
      if (first != null) {
        problems.add(
            location,
            service,
            "has the short name \"%s\" of service %s".formatted(name, first.getId()),
            "a name of its own");
      }
    }
    return services;
  }

  /** Two operations never share an action, nor is an action's id that of a group. */
  private void checkActions(Map<OperationShape, Operation> operations) {
    Set<String> groups = new TreeSet<>();
    operations.values().forEach(operation -> groups.addAll(operation.getActionGroupsList()));
    Map<String, OperationShape> shapeByAction = new HashMap<>();
    operations.forEach((shape, operation) -> {
      String action = operation.getAction();
      if (action.isEmpty()) {
        return;
      }
      OperationShape first = shapeByAction.putIfAbsent(action, shape);
      if (first != null) {
        // Of the two the one that was given the name can give it back.
        boolean given = shape.hasTrait(RouterTraits.CEDAR_ACTION);
        problems.add(
            actionLocation(given ? shape : first),
            given ? shape : first,
            "has the action \"%s\" of operation %s"
                .formatted(action, (given ? first : shape).getId()),
            "an action of its own: @cedarAction(name)");
      }
      if (groups.contains(action)) {
        problems.add(
            actionLocation(shape),
            shape,
            "has the action \"%s\", which is also an action group".formatted(action),
            "another @cedarAction(name) or group");
      }
    });
  }

  private static FromSourceLocation actionLocation(OperationShape shape) {
    return shape
        .findTrait(RouterTraits.CEDAR_ACTION)
        .<FromSourceLocation>map(trait -> trait)
        .orElse(shape);
  }

  /** An operation with a route which belongs to no service would be unreachable without a word. */
  private void checkNoneUnbound() {
    TopDownIndex index = TopDownIndex.of(model);
    List<OperationShape> bound = new ArrayList<>();
    model.getServiceShapes().forEach(it -> bound.addAll(index.getContainedOperations(it)));
    Set<OperationShape> unbound = withoutMixins(model.getOperationShapesWithTrait(HttpTrait.class));
    bound.forEach(unbound::remove);
    for (OperationShape shape : unbound) {
      problems.add(shape, shape, "belongs to no service", "a service or resource that binds it");
    }
  }

  /** Mixins are parts of other shapes; ordered by shape id. */
  private static <T extends Shape> Set<T> withoutMixins(Set<T> shapes) {
    Set<T> rest = new TreeSet<>(shapes);
    rest.removeIf(shape -> shape.hasTrait(MixinTrait.class));
    return rest;
  }
}
