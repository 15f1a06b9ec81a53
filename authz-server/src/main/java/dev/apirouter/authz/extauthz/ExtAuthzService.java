package dev.apirouter.authz.extauthz;

import dev.apirouter.authz.check.CheckPipeline;
import dev.apirouter.authz.request.RequestFacts;
import dev.apirouter.authz.telemetry.CheckObserver;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Envoy's {@code envoy.service.auth.v3.Authorization}. Every input is answered with a {@link
 * CheckResponse}; no gRPC error leaves the verdict to Envoy's settings.
 */
public final class ExtAuthzService extends AuthorizationGrpc.AuthorizationImplBase {
  private static final Logger LOG = System.getLogger(ExtAuthzService.class.getName());

  private final CheckPipeline pipeline;
  private final CheckObserver observer;

  public ExtAuthzService(CheckPipeline pipeline, CheckObserver observer) {
    this.pipeline = pipeline;
    this.observer = observer;
  }

  @Override
  public void check(CheckRequest check, StreamObserver<CheckResponse> responses) {
    long start = System.nanoTime();
    RequestFacts request = CheckRequests.facts(check);
    var _ =
        pipeline
            .check(request)
            .thenAccept(outcome -> {
              send(responses, CheckResponses.response(outcome, request.requestId()));
              observer.checked(request, outcome, System.nanoTime() - start);
            })
            .exceptionally(fault -> {
              LOG.log(Level.ERROR, "a check's answer could not be sent or observed", fault);
              return null;
            });
  }

  private static void send(StreamObserver<CheckResponse> responses, CheckResponse response) {
    if (responses instanceof ServerCallStreamObserver<CheckResponse> call && call.isCancelled()) {
      return;
    }
    responses.onNext(response);
    responses.onCompleted();
  }
}
