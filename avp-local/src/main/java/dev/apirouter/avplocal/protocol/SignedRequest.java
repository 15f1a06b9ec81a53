package dev.apirouter.avplocal.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A {@code POST /} without a query: the only request that AWS JSON has.
 *
 * @param headers by lower-case name
 */
public record SignedRequest(Map<String, List<String>> headers, byte[] body) {
  /** Takes headers in any case. */
  public SignedRequest {
    Map<String, List<String>> lowerCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    lowerCase.putAll(headers);
    headers = lowerCase;
  }

  /**
   * A header's values, trimmed, inner runs of spaces made one, and joined with commas: as they are
   * signed.
   */
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name))
        .map(values ->
            values.stream()
                .map(value -> value.strip().replaceAll(" +", " "))
                .collect(Collectors.joining(",")));
  }
}
