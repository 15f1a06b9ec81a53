package dev.apirouter.authz.engine;

/** The engine's own budget of calls is spent: 503 to the client, and the quota is kept. */
public final class EngineBudgetExhaustedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EngineBudgetExhaustedException(String message) {
    super(message);
  }
}
