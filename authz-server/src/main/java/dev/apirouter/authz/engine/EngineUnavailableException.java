package dev.apirouter.authz.engine;

/** The engine cannot be asked now: 503 to the client, never 403. */
public final class EngineUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EngineUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  public EngineUnavailableException(String message) {
    super(message);
  }
}
