package dev.apirouter.authz.route;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.apirouter.authz.engine.EntityUid;
import dev.apirouter.authz.route.Operation.Access;
import dev.apirouter.authz.route.Operation.ResourceRule;
import dev.apirouter.authz.v1.ActionMap;
import dev.apirouter.authz.v1.Auth;
import dev.apirouter.authz.v1.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code action-map.json}, the proto3 JSON form of {@link ActionMap}. */
public final class ActionMapParser {
  private final List<String> problems = new ArrayList<>();

  private ActionMapParser() {}

  /**
   * Reads an action map.
   *
   * @throws ActionMapException naming every operation and field that is wrong
   */
  public static OperationTable parse(String json) throws ActionMapException {
    ActionMap.Builder map = ActionMap.newBuilder();
    try {
      JsonFormat.parser().merge(json, map);
    } catch (InvalidProtocolBufferException e) {
      throw new ActionMapException(List.of("not an action map: " + e.getMessage()), e);
    }
    return new ActionMapParser().convert(map.build());
  }

  private OperationTable convert(ActionMap map) throws ActionMapException {
    if (map.getCedarNamespace().isEmpty()) {
      problems.add("cedarNamespace: is empty; expected a name such as ApiRouter");
    }
    if (map.getOperationsCount() == 0) {
      problems.add("operations: is empty; expected at least one operation");
    }
    Map<String, Operation> operations = new LinkedHashMap<>();
    for (dev.apirouter.authz.v1.Operation entry : map.getOperationsList()) {
      convert(map.getCedarNamespace(), entry)
          .ifPresent(operation -> {
            if (operations.putIfAbsent(operation.id(), operation) != null) {
              problem(entry, "id", "stands in the map twice");
            }
          });
    }
    if (!problems.isEmpty()) {
      throw new ActionMapException(problems, null);
    }
    return new OperationTable(map.getCedarNamespace(), operations);
  }

  private Optional<Operation> convert(
      String namespace, dev.apirouter.authz.v1.Operation operation) {
    int before = problems.size();
    if (operation.getId().isEmpty()) {
      problem(operation, "id", "is empty; expected <service>:<Operation>");
    }
    if (operation.getMethod().isEmpty()) {
      problem(operation, "method", "is empty; expected an HTTP method");
    }
    Optional<PathPattern> path = pattern(operation);
    Optional<Access> access = access(operation);
    boolean isPublic = operation.getAuth() == Auth.AUTH_PUBLIC;
    if (operation.getAction().isEmpty() && !isPublic) {
      problem(operation, "action", "is empty; expected a Cedar action id");
    }
    ResourceRule resource = resource(namespace, operation, path);
    if (problems.size() > before || path.isEmpty() || access.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Operation(
            operation.getId(),
            operation.getMethod(),
            path.get(),
            access.get(),
            new EntityUid(namespace + "::Action", operation.getAction()),
            resource,
            operation.hasCacheTtl()
                ? Optional.of(duration(operation.getCacheTtl()))
                : Optional.empty(),
            duration(operation.getLastKnownGood()),
            operation.getForwardToken()));
  }

  private Optional<PathPattern> pattern(dev.apirouter.authz.v1.Operation operation) {
    try {
      return Optional.of(PathPattern.parse(operation.getUri()));
    } catch (IllegalArgumentException e) {
      problem(operation, "uri", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Access> access(dev.apirouter.authz.v1.Operation operation) {
    return switch (operation.getAuth()) {
      case AUTH_REQUIRED -> Optional.of(Access.REQUIRED);
      case AUTH_OPTIONAL -> Optional.of(Access.OPTIONAL);
      case AUTH_PUBLIC -> Optional.of(Access.PUBLIC);
      case AUTH_UNSPECIFIED, UNRECOGNIZED -> {
        problem(
            operation, "auth", "is not set; expected AUTH_REQUIRED, AUTH_OPTIONAL or AUTH_PUBLIC");
        yield Optional.empty();
      }
    };
  }

  private ResourceRule resource(
      String namespace, dev.apirouter.authz.v1.Operation operation, Optional<PathPattern> path) {
    Resource resource = operation.getResource();
    String type = namespace + "::" + resource.getType();
    boolean isPublic = operation.getAuth() == Auth.AUTH_PUBLIC;
    if (resource.getType().isEmpty() && !isPublic) {
      problem(operation, "resource.type", "is empty; expected a Cedar entity type");
    }
    return switch (resource.getIdCase()) {
      case LABEL -> {
        if (path.isPresent() && !path.get().hasLabel(resource.getLabel())) {
          problem(
              operation,
              "resource.label",
              "'" + resource.getLabel() + "' is no label of " + operation.getUri());
        }
        yield new ResourceRule.FromLabel(type, resource.getLabel());
      }
      case FIXED_ID -> new ResourceRule.Fixed(type, resource.getFixedId());
      case ID_NOT_SET -> {
        if (!isPublic) {
          problem(operation, "resource", "has neither label nor fixedId");
        }
        yield new ResourceRule.Fixed(type, "");
      }
    };
  }

  private static Duration duration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(Math.max(0, duration.getSeconds()), duration.getNanos());
  }

  private void problem(dev.apirouter.authz.v1.Operation operation, String field, String complaint) {
    problems.add("operation '" + operation.getId() + "': " + field + ": " + complaint);
  }
}
