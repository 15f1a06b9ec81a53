package dev.apirouter.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback address which are held until just before their process starts, so that no
 * second stack picks them meanwhile. Between {@link #release} and the process's own bind another
 * program could take the port; then that process says so and the start fails.
 */
final class PortReservation implements AutoCloseable {
  /** Below the range from which Linux and macOS take the ports of outgoing connections. */
  private static final int FREE_FROM = 20_000;

  private static final int FREE_TO = 32_000;
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int ATTEMPTS = 1_000;

  private final Map<StackPort, ServerSocket> held = new EnumMap<>(StackPort.class);
  private final Map<StackPort, Integer> numbers = new EnumMap<>(StackPort.class);

  /**
   * Takes every port.
   *
   * @param wanted number of each port, 0 for any free one
   * @throws StackException that names every port that is busy or wanted twice
   */
  PortReservation(Map<StackPort, Integer> wanted) {
    List<String> problems = new ArrayList<>();
    Map<Integer, StackPort> owners = new HashMap<>();
    for (StackPort port : StackPort.values()) {
      int number = wanted.getOrDefault(port, 0);
      if (number == 0) {
        continue;
      }
      StackPort other = owners.putIfAbsent(number, port);
      if (other != null) {
        problems.add(
            "port %d is wanted both for %s (%s) and for %s (%s)"
                .formatted(
                    number, other.purpose(), other.variable(), port.purpose(), port.variable()));
        continue;
      }
      try {
        hold(port, number);
      } catch (IOException busy) {
        problems.add(
            "port %d, wanted for %s, is busy: end what listens there, or choose another with %s=PORT"
                .formatted(number, port.purpose(), port.variable()));
      }
    }
    if (!problems.isEmpty()) {
      close();
      throw new StackException(String.join("\n", problems));
    }
    for (StackPort port : StackPort.values()) {
      if (!numbers.containsKey(port)) {
        holdAnyFree(port);
      }
    }
  }

  PortNumbers numbers() {
    return new PortNumbers(numbers);
  }

  /** Lets go of a process's ports: it is about to take them itself. */
  void release(StackProcess process) {
    process.ports().forEach(this::release);
  }

  @Override
  public void close() {
    List.copyOf(held.keySet()).forEach(this::release);
  }

  private void release(StackPort port) {
    ServerSocket socket = held.remove(port);
    if (socket == null) {
      return;
    }
    try {
      socket.close();
    } catch (IOException e) {
      throw new StackException("Can't let go of port " + numbers.get(port), e);
    }
  }

  private void holdAnyFree(StackPort port) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        hold(port, ThreadLocalRandom.current().nextInt(FREE_FROM, FREE_TO));
        return;
      } catch (IOException busy) {
        // The next one, then.
      }
    }
    close();
    throw new StackException(
        "No free port from %d to %d in %d attempts".formatted(FREE_FROM, FREE_TO, ATTEMPTS));
  }

  private void hold(StackPort port, int number) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(LOOPBACK, number));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    held.put(port, socket);
    numbers.put(port, number);
  }
}
