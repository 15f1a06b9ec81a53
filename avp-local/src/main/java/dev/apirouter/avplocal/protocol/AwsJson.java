package dev.apirouter.avplocal.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * AWS JSON 1.0 (Smithy's awsJson1_0): the header {@code X-Amz-Target} names the operation, bodies
 * are JSON both ways.
 */
public final class AwsJson {
  /** The content type of requests and answers. */
  public static final String CONTENT_TYPE = "application/x-amz-json-1.0";

  /** The most bytes of a request: "Size of authorization request" among the service's quotas. */
  public static final int MAX_BYTES = 1 << 20;

  private static final String TARGET_PREFIX = "VerifiedPermissions.";
  private static final JsonMapper JSON = new JsonMapper();

  private final SignatureVerifier signatures;
  private final Map<String, Operation> operations;

  /** Answers with these operations those whose signature is right. */
  public AwsJson(SignatureVerifier signatures, Map<String, Operation> operations) {
    this.signatures = signatures;
    this.operations = Map.copyOf(operations);
  }

  /** The operation's name, or {@code unknown}; a request is counted by it. */
  public String operation(SignedRequest request) {
    return target(request).filter(operations::containsKey).orElse("unknown");
  }

  /**
   * Carries the request out.
   *
   * @throws AvpException the error to answer with
   */
  public JsonNode handle(SignedRequest request) {
    if (request.body().length > MAX_BYTES) {
      throw AvpException.validation("The request has more than %d bytes".formatted(MAX_BYTES));
    }
    signatures.verify(request);
    String target =
        target(request)
            .orElseThrow(() ->
                AvpException.unknownOperation(
                    "The header X-Amz-Target must be %s<operation>".formatted(TARGET_PREFIX)));
    Operation operation = operations.get(target);
    if (operation == null) {
      throw AvpException.unknownOperation(
          "Operation '%s' is unknown, or avp-local does not have it".formatted(target));
    }
    if (!request.header("content-type").filter(CONTENT_TYPE::equals).isPresent()) {
      throw AvpException.serialization(
          "The content type must be %s, not %s"
              .formatted(CONTENT_TYPE, request.header("content-type").orElse("absent")));
    }
    return operation.handle(Input.of(parse(request.body())));
  }

  private static JsonNode parse(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw AvpException.serialization("The body is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new IllegalStateException("An array of bytes can be read", e);
    }
  }

  private static Optional<String> target(SignedRequest request) {
    return request
        .header("x-amz-target")
        .filter(target -> target.startsWith(TARGET_PREFIX))
        .map(target -> target.substring(TARGET_PREFIX.length()));
  }
}
