package dev.apirouter.bench;

import com.google.protobuf.util.JsonFormat;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Time from exec to the first OK Check, of several servers in turn.
 *
 * <p>Arguments: rounds, a port, a CheckRequest in JSON that is OK, then a command for each server,
 * its words separated by spaces, {@code PORT} for the port. Prints each time and the medians, in
 * milliseconds.
 */
public final class StartBenchmark {
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private StartBenchmark() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = Integer.parseInt(args[0]);
    int port = Integer.parseInt(args[1]);
    CheckRequest.Builder check = CheckRequest.newBuilder();
    JsonFormat.parser().merge(Files.readString(Path.of(args[2])), check);
    List<String> commands = Arrays.asList(args).subList(3, args.length);
    List<List<Double>> millis = new ArrayList<>();
    commands.forEach(command -> millis.add(new ArrayList<>()));
    for (int round = 0; round <= rounds; round++) {
      for (int i = 0; i < commands.size(); i++) {
        double time = start(commands.get(i).replace("PORT", args[1]), port, check.build());
        // The first round fills the page cache and is not counted.
        if (round > 0) {
          millis.get(i).add(time);
          System.out.printf("%d\t%.0f ms\t%s%n", round, time, commands.get(i));
        }
      }
    }
    for (int i = 0; i < commands.size(); i++) {
      List<Double> sorted = millis.get(i).stream().sorted().toList();
      System.out.printf("median\t%.0f ms\t%s%n", sorted.get(rounds / 2), commands.get(i));
    }
  }

  private static double start(String command, int port, CheckRequest check)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process server =
        new ProcessBuilder(command.split(" "))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      while (!answersOk(port, check)) {
        if (!server.isAlive() || System.nanoTime() - begin > TIMEOUT_NANOS) {
          throw new IOException("no OK Check from: " + command);
        }
        Thread.sleep(1);
      }
      return (System.nanoTime() - begin) / 1e6;
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private static boolean answersOk(int port, CheckRequest check) {
    // A plain connect first: it costs next to nothing while the server is not there yet.
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
    } catch (IOException e) {
      return false;
    }
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().directExecutor().build();
    try {
      return AuthorizationGrpc.newBlockingStub(channel)
              .withDeadlineAfter(1, TimeUnit.SECONDS)
              .check(check)
              .getStatus()
              .getCode()
          == 0;
    } catch (StatusRuntimeException e) {
      return false;
    } finally {
      channel.shutdownNow();
    }
  }
}
