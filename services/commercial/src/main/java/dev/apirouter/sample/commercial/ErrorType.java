package dev.apirouter.sample.commercial;

/** The model's errors that this service answers with. */
enum ErrorType {
  SERIALIZATION("SerializationException", 400),
  VALIDATION("ValidationException", 400),
  FORBIDDEN("ForbiddenException", 403),
  NOT_FOUND("ResourceNotFoundException", 404),
  METHOD_NOT_ALLOWED("MethodNotAllowedException", 405),
  CONFLICT("ConflictException", 409),
  TOO_LARGE("RequestTooLargeException", 413),
  INTERNAL("InternalServerException", 500),
  UNAVAILABLE("ServiceUnavailableException", 503);

  private final String shapeName;
  private final int status;

  ErrorType(String shapeName, int status) {
    this.shapeName = shapeName;
    this.status = status;
  }

  /** Name of the error's Smithy shape: what {@code x-amzn-errortype} says. */
  String shapeName() {
    return shapeName;
  }

  int status() {
    return status;
  }
}
