package dev.apirouter.authzlib;

/**
 * Thrown when there is no decision, neither for nor against: the engine cannot be asked, or did not
 * answer in time. The service's answer is 503, never what an allowed request would get.
 */
public final class DecisionUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message why, for the log
   */
  public DecisionUnavailableException(String message) {
    super(message);
  }

  /**
   * Makes one.
   *
   * @param message why, for the log
   */
  public DecisionUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
