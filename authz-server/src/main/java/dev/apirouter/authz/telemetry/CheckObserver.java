package dev.apirouter.authz.telemetry;

import dev.apirouter.authz.check.CheckOutcome;
import dev.apirouter.authz.request.RequestFacts;

/** Is told of every check that was answered. Must not block: it may run on an event loop. */
public interface CheckObserver {
  /**
   * A check was answered.
   *
   * @param nanos time from the request's arrival to the answer, in nanoseconds
   */
  void checked(RequestFacts request, CheckOutcome outcome, long nanos);

  /** Tells another observer as well, after this one. */
  default CheckObserver and(CheckObserver other) {
    return (request, outcome, nanos) -> {
      checked(request, outcome, nanos);
      other.checked(request, outcome, nanos);
    };
  }
}
