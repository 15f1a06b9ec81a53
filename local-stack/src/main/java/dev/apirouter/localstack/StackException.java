package dev.apirouter.localstack;

import java.io.Serial;

/** The stack could not start or do what it was told; the message says why, for a person. */
public final class StackException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  StackException(String message) {
    super(message);
  }

  StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
