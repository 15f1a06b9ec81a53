package dev.apirouter.avplocal.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A {@code POST /} without a query: the only request that AWS JSON has. */
public final class SignedRequest {
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final byte[] body;

  /**
   * Takes what came.
   *
   * @param headers their names in any case
   * @param body kept, not copied
   */
  public SignedRequest(Map<String, List<String>> headers, byte[] body) {
    this.headers.putAll(headers);
    this.body = body;
  }

  byte[] body() {
    return body;
  }

  /** The names of the headers, in any case. */
  Set<String> headerNames() {
    return headers.keySet();
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
