package dev.apirouter.sample.commercial;

import java.io.Serial;
import java.util.Optional;

/** An operation's answer other than success. */
final class ApiException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final ErrorType type;
  private final String text;
  private final String field;

  private ApiException(ErrorType type, String text, String field) {
    super(text);
    this.type = type;
    this.text = text;
    this.field = field;
  }

  static ApiException of(ErrorType type, String text) {
    return new ApiException(type, text, "");
  }

  static ApiException notFound(String what, String id) {
    return of(ErrorType.NOT_FOUND, "No " + what + " with id '" + id + "'");
  }

  /**
   * A wrong member of the input.
   *
   * @param pointer JSON pointer to the member
   */
  static ApiException invalid(String pointer, String expected) {
    return new ApiException(
        ErrorType.VALIDATION, "Invalid input: " + pointer + ": expected " + expected, pointer);
  }

  ErrorType type() {
    return type;
  }

  String text() {
    return text;
  }

  /** JSON pointer to the wrong member, where there is one. */
  Optional<String> field() {
    return field.isEmpty() ? Optional.empty() : Optional.of(field);
  }
}
