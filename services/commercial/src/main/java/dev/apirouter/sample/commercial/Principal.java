package dev.apirouter.sample.commercial;

import com.sun.net.httpserver.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The caller as the router names it in {@code x-principal-*}. The router percent-encodes, as UTF-8,
 * {@code %}, {@code ,} and everything outside printable ASCII in each value; a claim that the token
 * does not have is a header that is absent.
 */
record Principal(
    Optional<String> sub, Optional<String> tenantId, List<String> groups, Optional<String> action) {

  static Principal of(Headers headers) {
    String groups = headers.getFirst("x-principal-groups");
    return new Principal(
        value(headers, "x-principal-sub"),
        value(headers, "x-principal-tenant-id"),
        groups == null
            ? List.of()
            : Arrays.stream(groups.split(",", -1))
                .filter(group -> !group.isEmpty())
                .map(Principal::decode)
                .toList(),
        value(headers, "x-principal-action"));
  }

  private static Optional<String> value(Headers headers, String name) {
    return Optional.ofNullable(headers.getFirst(name)).map(Principal::decode);
  }

  private static String decode(String value) {
    try {
      // URLDecoder reads a plus sign as a space, percent-encoding does not.
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return value;
    }
  }
}
