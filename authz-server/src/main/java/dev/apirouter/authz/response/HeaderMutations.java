package dev.apirouter.authz.response;

import java.util.List;

/**
 * What an allowed request's headers become before a service sees them.
 *
 * @param overwrite headers set to exactly one value, whatever the client sent
 * @param remove names of headers that must not reach a service
 */
public record HeaderMutations(List<Header> overwrite, List<String> remove) {
  public HeaderMutations {
    overwrite = List.copyOf(overwrite);
    remove = List.copyOf(remove);
  }

  /** A header with a name in lower case and a value of printable ASCII. */
  public record Header(String name, String value) {}
}
