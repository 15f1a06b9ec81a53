package dev.apirouter.authz.authn.jwks;

/** A key set cannot be had or used. The message is a sentence for the log. */
final class JwksException extends Exception {
  private static final long serialVersionUID = 1L;

  JwksException(String message) {
    super(message);
  }

  JwksException(String message, Throwable cause) {
    super(message, cause);
  }
}
