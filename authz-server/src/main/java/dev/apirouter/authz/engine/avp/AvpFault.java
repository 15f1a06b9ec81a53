package dev.apirouter.authz.engine.avp;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.http.conn.ConnectionPoolTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.verifiedpermissions.model.AccessDeniedException;
import software.amazon.awssdk.services.verifiedpermissions.model.ResourceNotFoundException;
import software.amazon.awssdk.services.verifiedpermissions.model.ValidationException;
import software.amazon.awssdk.services.verifiedpermissions.model.ValidationExceptionField;

/**
 * Why AVP took no decision.
 *
 * @param problem a sentence for the log; never an id, an attribute or a body, which could be claims
 */
record AvpFault(Kind kind, String problem) {
  /** Kinds of fault: labels of metrics, and what follows from each. */
  enum Kind {
    /** AVP's quota is used up. A retry would use more of it. */
    THROTTLED(true, false),
    /** No answer in time. */
    TIMEOUT(true, true),
    /** No connection, or it broke. */
    CONNECTION(true, true),
    /** AVP failed. */
    SERVER_ERROR(true, true),
    /** The credentials are missing, expired or wrong. */
    CREDENTIALS(true, false),
    /** The credentials do not permit the call. */
    ACCESS_DENIED(true, false),
    /** There is no such policy store in this Region and account. */
    STORE_NOT_FOUND(true, false),
    /** AVP takes this request for invalid; the next may be valid, so AVP is not down. */
    REQUEST_REFUSED(false, false),
    /** What answered does not speak AVP's protocol. */
    MALFORMED_ANSWER(true, false),
    OTHER(true, false);

    private final boolean outage;
    private final boolean worthRetrying;

    Kind(boolean outage, boolean worthRetrying) {
      this.outage = outage;
      this.worthRetrying = worthRetrying;
    }

    /** Whether the next call is likely to fail, too: what the circuit breaker counts. */
    boolean outage() {
      return outage;
    }

    boolean worthRetrying() {
      return worthRetrying;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** An answer of status 200 that holds no decision. */
  static final class NoDecisionException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  // Common error codes of AWS's front end, which the service's own model does not list.
  private static final Set<String> CREDENTIAL_CODES =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "IncompleteSignature",
          "InvalidClientTokenId",
          "InvalidSignatureException",
          "MissingAuthenticationToken",
          "MissingAuthenticationTokenException",
          "RequestExpired",
          "SignatureDoesNotMatch",
          "UnrecognizedClientException");

  static AvpFault of(Throwable fault) {
    return switch (fault) {
      case AwsServiceException e -> ofService(e);
      case ApiCallTimeoutException _, ApiCallAttemptTimeoutException _, AbortedException _ ->
          new AvpFault(Kind.TIMEOUT, "AVP did not answer in time");
      case SdkClientException e -> ofClient(e);
      case NoDecisionException _ ->
          new AvpFault(
              Kind.MALFORMED_ANSWER,
              "the endpoint answered without a decision: it does not speak AVP's protocol");
      default -> new AvpFault(Kind.OTHER, "the call of AVP failed: " + fault.getClass().getName());
    };
  }

  private static AvpFault ofService(AwsServiceException e) {
    String code = code(e);
    if (e.isThrottlingException()) {
      return new AvpFault(Kind.THROTTLED, "AVP throttles: " + answer(e, code));
    }
    if (e.statusCode() >= 500) {
      return new AvpFault(Kind.SERVER_ERROR, "AVP failed: " + answer(e, code));
    }
    if (CREDENTIAL_CODES.contains(code)) {
      return new AvpFault(
          Kind.CREDENTIALS, "AVP does not accept the credentials: " + answer(e, code));
    }
    return switch (e) {
      case ResourceNotFoundException _ ->
          new AvpFault(
              Kind.STORE_NOT_FOUND,
              "AVP has no such policy store in this Region and account (avp.policy-store-id,"
                  + " avp.region): "
                  + answer(e, code));
      case AccessDeniedException _ ->
          new AvpFault(
              Kind.ACCESS_DENIED,
              "the role may not call verifiedpermissions:IsAuthorized: " + answer(e, code));
      case ValidationException validation ->
          new AvpFault(
              Kind.REQUEST_REFUSED,
              "AVP refuses the request; does the policy store have the build's schema? "
                  + answer(e, code)
                  + fields(validation));
      default ->
          code.isEmpty()
              ? new AvpFault(
                  Kind.MALFORMED_ANSWER,
                  "the endpoint does not speak AVP's protocol: " + answer(e, code))
              : new AvpFault(Kind.OTHER, "AVP refuses: " + answer(e, code));
    };
  }

  private static String code(AwsServiceException e) {
    return e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
        ? ""
        : e.awsErrorDetails().errorCode();
  }

  /** Status, code and request id: AVP's own message may repeat the request. */
  private static String answer(AwsServiceException e, String code) {
    return "HTTP %d, %s, AWS request id %s"
        .formatted(
            e.statusCode(),
            code.isEmpty() ? "no error code" : code,
            Optional.ofNullable(e.requestId()).orElse("none"));
  }

  private static String fields(ValidationException e) {
    return e.fieldList().stream()
        .map(ValidationExceptionField::path)
        .collect(Collectors.joining(", ", ", fields [", "]"));
  }

  private static AvpFault ofClient(SdkClientException e) {
    String message = String.valueOf(e.getMessage());
    @Nullable IOException io = null;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException found) {
        io = found;
      }
    }
    if (message.contains("redentials")) {
      return new AvpFault(
          Kind.CREDENTIALS, "no AWS credentials: the SDK's default chain finds none that are good");
    }
    // The SDK's JSON parser is a copy of Jackson inside the SDK, not for others to name.
    if (io != null && io.getClass().getName().contains(".jackson.")) {
      return new AvpFault(
          Kind.MALFORMED_ANSWER,
          "the endpoint's answer is no JSON: it does not speak AVP's protocol");
    }
    return switch (io) {
      case ConnectionPoolTimeoutException _, SocketTimeoutException _ ->
          new AvpFault(Kind.TIMEOUT, "AVP did not answer in time");
      case null -> new AvpFault(Kind.OTHER, "the call of AVP failed: " + e.getClass().getName());
      default -> connection(io);
    };
  }

  private static AvpFault connection(IOException cause) {
    return new AvpFault(
        Kind.CONNECTION,
        "no connection to AVP: " + cause.getClass().getSimpleName() + ": " + cause.getMessage());
  }
}
