package dev.apirouter.smithy;

import com.google.protobuf.Duration;
import dev.apirouter.authz.v1.Auth;
import dev.apirouter.authz.v1.Operation;
import dev.apirouter.authz.v1.OperationOrBuilder;
import dev.apirouter.authz.v1.Resource;
import dev.apirouter.authz.v1.Throttle;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import software.amazon.smithy.model.Model;
import software.amazon.smithy.model.knowledge.ServiceIndex;
import software.amazon.smithy.model.knowledge.ServiceIndex.AuthSchemeMode;
import software.amazon.smithy.model.node.Node;
import software.amazon.smithy.model.node.ObjectNode;
import software.amazon.smithy.model.node.StringNode;
import software.amazon.smithy.model.shapes.OperationShape;
import software.amazon.smithy.model.shapes.ServiceShape;
import software.amazon.smithy.model.shapes.Shape;
import software.amazon.smithy.model.shapes.ShapeId;
import software.amazon.smithy.model.traits.AuthTrait;
import software.amazon.smithy.model.traits.HttpBearerAuthTrait;
import software.amazon.smithy.model.traits.HttpTrait;
import software.amazon.smithy.model.traits.OptionalAuthTrait;
import software.amazon.smithy.model.traits.ReadonlyTrait;
import software.amazon.smithy.model.traits.Trait;

