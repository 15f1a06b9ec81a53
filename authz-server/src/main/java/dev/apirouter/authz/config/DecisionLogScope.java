package dev.apirouter.authz.config;

/** Which Checks are written to the decision log; each scope holds those before it. */
public enum DecisionLogScope {
  /** None. */
  NONE,
  /** Those that hint at a fault: mismatched routes, evaluation errors, unavailability. */
  ERRORS,
  /** Errors and every denial. */
  DENIALS,
  /** All. */
  ALL
}
