package dev.apirouter.authz.extauthz;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.apirouter.authz.check.CheckOutcome;
import dev.apirouter.authz.check.CheckOutcome.Allowed;
import dev.apirouter.authz.check.CheckOutcome.DecisionSource;
import dev.apirouter.authz.check.CheckOutcome.Denied;
import dev.apirouter.authz.check.CheckOutcome.Trace;
import dev.apirouter.authz.check.DenialReason;
import dev.apirouter.authz.response.HeaderMutations;
import dev.apirouter.authz.response.SmithyError;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;

/**
 * Writes a {@link CheckOutcome} as a {@link CheckResponse}.
 *
 * <p>A refusal is complete by itself, body and all, for an Envoy which does not render errors. The
 * Envoy of this project renders every refusal, its own too, in one place ({@code
 * local_reply_config}), and takes type and message from the dynamic metadata.
 */
final class CheckResponses {
  private CheckResponses() {}

  static CheckResponse response(CheckOutcome outcome, String requestId) {
    return switch (outcome) {
      case Allowed(HeaderMutations mutations, Trace trace) -> ok(mutations, trace);
      case Denied(DenialReason reason, Trace trace) -> denied(reason, trace, requestId);
    };
  }

  private static CheckResponse ok(HeaderMutations mutations, Trace trace) {
    OkHttpResponse.Builder ok =
        OkHttpResponse.newBuilder().addAllHeadersToRemove(mutations.remove());
    mutations.overwrite().forEach(header -> ok.addHeaders(option(header.name(), header.value())));
    return CheckResponse.newBuilder()
        .setStatus(Status.newBuilder().setCode(Code.OK_VALUE))
        .setOkResponse(ok)
        .setDynamicMetadata(metadata("allow", "allowed", trace))
        .build();
  }

  private static CheckResponse denied(DenialReason reason, Trace trace, String requestId) {
    SmithyError error = reason.kind().error();
    DeniedHttpResponse.Builder denied =
        DeniedHttpResponse.newBuilder()
            .setStatus(
                HttpStatus.newBuilder().setCode(StatusCode.forNumber(reason.kind().httpStatus())))
            .addHeaders(option("content-type", "application/json"))
            .addHeaders(option("x-amzn-errortype", error.type()))
            .setBody(error.toJson(requestId));
    switch (reason.kind()) {
      case UNAUTHENTICATED ->
          // RFC 6750, section 3: no error code when the request carried no credentials.
          denied.addHeaders(
              option(
                  "www-authenticate",
                  reason == DenialReason.MISSING_TOKEN
                      ? "Bearer"
                      : "Bearer error=\"invalid_token\""));
      case UNAVAILABLE -> denied.addHeaders(option("retry-after", "1"));
      case INVALID, FORBIDDEN, INTERNAL -> {}
    }
    Struct details =
        Struct.newBuilder()
            .putFields("type", text(error.type()))
            .putFields("message", text(error.message()))
            .build();
    return CheckResponse.newBuilder()
        .setStatus(
            Status.newBuilder()
                .setCode(grpcCode(reason.kind()).getNumber())
                .setMessage(reason.label()))
        .setDeniedResponse(denied)
        .setDynamicMetadata(
            metadata(decision(reason.kind()), reason.label(), trace).toBuilder()
                .putFields("error", Value.newBuilder().setStructValue(details).build()))
        .build();
  }

  private static Code grpcCode(DenialReason.Kind kind) {
    return switch (kind) {
      case INVALID -> Code.INVALID_ARGUMENT;
      case UNAUTHENTICATED -> Code.UNAUTHENTICATED;
      case FORBIDDEN -> Code.PERMISSION_DENIED;
      case UNAVAILABLE -> Code.UNAVAILABLE;
      case INTERNAL -> Code.INTERNAL;
    };
  }

  private static String decision(DenialReason.Kind kind) {
    return switch (kind) {
      case INVALID, UNAUTHENTICATED, FORBIDDEN -> "deny";
      case UNAVAILABLE, INTERNAL -> "error";
    };
  }

  private static Struct metadata(String decision, String reason, Trace trace) {
    Struct.Builder metadata =
        Struct.newBuilder()
            .putFields("decision", text(decision))
            .putFields("reason", text(reason))
            .putFields("cache", text(trace.decision().label()));
    if (trace.decision() == DecisionSource.STALE) {
      metadata.putFields("stale", Value.newBuilder().setBoolValue(true).build());
    }
    trace.operationId().ifPresent(id -> metadata.putFields("operation", text(id)));
    trace
        .principal()
        .ifPresent(principal -> {
          metadata.putFields("principal_sub", text(principal.subject()));
          principal
              .tenantId()
              .ifPresent(tenant -> metadata.putFields("principal_tenant_id", text(tenant)));
        });
    return metadata.build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static HeaderValueOption option(String name, String value) {
    return HeaderValueOption.newBuilder()
        .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
        .setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
        .build();
  }
}