/** Makes one entry of the action map. What it can't decide it adds to the problems. */
final class OperationGenerator {
  private static final long MAX_TTL_SECONDS = 3600;
  private static final long MAX_TOKENS = 1_000_000;
  private static final long MAX_BODY_BYTES = 100L << 20;
  private static final Pattern ACTION_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,127}");
  private static final Pattern GROUP_NAME = Pattern.compile("[a-z][A-Za-z0-9-]{0,63}");

  /** Traits that say something about a decision, and so nothing about a public operation. */
  private static final List<ShapeId> DECISION_TRAITS =
      List.of(
          RouterTraits.CEDAR_ACTION,
          RouterTraits.CEDAR_RESOURCE,
          RouterTraits.AUTHZ_CACHE,
          RouterTraits.AUTHZ_OUTAGE,
          RouterTraits.FINE_GRAINED);

  private final Model model;
  private final ResourceResolver resources;
  private final Problems problems;

  OperationGenerator(Model model, EntityTypes types, Problems problems) {
    this.model = model;
    this.resources = new ResourceResolver(model, types, problems);
    this.problems = problems;
  }

  Operation generate(
      ServiceShape service, String serviceName, OperationShape shape, HttpTrait http) {
    Auth auth = auth(service, shape);
    Operation.Builder operation =
        Operation.newBuilder()
            .setId(serviceName + ":" + shape.getId().getName(service))
            .setService(serviceName)
            .setMethod(http.getMethod())
            .setUri(http.getUri().toString())
            .setAuth(auth)
            .setReadonly(shape.hasTrait(ReadonlyTrait.class))
            .setFineGrained(shape.hasTrait(RouterTraits.FINE_GRAINED))
            .setForwardToken(shape.hasTrait(RouterTraits.FORWARD_TOKEN));
    if (auth == Auth.AUTH_PUBLIC) {
      checkNoDecisionTraits(shape);
    } else {
      operation.setAction(serviceName + ":" + actionName(service, shape));
      actionGroups(shape).forEach(group -> operation.addActionGroups(serviceName + ":" + group));
      Optional<Resource> resource = resources.resolve(service, serviceName, shape, http);
      resource.ifPresent(operation::setResource);
      cacheTtl(shape).ifPresent(operation::setCacheTtl);
      lastKnownGood(shape, operation).ifPresent(operation::setLastKnownGood);
    }
    throttle(shape).or(() -> throttle(service)).ifPresent(operation::setThrottle);
    maxBody(shape).ifPresent(operation::setMaxBodyBytes);
    return operation.build();
  }

  /**
   * Public only where the operation itself says {@code @auth([])}: neither a service without any
   * scheme nor an empty list on the service opens operations that do not mention it.
   */
  private Auth auth(ServiceShape service, OperationShape shape) {
    Optional<AuthTrait> own = shape.getTrait(AuthTrait.class);
    if (own.isPresent() && own.get().getValueSet().isEmpty()) {
      return Auth.AUTH_PUBLIC;
    }
    Set<ShapeId> schemes =
        ServiceIndex.of(model)
            .getEffectiveAuthSchemes(service, shape, AuthSchemeMode.MODELED)
            .keySet();
    if (!schemes.equals(Set.of(HttpBearerAuthTrait.ID))) {
      problems.add(
          own.isPresent() ? own.get() : shape,
          shape,
          schemes.isEmpty()
              ? "has no authentication scheme, and does not say that it is public"
              : "has the authentication schemes " + schemes,
          "@httpBearerAuth on service %s, or @auth([]) on the operation"
              .formatted(service.getId()));
    }
    return shape.hasTrait(OptionalAuthTrait.class) ? Auth.AUTH_OPTIONAL : Auth.AUTH_REQUIRED;
  }

  private void checkNoDecisionTraits(OperationShape shape) {
    for (ShapeId id : DECISION_TRAITS) {
      shape
          .findTrait(id)
          .ifPresent(trait ->
              problems.add(
                  trait,
                  shape,
                  "is public, and has @%s, which needs a decision".formatted(id.getName()),
                  "no @auth([]), or no @" + id.getName()));
    }
  }

  private String actionName(ServiceShape service, OperationShape shape) {
    Optional<Trait> trait = shape.findTrait(RouterTraits.CEDAR_ACTION);
    String name =
        trait
            .flatMap(it -> it.toNode().expectObjectNode().getStringMember("name"))
            .map(StringNode::getValue)
            .orElseGet(() -> shape.getId().getName(service));
    if (!ACTION_NAME.matcher(name).matches()) {
      problems.add(
          trait.isPresent() ? trait.get() : shape,
          shape,
          "has the action name \"%s\"".formatted(name),
          "a name that matches %s, without the service".formatted(ACTION_NAME));
    }
    return name;
  }

  private Set<String> actionGroups(OperationShape shape) {
    Optional<Trait> trait = shape.findTrait(RouterTraits.CEDAR_ACTION);
    Set<String> groups = new TreeSet<>();
    trait
        .flatMap(it -> it.toNode().expectObjectNode().getArrayMember("groups"))
        .ifPresentOrElse(
            array ->
                array
                    .getElementsAs(StringNode.class)
                    .forEach(element -> groups.add(element.getValue())),
            () -> groups.add(shape.hasTrait(ReadonlyTrait.class) ? "read" : "write"));
    for (String group : groups) {
      if (!GROUP_NAME.matcher(group).matches()) {
        problems.add(
            trait.isPresent() ? trait.get() : shape,
            shape,
            "has the action group \"%s\"".formatted(group),
            "a name that matches %s, without the service".formatted(GROUP_NAME));
      }
    }
    return groups;
  }

  private Optional<Duration> cacheTtl(OperationShape shape) {
    Optional<Trait> trait = shape.findTrait(RouterTraits.AUTHZ_CACHE);
    if (trait.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode value = trait.get().toNode().expectObjectNode();
    boolean off = value.getBooleanMemberOrDefault("off");
    if (off == value.containsMember("ttlSeconds")) {
      problems.add(
          trait.get(),
          shape,
          off
              ? "@authzCache has both ttlSeconds and off"
              : "@authzCache has neither ttlSeconds nor off",
          "ttlSeconds, or off: true");
      return Optional.empty();
    }
    long seconds = off ? 0 : number(value, "ttlSeconds");
    if (!off && (seconds < 1 || seconds > MAX_TTL_SECONDS)) {
      problems.add(
          trait.get(),
          shape,
          "@authzCache has ttlSeconds: %d".formatted(seconds),
          "1 to %d, or off: true".formatted(MAX_TTL_SECONDS));
      return Optional.empty();
    }
    return Optional.of(Duration.newBuilder().setSeconds(seconds).build());
  }

  private Optional<Duration> lastKnownGood(OperationShape shape, OperationOrBuilder operation) {
    Optional<Trait> trait = shape.findTrait(RouterTraits.AUTHZ_OUTAGE);
    if (trait.isEmpty()) {
      return Optional.empty();
    }
    long seconds = number(trait.get().toNode().expectObjectNode(), "lastKnownGoodSeconds");
    if (seconds < 1 || seconds > MAX_TTL_SECONDS) {
      problems.add(
          trait.get(),
          shape,
          "@authzOutage has lastKnownGoodSeconds: %d".formatted(seconds),
          "1 to %d".formatted(MAX_TTL_SECONDS));
      return Optional.empty();
    }
    if (operation.hasCacheTtl() && operation.getCacheTtl().getSeconds() == 0) {
      problems.add(
          trait.get(),
          shape,
          "has @authzOutage, and @authzCache(off: true), by which no decision is kept",
          "one of them");
      return Optional.empty();
    }
    return Optional.of(Duration.newBuilder().setSeconds(seconds).build());
  }

  /** The token bucket of an operation or service itself; empty also after a problem was added. */
  Optional<Throttle> throttle(Shape shape) {
    Optional<Trait> trait = shape.findTrait(RouterTraits.THROTTLE);
    if (trait.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode value = trait.get().toNode().expectObjectNode();
    long rate = number(value, "rate");
    long burst = number(value, "burst");
    // A bucket smaller than what one second adds would never let the rate through.
    if (rate < 1 || burst < rate || burst > MAX_TOKENS) {
      problems.add(
          trait.get(),
          shape,
          "@throttle has rate: %d, burst: %d".formatted(rate, burst),
          "1 <= rate <= burst <= " + MAX_TOKENS);
      return Optional.empty();
    }
    return Optional.of(
        Throttle.newBuilder()
            .setRatePerSecond(Math.toIntExact(rate))
            .setBurst(Math.toIntExact(burst))
            .build());
  }

  private Optional<Long> maxBody(OperationShape shape) {
    Optional<Trait> trait = shape.findTrait(RouterTraits.MAX_BODY);
    Optional<Long> bytes = trait.map(it -> number(it.toNode()));
    if (bytes.isPresent() && (bytes.get() < 1 || bytes.get() > MAX_BODY_BYTES)) {
      problems.add(
          trait.orElseThrow(),
          shape,
          "@maxBody is %d bytes".formatted(bytes.get()),
          "1 to " + MAX_BODY_BYTES);
    }
    return bytes;
  }

  private static long number(ObjectNode value, String member) {
    return number(value.expectMember(member));
  }

  private static long number(Node node) {
    return node.expectNumberNode().getValue().longValue();
  }
}
