/** Metrics, the decision log and the form of log lines. */
@NullMarked
package dev.apirouter.authz.telemetry;

import org.jspecify.annotations.NullMarked;
