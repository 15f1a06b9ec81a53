package dev.apirouter.authz.engine.mirror;

/** The policy store could not be read, for the reason that the message tells in a sentence. */
final class PolicyStoreException extends Exception {
  private static final long serialVersionUID = 1L;

  PolicyStoreException(String message) {
    super(message);
  }

  PolicyStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
