package dev.apirouter.authz.response;

import dev.apirouter.authz.authn.Principal;
import dev.apirouter.authz.response.HeaderMutations.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The headers by which a service learns who calls: {@code x-principal-sub}, {@code
 * x-principal-tenant-id}, {@code x-principal-groups}, {@code x-principal-action}.
 *
 * <p>One rule makes any claim value a header value: every byte of its UTF-8 form which is not
 * printable ASCII, and every space, {@code %} and {@code ,}, is percent-encoded (RFC 3986, section
 * 2.1). So a value never holds CR, LF or NUL, groups are told apart by the commas between them, and
 * percent-decoding gives back exactly the claim. What is absent is removed, never sent empty.
 */
public final class PrincipalHeaders {
  /** Bound on the length of all values together, in bytes, after encoding. */
  static final int MAX_BYTES = 16 * 1024;

  private static final String SUB = "x-principal-sub";
  private static final String TENANT_ID = "x-principal-tenant-id";
  private static final String GROUPS = "x-principal-groups";
  private static final String ACTION = "x-principal-action";
  private static final String STALE = "x-authz-stale";
  private static final List<String> TOKEN_HEADERS =
      List.of("authorization", "x-amzn-oidc-accesstoken");

  /** What a load balancer says of the user, which nobody here has verified. */
  private static final List<String> UNVERIFIED_HEADERS =
      List.of("x-amzn-oidc-data", "x-amzn-oidc-identity");

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private PrincipalHeaders() {}

  /**
   * The mutations for an allowed request.
   *
   * @param principal who calls; empty when nobody is known
   * @param actionId {@code commercial:GetOrder}
   * @param forwardToken whether the client's token stays in the request
   * @param stale whether the decision is an old one, since no new one could be made; the service is
   *     told by {@code x-authz-stale: true}
   * @return empty when the values together are longer than 16 KiB: nothing is cut off silently
   */
  public static Optional<HeaderMutations> of(
      Optional<Principal> principal, String actionId, boolean forwardToken, boolean stale) {
    List<Header> overwrite = new ArrayList<>(4);
    List<String> remove = new ArrayList<>(8);
    put(overwrite, remove, SUB, principal.map(p -> encode(p.subject())).orElse(""));
    put(
        overwrite,
        remove,
        TENANT_ID,
        principal.flatMap(Principal::tenantId).map(PrincipalHeaders::encode).orElse(""));
    put(
        overwrite,
        remove,
        GROUPS,
        principal
            .map(p ->
                p.groups().stream().map(PrincipalHeaders::encode).collect(Collectors.joining(",")))
            .orElse(""));
    put(overwrite, remove, ACTION, encode(actionId));
    put(overwrite, remove, STALE, stale ? "true" : "");
    remove.addAll(UNVERIFIED_HEADERS);
    if (!forwardToken) {
      remove.addAll(TOKEN_HEADERS);
    }
    int bytes = overwrite.stream().mapToInt(header -> header.value().length()).sum();
    return bytes > MAX_BYTES
        ? Optional.empty()
        : Optional.of(new HeaderMutations(overwrite, remove));
  }

  private static void put(List<Header> overwrite, List<String> remove, String name, String value) {
    if (value.isEmpty()) {
      remove.add(name);
    } else {
      overwrite.add(new Header(name, value));
    }
  }

  /** Encodes one claim value by the rule of this class. */
  static String encode(String value) {
    if (value.chars().allMatch(PrincipalHeaders::isPlain)) {
      return value;
    }
    StringBuilder encoded = new StringBuilder(value.length() + 16);
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain(b)) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
      }
    }
    return encoded.toString();
  }

  private static boolean isPlain(int c) {
    return c > ' ' && c < 0x7f && c != '%' && c != ',';
  }
}
