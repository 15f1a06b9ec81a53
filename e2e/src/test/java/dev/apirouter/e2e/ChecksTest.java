package dev.apirouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.apirouter.localstack.StackPort;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code envoy/checks}, which {@code make grpcurl-checks} sends as well. */
@ExtendWith(StackExtension.class)
final class ChecksTest {
  private static final Path FOLDER = Path.of("../envoy/checks");

  private final Router router;
  private ManagedChannel channel;

  ChecksTest(Router router) {
    this.router = router;
    this.channel = connect();
  }

  @BeforeEach
  void connectAgain() {
    channel.shutdownNow();
    channel = connect();
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  private ManagedChannel connect() {
    return NettyChannelBuilder.forAddress("127.0.0.1", router.stack().port(StackPort.AUTHZ))
        .usePlaintext()
        .build();
  }

  static Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json") && !name.endsWith(".expected.json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void check_file_hasItsExpectedAnswer(String name) throws IOException {
    CheckRequest.Builder request = CheckRequest.newBuilder();
    JsonFormat.parser().merge(Files.readString(FOLDER.resolve(name + ".json")), request);
    CheckResponse.Builder expected = CheckResponse.newBuilder();
    JsonFormat.parser().merge(Files.readString(FOLDER.resolve(name + ".expected.json")), expected);

    CheckResponse answer =
        AuthorizationGrpc.newBlockingStub(channel)
            .withDeadlineAfter(5, TimeUnit.SECONDS)
            .check(request.build());

    assertThat(withoutCache(answer.toBuilder())).isEqualTo(withoutCache(expected));
  }

  /** Without what differs from run to run: whether the decision was cached. */
  private static CheckResponse withoutCache(CheckResponse.Builder response) {
    response.getDynamicMetadataBuilder().removeFields("cache");
    return response.build();
  }
}
