package dev.apirouter.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An HTTP/1.1 client that sends exactly what it is given: well-behaved clients do not send what
 * attackers do.
 */
final class RawHttp {
  private RawHttp() {}

  /**
   * Sends a request and reads the answer to the connection's end.
   *
   * @param text the request as it goes over the wire; it should say {@code connection: close}
   */
  static Answer send(int port, String text) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      try {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
      } catch (IOException e) {
        // Refused before all was sent: the answer is there to be read.
      }
      return parse(socket.getInputStream().readAllBytes());
    } catch (IOException e) {
      throw new AssertionError("no answer to: " + text.lines().findFirst().orElse(""), e);
    }
  }

  private static Answer parse(byte[] bytes) {
    String text = new String(bytes, ISO_8859_1);
    int headEnd = text.indexOf("\r\n\r\n");
    if (headEnd < 0) {
      throw new AssertionError("no HTTP response: '" + text + "'");
    }
    List<String> head = text.substring(0, headEnd).lines().toList();
    Map<String, List<String>> headers = new HashMap<>();
    for (String line : head.subList(1, head.size())) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    String body = text.substring(headEnd + 4);
    if (headers.getOrDefault("transfer-encoding", List.of()).contains("chunked")) {
      body = dechunk(body);
    }
    int status = Integer.parseInt(head.getFirst().split(" ")[1]);
    return new Answer(status, headers, new String(body.getBytes(ISO_8859_1), UTF_8));
  }

  private static String dechunk(String chunked) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int at = 0;
    while (true) {
      int lineEnd = chunked.indexOf("\r\n", at);
      int length = Integer.parseInt(chunked.substring(at, lineEnd), 16);
      if (length == 0) {
        return body.toString(ISO_8859_1);
      }
      at = lineEnd + 2;
      body.writeBytes(chunked.substring(at, at + length).getBytes(ISO_8859_1));
      at += length + 2;
    }
  }
}
