package dev.apirouter.authzlib;

/**
 * Thrown for {@code x-principal-*} headers that the router cannot have sent: the request took
 * another way, or the operation may be called without a token and was.
 */
public final class PrincipalHeaderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PrincipalHeaderException(String message) {
    super(message);
  }
}
