package dev.apirouter.authz.extauthz;

import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The gRPC server that Envoy asks: Check, {@code grpc.health.v1} and, by a setting, reflection,
 * over TCP and, by a setting, over a unix domain socket as well.
 *
 * <p>Calls are handled on the event loops: what may block or take long is the pipeline's to hand
 * over.
 */
public final class CheckServer implements AutoCloseable {
  /** Bound on a CheckRequest, in bytes; Envoy sends no bodies and few headers. */
  private static final int MAX_REQUEST_BYTES = 1 << 20;

  private final List<Server> servers = new ArrayList<>();
  private final HealthStatusManager health = new HealthStatusManager();
  // The socket that we have made, and so may delete.
  private Optional<Path> socket = Optional.empty();
  private final List<EventLoopGroup> groups = new ArrayList<>();
  private final Duration grace;

  private CheckServer(Duration grace) {
    this.grace = grace;
    serving(false);
  }

  /**
   * Starts listening; health is {@code NOT_SERVING} until {@link #serving}.
   *
   * @param address where to listen; port 0: a free one
   * @param socket path of the unix domain socket, if one is wanted
   * @param grace how long running calls may take to finish on {@link #close}
   * @throws IOException when the port or the socket cannot be bound; the message names it
   */
  public static CheckServer start(
      InetSocketAddress address,
      Optional<Path> socket,
      boolean reflection,
      Duration grace,
      ExtAuthzService service)
      throws IOException {
    CheckServer server = new CheckServer(grace);
    List<BindableService> services = new ArrayList<>(List.of(service));
    services.add(server.health.getHealthService());
    if (reflection) {
      services.add(ProtoReflectionServiceV1.newInstance());
    }
    try {
      server.listen(
          NettyServerBuilder.forAddress(address),
          services,
          address.getHostString() + ":" + address.getPort());
      if (socket.isPresent()) {
        server.listenOnSocket(socket.get(), services);
      }
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return server;
  }

  private void listenOnSocket(Path path, List<BindableService> services) throws IOException {
    if (!Epoll.isAvailable()) {
      throw new IOException("grpc.unix-socket: unix domain sockets need Linux's epoll");
    }
    // A process that was killed leaves its socket behind; a file that is no socket is not ours.
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      if (!isSocket(path)) {
        throw new IOException("grpc.unix-socket: " + path + " exists and is no socket");
      }
      Files.delete(path);
    }
    EventLoopGroup acceptor = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    EventLoopGroup workers = new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory());
    groups.add(acceptor);
    groups.add(workers);
    listen(
        NettyServerBuilder.forAddress(new DomainSocketAddress(path.toFile()))
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(acceptor)
            .workerEventLoopGroup(workers),
        services,
        path.toString());
    socket = Optional.of(path);
    // Who may connect may have anything checked: the owner and the group, as which Envoy runs.
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
  }

  /** By the type in the file's mode, see inode(7). */
  private static boolean isSocket(Path path) throws IOException {
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & 0170000) == 0140000;
  }

  private void listen(NettyServerBuilder builder, List<BindableService> services, String place)
      throws IOException {
    services.forEach(builder::addService);
    try {
      servers.add(
          builder
              .directExecutor()
              .maxInboundMessageSize(MAX_REQUEST_BYTES)
              .permitKeepAliveTime(5, TimeUnit.SECONDS)
              .permitKeepAliveWithoutCalls(true)
              .build()
              .start());
    } catch (IOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("cannot listen on " + place + ": " + cause.getMessage(), e);
    }
  }

  /** The TCP port that it listens on. */
  public int port() {
    return servers.getFirst().getPort();
  }

  /** Tells health checks whether Checks can be decided. */
  public void serving(boolean serving) {
    ServingStatus status = serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    health.setStatus(AuthorizationGrpc.SERVICE_NAME, status);
  }

  /** Drains: no new calls, running ones have the grace to finish. */
  @Override
  public void close() {
    health.enterTerminalState();
    servers.forEach(Server::shutdown);
    long deadline = System.nanoTime() + grace.toNanos();
    for (Server server : servers) {
      try {
        if (!server.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          server.shutdownNow();
        }
      } catch (InterruptedException e) {
        server.shutdownNow();
        Thread.currentThread().interrupt();
      }
    }
    for (EventLoopGroup group : groups) {
      var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
    socket.ifPresent(path -> {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        System.getLogger(CheckServer.class.getName())
            .log(System.Logger.Level.WARNING, "socket " + path + " is left behind", e);
      }
    });
  }
}
