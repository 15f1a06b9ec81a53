package dev.apirouter.e2e;

import dev.apirouter.localstack.LocalStack;
import dev.apirouter.localstack.StackPort;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The router under test.
 *
 * @param policies folder of the policies that it uses; tests may change them and must restore them
 */
record Router(LocalStack stack, Path policies) {
  /** An order that the sample service has from the start. */
  static final String ORDER = "/api/commercial/orders/123";

  /** A token of somebody of tenant acme. */
  String token(String sub, String groups) {
    return token(Map.of("sub", sub, "groups", groups, "tenant_id", "acme"));
  }

  String token(Map<String, String> form) {
    try {
      return stack.token(new HashMap<>(form));
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** Headers of a request by a reader. */
  String reader() {
    return bearer(token("alice", "readers"));
  }

  static String bearer(String token) {
    return "authorization: Bearer " + token + "\r\n";
  }

  Answer get(String path, String headers) {
    return send("GET", path, headers, "");
  }

  Answer post(String path, String headers, String body) {
    return send(
        "POST", path, headers + (body.isEmpty() ? "" : "content-type: application/json\r\n"), body);
  }

  /**
   * Sends a request.
   *
   * @param headers lines, each with CR LF at its end
   */
  Answer send(String method, String path, String headers, String body) {
    int length = body.getBytes(StandardCharsets.ISO_8859_1).length;
    return raw(
        method
            + " "
            + path
            + " HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n"
            + headers
            + (length > 0 || method.equals("POST") ? "content-length: " + length + "\r\n" : "")
            + "\r\n"
            + body);
  }

  Answer raw(String request) {
    return RawHttp.send(stack.port(StackPort.ENVOY), request);
  }

  /** Waits until something holds; fails after the seconds. */
  static void within(int seconds, String what, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + seconds * 1_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + seconds + " s: " + what);
      }
      Thread.sleep(20);
    }
  }
}
