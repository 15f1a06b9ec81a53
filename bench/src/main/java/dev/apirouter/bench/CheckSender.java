package dev.apirouter.bench;

import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Sends every CheckRequest of a folder some times over, one after the other, whatever the answers:
 * what an AOT cache is trained with. Arguments: port, folder, rounds.
 */
public final class CheckSender {
  private CheckSender() {}

  public static void main(String[] args) throws IOException {
    List<CheckRequest> checks = checks(Path.of(args[1]));
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(args[0]))
            .usePlaintext()
            .build();
    try {
      for (int round = 0; round < Integer.parseInt(args[2]); round++) {
        for (CheckRequest check : checks) {
          var _ =
              AuthorizationGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(10, TimeUnit.SECONDS)
                  .check(check);
        }
      }
    } finally {
      channel.shutdownNow();
    }
  }

  private static List<CheckRequest> checks(Path folder) throws IOException {
    List<CheckRequest> checks = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".json") && !name.endsWith(".expected.json")) {
          CheckRequest.Builder check = CheckRequest.newBuilder();
          JsonFormat.parser().merge(Files.readString(file), check);
          checks.add(check.build());
        }
      }
    }
    return checks;
  }
}
