package dev.apirouter.authz.engine.avp;

import java.time.Duration;

/** Is told what happens between this server and Verified Permissions. Must not block. */
public interface AvpEvents {
  /** One HTTP exchange begins, a retry too: what AVP counts and bills. */
  void requested();

  /**
   * AVP decided.
   *
   * @param result {@code allow}, {@code deny} or {@code error} (evaluation errors)
   * @param duration of the call, retries included
   */
  void decided(String result, Duration duration);

  /**
   * AVP took no decision.
   *
   * @param kind closed list: the labels of {@link AvpFault.Kind}
   * @param problem a sentence for the log, without token or claim
   */
  void failed(String kind, String problem, Duration duration);

  /** AVP was not called, to protect it or us. */
  void shed(Shed reason);

  /** Why AVP was not called. */
  enum Shed {
    /** The circuit breaker is open. */
    BREAKER_OPEN,
    /** The budget of calls is spent. */
    BUDGET_EXHAUSTED,
    /** As many decisions as may already wait. */
    OVERLOADED,
    /** No call became free in time. */
    WAITED_TOO_LONG
  }
}
