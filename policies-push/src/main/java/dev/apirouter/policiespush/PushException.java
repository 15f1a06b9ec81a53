package dev.apirouter.policiespush;

/** Thrown when the policy store can't be asked or changed; its message is for the user. */
final class PushException extends Exception {
  private static final long serialVersionUID = 1L;

  PushException(String message, Throwable cause) {
    super(message, cause);
  }
}
