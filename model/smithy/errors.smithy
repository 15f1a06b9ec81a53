$version: "2.0"

// Errors that every service shares. The gateway answers with the same shapes, so a client sees one form of error
// whoever refuses: HTTP header `x-amzn-errortype` and body members `__type`, `message`, `requestId`.
namespace apirouter.common

/// What every error carries.
@mixin
structure ErrorMembers {
    /// What went wrong, for a person to read. Not for programs: it may change.
    @required
    message: String

    /// Id of the failed request, equal to the response header `x-amzn-requestid`. Name it when asking for support.
    requestId: String
}

/// Errors that any operation may answer with: those of the gateway.
@mixin
service GatewayErrors {
    errors: [
        ValidationException
        UnauthorizedException
        ForbiddenException
        ResourceNotFoundException
        MethodNotAllowedException
        RequestTimeoutException
        RequestTooLargeException
        UriTooLongException
        UpgradeRequiredException
        ThrottlingException
        RequestHeaderFieldsTooLargeException
        InternalServerException
        BadGatewayException
        ServiceUnavailableException
        GatewayTimeoutException
    ]
}

/// The request does not satisfy the model.
@error("client")
@httpError(400)
structure ValidationException with [ErrorMembers] {
    /// The members of the input that are wrong, where known.
    fieldList: ValidationExceptionFieldList
}

/// Wrong members of an input.
list ValidationExceptionFieldList {
    member: ValidationExceptionField
}

/// One wrong member of an input.
structure ValidationExceptionField {
    /// JSON pointer to the member, e.g. `/items/0/quantity`.
    @required
    path: String

    /// What is wrong with it.
    @required
    message: String
}

/// No token was sent, or the one that was sent is not valid. Get a new token before trying again.
@error("client")
@httpError(401)
structure UnauthorizedException with [ErrorMembers] {}

/// The caller is known, and may not do this.
@error("client")
@httpError(403)
structure ForbiddenException with [ErrorMembers] {}

/// There is no such resource or no such operation.
@error("client")
@httpError(404)
structure ResourceNotFoundException with [ErrorMembers] {}

/// The path exists, but not with this method. The header `allow` names those that do.
@error("client")
@httpError(405)
structure MethodNotAllowedException with [ErrorMembers] {}

/// The request did not arrive in time.
@error("client")
@httpError(408)
@retryable
structure RequestTimeoutException with [ErrorMembers] {}

/// The resource's state does not allow this, e.g. an order that is already shipped can't be cancelled.
@error("client")
@httpError(409)
structure ConflictException with [ErrorMembers] {}

/// The request's body is larger than the operation allows.
@error("client")
@httpError(413)
structure RequestTooLargeException with [ErrorMembers] {}

/// The request's path and query are too long.
@error("client")
@httpError(414)
structure UriTooLongException with [ErrorMembers] {}

/// The request uses a protocol version which the gateway does not serve.
@error("client")
@httpError(426)
structure UpgradeRequiredException with [ErrorMembers] {}

/// Too many requests. The header `retry-after` says how many seconds to wait.
@error("client")
@httpError(429)
@retryable(throttling: true)
structure ThrottlingException with [ErrorMembers] {}

/// The request's headers are too large.
@error("client")
@httpError(431)
structure RequestHeaderFieldsTooLargeException with [ErrorMembers] {}

/// Something failed that the caller can't help.
@error("server")
@httpError(500)
@retryable
structure InternalServerException with [ErrorMembers] {}

/// The service's answer could not be understood.
@error("server")
@httpError(502)
@retryable
structure BadGatewayException with [ErrorMembers] {}

/// The service, or what the decision on the request needs, can't be reached. The header `retry-after` says how many
/// seconds to wait.
@error("server")
@httpError(503)
@retryable
structure ServiceUnavailableException with [ErrorMembers] {}

/// The service did not answer in time.
@error("server")
@httpError(504)
@retryable
structure GatewayTimeoutException with [ErrorMembers] {}
