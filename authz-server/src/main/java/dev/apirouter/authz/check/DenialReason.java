package dev.apirouter.authz.check;

import dev.apirouter.authz.authn.TokenRefusal;
import dev.apirouter.authz.response.SmithyError;
import java.util.Locale;

/**
 * Why a request is refused: the closed list behind the HTTP status, the Smithy error, the metric
 * label and the log field. What a client is told is the same for every reason of one error, so that
 * it does not help a stranger.
 */
public enum DenialReason {
  /** No token was sent. */
  MISSING_TOKEN(Kind.UNAUTHENTICATED),
  /** Not exactly one {@code Authorization: Bearer <token>}. */
  MALFORMED_CREDENTIALS(Kind.UNAUTHENTICATED),
  /** Both token sources were used, for different principals. */
  CONFLICTING_CREDENTIALS(Kind.UNAUTHENTICATED),
  TOKEN_TOO_LARGE(Kind.UNAUTHENTICATED),
  MALFORMED_TOKEN(Kind.UNAUTHENTICATED),
  ALGORITHM_NOT_ALLOWED(Kind.UNAUTHENTICATED),
  UNKNOWN_ISSUER(Kind.UNAUTHENTICATED),
  UNKNOWN_KEY(Kind.UNAUTHENTICATED),
  BAD_SIGNATURE(Kind.UNAUTHENTICATED),
  EXPIRED(Kind.UNAUTHENTICATED),
  NOT_YET_VALID(Kind.UNAUTHENTICATED),
  WRONG_AUDIENCE(Kind.UNAUTHENTICATED),
  INVALID_CLAIMS(Kind.UNAUTHENTICATED),
  /**
   * The path has more than one reading, or none: bad escapes, encoded slashes, control characters.
   */
  MALFORMED_PATH(Kind.INVALID),
  /** No permit applies, or a forbid does. */
  POLICY_DENIED(Kind.FORBIDDEN),
  /** A policy could not be evaluated; it might have been the forbid that applies. */
  EVALUATION_ERROR(Kind.FORBIDDEN),
  /** The route names no operation, or none of the action map. */
  UNKNOWN_OPERATION(Kind.FORBIDDEN),
  /** Method or path is not that of the operation which the route names. */
  ROUTE_MISMATCH(Kind.FORBIDDEN),
  /** The principal's claims are too long for headers. */
  PRINCIPAL_TOO_LARGE(Kind.FORBIDDEN),
  /** No good JWKS is kept for the token's issuer. */
  JWKS_UNAVAILABLE(Kind.UNAVAILABLE),
  /** The engine cannot be asked. */
  ENGINE_UNAVAILABLE(Kind.UNAVAILABLE),
  /** More calls of the engine than its budget has. */
  ENGINE_BUDGET_EXHAUSTED(Kind.UNAVAILABLE),
  /** More checks are waiting than the server takes. */
  OVERLOADED(Kind.UNAVAILABLE),
  /** No outcome in time. */
  DEADLINE_EXCEEDED(Kind.UNAVAILABLE),
  /** A fault of ours. */
  INTERNAL_ERROR(Kind.INTERNAL);

  /** What kinds of refusal there are. */
  public enum Kind {
    INVALID(400, "ValidationException", "The request path is malformed"),
    UNAUTHENTICATED(401, "UnauthorizedException", "Missing or invalid token"),
    FORBIDDEN(403, "ForbiddenException", "Not permitted"),
    UNAVAILABLE(503, "ServiceUnavailableException", "Authorization is unavailable"),
    INTERNAL(500, "InternalServerException", "Internal error");

    private final int httpStatus;
    private final String errorType;
    private final String message;

    Kind(int httpStatus, String errorType, String message) {
      this.httpStatus = httpStatus;
      this.errorType = errorType;
      this.message = message;
    }

    public int httpStatus() {
      return httpStatus;
    }

    public SmithyError error() {
      return new SmithyError(errorType, message);
    }
  }

  private final Kind kind;
  private final String label;

  DenialReason(Kind kind) {
    this.kind = kind;
    this.label = name().toLowerCase(Locale.ROOT);
  }

  public Kind kind() {
    return kind;
  }

  /** The reason in metrics, logs and dynamic metadata, e.g. {@code policy_denied}. */
  public String label() {
    return label;
  }

  /** The reason for a refused token. */
  static DenialReason of(TokenRefusal refusal) {
    return switch (refusal) {
      case TOKEN_TOO_LARGE -> TOKEN_TOO_LARGE;
      case MALFORMED -> MALFORMED_TOKEN;
      case ALGORITHM_NOT_ALLOWED -> ALGORITHM_NOT_ALLOWED;
      case UNKNOWN_ISSUER -> UNKNOWN_ISSUER;
      case UNKNOWN_KEY -> UNKNOWN_KEY;
      case BAD_SIGNATURE -> BAD_SIGNATURE;
      case EXPIRED -> EXPIRED;
      case NOT_YET_VALID -> NOT_YET_VALID;
      case WRONG_AUDIENCE -> WRONG_AUDIENCE;
      case INVALID_CLAIMS -> INVALID_CLAIMS;
    };
  }
}
