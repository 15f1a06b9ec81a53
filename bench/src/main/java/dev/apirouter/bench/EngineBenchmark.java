package dev.apirouter.bench;

import dev.apirouter.localstack.Engine;
import dev.apirouter.localstack.LocalStack;
import dev.apirouter.localstack.LocalStackConfig;
import dev.apirouter.localstack.StackPort;
import dev.apirouter.localstack.StackProcess;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Latency and CPU of a Check by engine: the decision cached, and evaluated anew for each of ever
 * other orders, with avp-local answering after 0, 5 and 20 ms. Then the calls of AVP for 10,000
 * requests of 100 users. Prints a Markdown table; argument: the repository's root.
 */
public final class EngineBenchmark {
  private static final int WARM_UP = 10_000;
  private static final int CHECKS = 4_000;
  private static final int CONCURRENCY = 16;
  private static final double MICROS_PER_TICK = 10_000;
  private static final Pattern TOTAL = Pattern.compile("\"total\"\\s*:\\s*(\\d+)");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final LocalStack stack;
  private final AuthorizationGrpc.AuthorizationBlockingStub stub;
  private final String token;
  private final AtomicInteger orders = new AtomicInteger(1_000);

  private EngineBenchmark(LocalStack stack, ManagedChannel channel) throws InterruptedException {
    this.stack = stack;
    this.stub = AuthorizationGrpc.newBlockingStub(channel);
    this.token = token(stack, "alice");
  }

  public static void main(String[] args) throws Exception {
    System.out.println("| decision | p50 µs, c=1 | p99 µs, c=1 | CPU µs per Check, c=16 |");
    System.out.println("|---|---|---|---|");
    for (Engine engine : List.of(Engine.CEDAR, Engine.AVP_MIRROR, Engine.AVP)) {
      LocalStackConfig config =
          LocalStackConfig.builder(Path.of(args[0]), "bench")
              .engine(engine)
              .environment(
                  StackProcess.AUTHZ_SERVER,
                  Map.of(
                      "APIROUTER_AVP_BUDGET_PER_SECOND", "1000000",
                      "APIROUTER_AVP_BUDGET_BURST", "1000000",
                      "APIROUTER_DECISION_LOG", "errors"))
              .build();
      try (LocalStack stack = LocalStack.start(config)) {
        ManagedChannel channel =
            NettyChannelBuilder.forAddress("127.0.0.1", stack.port(StackPort.AUTHZ))
                .usePlaintext()
                .build();
        new EngineBenchmark(stack, channel).measure(engine);
        channel.shutdownNow();
      }
    }
  }

  private void measure(Engine engine) throws Exception {
    if (engine == Engine.CEDAR) {
      row("cached", i -> check(token, 123), CHECKS);
    }
    IntFunction<CheckRequest> other = i -> check(token, orders.incrementAndGet());
    if (engine != Engine.AVP) {
      row(engine.setting(), other, CHECKS);
      return;
    }
    for (int latency : new int[] {0, 5, 20}) {
      faults("{\"latencyMs\": " + latency + "}");
      row("avp, " + latency + " ms", other, latency == 0 ? CHECKS : CHECKS / 4);
    }
    faults("{}");
    int before = calls();
    List<String> users = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      users.add(token(stack, "user-" + i));
    }
    send(10_000, i -> check(users.get(i % 100), i / 100 % 10));
    System.out.printf(
        "%nCalls of AVP for 10,000 requests of 100 users, each for 10 orders: %d%n",
        calls() - before);
  }

  private void row(String name, IntFunction<CheckRequest> check, int checks) throws Exception {
    send(checks == CHECKS ? WARM_UP : CHECKS / 4, check);
    long[] nanos = new long[checks];
    for (int i = 0; i < checks; i++) {
      long start = System.nanoTime();
      var _ = stub.check(check.apply(i));
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    long ticks = cpuTicks();
    send(checks, check);
    double cpu = (cpuTicks() - ticks) * MICROS_PER_TICK / checks;
    System.out.printf(
        "| %s | %d | %d | %.0f |%n",
        name, nanos[checks / 2] / 1000, nanos[checks * 99 / 100] / 1000, cpu);
  }

  /** Sends Checks from several threads. */
  private void send(int checks, IntFunction<CheckRequest> check) throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> clients = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(CONCURRENCY)) {
      for (int c = 0; c < CONCURRENCY; c++) {
        clients.add(
            executor.submit(() -> {
              for (int i = next.getAndIncrement(); i < checks; i = next.getAndIncrement()) {
                var _ = stub.check(check.apply(i));
              }
            }));
      }
    }
    for (Future<?> client : clients) {
      client.get();
    }
  }

  /** User and system time of the authz-server so far, in hundredths of a second; proc(5). */
  private long cpuTicks() throws IOException {
    String stat =
        Files.readString(Path.of("/proc/" + stack.pid(StackProcess.AUTHZ_SERVER) + "/stat"));
    List<String> fields = Arrays.asList(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
  }

  private static String token(LocalStack stack, String sub) throws InterruptedException {
    return stack.token(Map.of("sub", sub, "groups", "readers", "tenant_id", "acme"));
  }

  private static CheckRequest check(String token, int order) {
    return CheckRequest.newBuilder()
        .setAttributes(
            AttributeContext.newBuilder()
                .putContextExtensions("operation", "commercial:GetOrder")
                .setRequest(
                    AttributeContext.Request.newBuilder()
                        .setHttp(
                            AttributeContext.HttpRequest.newBuilder()
                                .setMethod("GET")
                                .setPath("/api/commercial/orders/" + order)
                                .putHeaders("authorization", "Bearer " + token))))
        .build();
  }

  private void faults(String json) throws IOException, InterruptedException {
    control("faults", "PUT", HttpRequest.BodyPublishers.ofString(json));
  }

  private int calls() throws IOException, InterruptedException {
    Matcher total = TOTAL.matcher(control("stats", "GET", HttpRequest.BodyPublishers.noBody()));
    if (!total.find()) {
      throw new IOException("avp-local tells no total");
    }
    return Integer.parseInt(total.group(1));
  }

  private String control(String what, String method, HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    URI uri = URI.create(stack.url(StackPort.AVP_LOCAL) + "/_control/" + what);
    return HTTP.send(
            HttpRequest.newBuilder(uri).method(method, body).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
