package dev.apirouter.authzlib;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who calls, as the router says it.
 *
 * @param sub the token's subject
 * @param tenantId the token's tenant, where it names one
 * @param groups the token's groups, in its order
 */
public record RouterPrincipal(String sub, Optional<String> tenantId, List<String> groups) {
  private static final String SUB = "x-principal-sub";
  private static final String TENANT_ID = "x-principal-tenant-id";
  private static final String GROUPS = "x-principal-groups";

  /**
   * Makes one.
   *
   * @throws IllegalArgumentException when the subject, the tenant or a group is empty
   */
  public RouterPrincipal {
    groups = List.copyOf(groups);
    Values.requireText("sub", sub);
    tenantId.ifPresent(tenant -> Values.requireText("tenant id", tenant));
    groups.forEach(group -> Values.requireText("group", group));
  }

  /**
   * Reads the headers that the router sets: {@code x-principal-sub}, {@code x-principal-tenant-id}
   * and {@code x-principal-groups}. Each value is percent-encoded UTF-8; groups have commas between
   * them; what the token does not say is absent (docs/architecture.md, "Header values").
   *
   * @param headers gives every value of the header of a name, which is in lower case; an empty list
   *     when there is none
   * @throws PrincipalHeaderException when the subject is absent, or a header is there more than
   *     once or is not encoded by that rule
   */
  public static RouterPrincipal fromHeaders(Function<String, ? extends List<String>> headers) {
    String sub =
        single(headers, SUB)
            .orElseThrow(() ->
                new PrincipalHeaderException(
                    "no header " + SUB + ": nobody is signed in, or the router was bypassed"));
    List<String> groups = new ArrayList<>();
    single(headers, GROUPS)
        .ifPresent(value -> {
          for (String group : value.split(",", -1)) {
            groups.add(decode(GROUPS, group));
          }
        });
    return new RouterPrincipal(
        decode(SUB, sub), single(headers, TENANT_ID).map(it -> decode(TENANT_ID, it)), groups);
  }

  private static Optional<String> single(
      Function<String, ? extends List<String>> headers, String name) {
    List<String> values = headers.apply(name);
    if (values.size() > 1) {
      throw new PrincipalHeaderException(
          "header %s is there %d times, expected at most once".formatted(name, values.size()));
    }
    return values.stream().findFirst();
  }

  private static String decode(String name, String value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '%') {
        int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
        int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw malformed(name, i);
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else if (c > ' ' && c < 0x7f && c != ',') {
        bytes.write(c);
      } else {
        throw malformed(name, i);
      }
    }
    if (bytes.size() == 0) {
      throw new PrincipalHeaderException("header " + name + " holds an empty value");
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new PrincipalHeaderException("header " + name + " is not UTF-8 once it is decoded");
    }
  }

  private static PrincipalHeaderException malformed(String name, int position) {
    return new PrincipalHeaderException(
        "header %s is not percent-encoded at character %d of a value; expected printable ASCII, and %%XX for the rest"
            .formatted(name, position + 1));
  }
}
