package dev.apirouter.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PortReservationTest {
  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
  }

  @Test
  void reserve_free_areAllDifferentAndHeld() throws IOException {
    try (PortReservation reservation = new PortReservation(Map.of())) {
      Set<Integer> numbers = new HashSet<>(reservation.numbers().numbers().values());

      assertThat(numbers).hasSize(StackPort.values().length);
      assertThatThrownBy(() -> listen(reservation.numbers().of(StackPort.ENVOY)).close())
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void release_process_freesItsPortsOnly() throws IOException {
    try (PortReservation reservation = new PortReservation(Map.of())) {
      reservation.release(StackProcess.AUTHZ_SERVER);

      for (StackPort port : StackProcess.AUTHZ_SERVER.ports()) {
        assertThatCode(() -> listen(reservation.numbers().of(port)).close())
            .doesNotThrowAnyException();
      }
      assertThatThrownBy(() -> listen(reservation.numbers().of(StackPort.IDP)).close())
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void reserve_busyPorts_areAllNamedWithPurposeAndVariable() throws IOException {
    try (ServerSocket one = listen(0);
        ServerSocket other = listen(0)) {
      Map<StackPort, Integer> wanted =
          Map.of(StackPort.IDP, one.getLocalPort(), StackPort.COMMERCIAL, other.getLocalPort());

      assertThatThrownBy(() -> new PortReservation(wanted))
          .isInstanceOf(StackException.class)
          .hasMessageContainingAll(
              "port " + one.getLocalPort() + ", wanted for the development IdP, is busy",
              "IDP_PORT=",
              "port " + other.getLocalPort() + ", wanted for the service commercial, is busy",
              "COMMERCIAL_PORT=");
    }
  }

  @Test
  void reserve_samePortTwice_isNamed() throws IOException {
    int port;
    try (ServerSocket free = listen(0)) {
      port = free.getLocalPort();
    }

    assertThatThrownBy(
            () -> new PortReservation(Map.of(StackPort.ENVOY, port, StackPort.IDP, port)))
        .isInstanceOf(StackException.class)
        .hasMessageContainingAll("ENVOY_PORT", "IDP_PORT", String.valueOf(port));
    assertThatCode(() -> listen(port).close()).doesNotThrowAnyException();
  }
}
