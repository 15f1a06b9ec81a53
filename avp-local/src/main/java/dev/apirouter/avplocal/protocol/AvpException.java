package dev.apirouter.avplocal.protocol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An error answer of the service. Thrown, since an operation may end at any depth with one.
 *
 * <p>AWS JSON 1.0 answers 400 for what the caller did wrong and 500 for the service's own faults;
 * the shape's name, not the status, tells errors apart.
 */
public final class AvpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The kinds of resources that an error may name. */
  public enum ResourceType {
    POLICY_STORE,
    POLICY,
    POLICY_TEMPLATE,
    SCHEMA
  }

  private static final String SERVICE = "com.amazonaws.verifiedpermissions";
  private static final String FRAMEWORK = "com.amazon.coral.service";

  private final String namespace;
  private final String shape;
  private final int status;
  private final transient ObjectNode members;

  private AvpException(String namespace, String shape, int status, String message) {
    super(message, null, false, false);
    this.namespace = namespace;
    this.shape = shape;
    this.status = status;
    this.members = JsonNodeFactory.instance.objectNode();
  }

  /** The input, or what it contains, breaks a rule. */
  public static AvpException validation(String message) {
    return new AvpException(SERVICE, "ValidationException", 400, message);
  }

  /** The resource does not exist. */
  public static AvpException notFound(ResourceType type, String id) {
    AvpException error =
        new AvpException(
            SERVICE,
            "ResourceNotFoundException",
            400,
            "%s '%s' does not exist".formatted(readable(type), id));
    error.members.put("resourceId", id).put("resourceType", type.name());
    return error;
  }

  /** The client token was used before, with other parameters. */
  public static AvpException conflict(String message) {
    AvpException error = new AvpException(SERVICE, "ConflictException", 400, message);
    error.members.putArray("resources");
    return error;
  }

  /** The caller asks too often. */
  public static AvpException throttling() {
    AvpException error =
        new AvpException(SERVICE, "ThrottlingException", 400, "Rate exceeded (told to throttle)");
    error.members.put("serviceCode", "verifiedpermissions");
    return error;
  }

  /** The service failed. */
  public static AvpException internal(String message) {
    return new AvpException(SERVICE, "InternalServerException", 500, message);
  }

  /** The request is refused before any operation sees it, as all services of AWS do. */
  static AvpException framework(String shape, String message) {
    return new AvpException(FRAMEWORK, shape, 400, message);
  }

  /** The temporary credentials have expired. */
  public static AvpException expiredToken() {
    return framework(
        "ExpiredTokenException", "The security token included in the request is expired");
  }

  /** The body is no JSON, or a member has another type. */
  public static AvpException serialization(String message) {
    return framework("SerializationException", message);
  }

  /** There is no such operation. */
  public static AvpException unknownOperation(String message) {
    return framework("UnknownOperationException", message);
  }

  /** The shape's name without its namespace. */
  public String shape() {
    return shape;
  }

  /** HTTP status, 400 or 500. */
  public int status() {
    return status;
  }

  /** The answer's body. */
  public ObjectNode body() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("__type", namespace + "#" + shape)
        .put("message", getMessage())
        .setAll(members.deepCopy());
  }

  private static String readable(ResourceType type) {
    return switch (type) {
      case POLICY_STORE -> "Policy store";
      case POLICY -> "Policy";
      case POLICY_TEMPLATE -> "Policy template";
      case SCHEMA -> "Schema of policy store";
    };
  }
}
