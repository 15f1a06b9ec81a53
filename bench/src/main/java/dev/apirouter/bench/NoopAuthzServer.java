package dev.apirouter.bench;

import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * An ext_authz server that decides nothing: OK with three header mutations to every Check, on
 * generated stubs. The floor that a Java server is compared with. One argument: the port.
 */
public final class NoopAuthzServer extends AuthorizationGrpc.AuthorizationImplBase {
  private NoopAuthzServer() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])))
        .directExecutor()
        .addService(new NoopAuthzServer())
        .build()
        .start()
        .awaitTermination();
  }

  @Override
  public void check(CheckRequest request, StreamObserver<CheckResponse> responses) {
    responses.onNext(
        CheckResponse.newBuilder()
            .setStatus(com.google.rpc.Status.getDefaultInstance())
            .setOkResponse(
                OkHttpResponse.newBuilder()
                    .addHeaders(header("x-principal-sub", "alice"))
                    .addHeaders(header("x-principal-tenant-id", "acme"))
                    .addHeaders(header("x-principal-groups", "readers")))
            .build());
    responses.onCompleted();
  }

  private static HeaderValueOption header(String name, String value) {
    return HeaderValueOption.newBuilder()
        .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
        .build();
  }
}
