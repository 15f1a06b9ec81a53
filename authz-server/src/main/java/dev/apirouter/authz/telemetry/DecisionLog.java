package dev.apirouter.authz.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.apirouter.authz.check.CheckOutcome;
import dev.apirouter.authz.check.CheckOutcome.Allowed;
import dev.apirouter.authz.check.CheckOutcome.DecisionSource;
import dev.apirouter.authz.check.CheckOutcome.Denied;
import dev.apirouter.authz.check.DenialReason;
import dev.apirouter.authz.config.DecisionLogScope;
import dev.apirouter.authz.request.RequestFacts;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * One JSON line for a check: who asked for what, how it was decided and why. It holds no token, no
 * header, no query and no claim beyond subject and tenant.
 */
public final class DecisionLog implements CheckObserver {
  private static final JsonFactory JSON = new JsonFactory();

  private final DecisionLogScope scope;
  private final Consumer<String> sink;

  /**
   * @param sink takes one line at a time, without a line break; must not block
   */
  public DecisionLog(DecisionLogScope scope, Consumer<String> sink) {
    this.scope = scope;
    this.sink = sink;
  }

  @Override
  public void checked(RequestFacts request, CheckOutcome outcome, long nanos) {
    if (scopeOf(outcome).compareTo(scope) <= 0) {
      sink.accept(line(request, outcome, nanos));
    }
  }

  private static DecisionLogScope scopeOf(CheckOutcome outcome) {
    return switch (outcome) {
      case Allowed _ -> DecisionLogScope.ALL;
      case Denied denied ->
          switch (denied.reason()) {
            case UNKNOWN_OPERATION,
                ROUTE_MISMATCH,
                PRINCIPAL_TOO_LARGE,
                EVALUATION_ERROR,
                JWKS_UNAVAILABLE,
                ENGINE_UNAVAILABLE,
                ENGINE_BUDGET_EXHAUSTED,
                OVERLOADED,
                DEADLINE_EXCEEDED,
                INTERNAL_ERROR ->
                DecisionLogScope.ERRORS;
            case MALFORMED_PATH,
                MISSING_TOKEN,
                MALFORMED_CREDENTIALS,
                CONFLICTING_CREDENTIALS,
                TOKEN_TOO_LARGE,
                MALFORMED_TOKEN,
                ALGORITHM_NOT_ALLOWED,
                UNKNOWN_ISSUER,
                UNKNOWN_KEY,
                BAD_SIGNATURE,
                EXPIRED,
                NOT_YET_VALID,
                WRONG_AUDIENCE,
                INVALID_CLAIMS,
                POLICY_DENIED ->
                DecisionLogScope.DENIALS;
          };
    };
  }

  private static String line(RequestFacts request, CheckOutcome outcome, long nanos) {
    CheckOutcome.Trace trace = outcome.trace();
    StringWriter line = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("log", "decision");
      json.writeStringField("requestId", request.requestId());
      json.writeStringField("operation", trace.operationId().orElse("unknown"));
      switch (outcome) {
        case Allowed _ -> json.writeStringField("reason", "allowed");
        case Denied(DenialReason reason, var _) -> json.writeStringField("reason", reason.label());
      }
      if (trace.principal().isPresent()) {
        json.writeStringField("principalSub", trace.principal().get().subject());
        if (trace.principal().get().tenantId().isPresent()) {
          json.writeStringField("principalTenantId", trace.principal().get().tenantId().get());
        }
      }
      json.writeStringField("cache", trace.decision().label());
      if (trace.decision() == DecisionSource.STALE) {
        json.writeBooleanField("stale", true);
      }
      json.writeArrayFieldStart("policies");
      for (String policy : trace.policies()) {
        json.writeString(policy);
      }
      json.writeEndArray();
      if (!trace.detail().isEmpty()) {
        json.writeStringField("detail", trace.detail());
      }
      json.writeNumberField("durationMicros", nanos / 1000);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to a string", e);
    }
    return line.toString();
  }
}
