package dev.apirouter.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
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

  /** Sends a request, text as it goes over the wire, and reads the answer. */
  static Answer send(int port, String text) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      try {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
      } catch (IOException e) {
        // Refused before all was sent: the answer is there to be read.
      }
      return read(new BufferedInputStream(socket.getInputStream()), text.startsWith("HEAD "));
    } catch (IOException e) {
      throw new AssertionError("no answer to: " + text.lines().findFirst().orElse(""), e);
    }
  }

  private static Answer read(InputStream in, boolean headOnly) throws IOException {
    String statusLine = line(in);
    Map<String, List<String>> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    int status = Integer.parseInt(statusLine.substring("HTTP/1.1 ".length()).substring(0, 3));
    byte[] body = headOnly || status == 204 ? new byte[0] : body(in, headers);
    return new Answer(status, headers, new String(body, UTF_8));
  }

  private static byte[] body(InputStream in, Map<String, List<String>> headers) throws IOException {
    if (!headers.getOrDefault("transfer-encoding", List.of()).contains("chunked")) {
      return in.readNBytes(
          Integer.parseInt(headers.getOrDefault("content-length", List.of("0")).getFirst()));
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int length = Integer.parseInt(line(in), 16);
    while (length > 0) {
      body.writeBytes(in.readNBytes(length));
      line(in);
      length = Integer.parseInt(line(in), 16);
    }
    return body.toByteArray();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended within '" + line + "'");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
