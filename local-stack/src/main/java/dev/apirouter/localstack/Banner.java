package dev.apirouter.localstack;

import java.util.List;

/** What {@code make run} prints once everything is ready: who there is, and what to try. */
final class Banner {
  /** Somebody to be. */
  private record Persona(String role, String sub, String groups, String may) {}

  private static final List<Persona> PERSONAS =
      List.of(
          new Persona("reader", "alice", "readers", "look at orders, quotes, invoices and users"),
          new Persona("writer", "bob", "writers", "place, change and cancel orders"),
          new Persona(
              "support agent", "sam", "support-agents", "work on sessions and feedback; invite"),
          new Persona("administrator", "carol", "administrators", "everything"),
          new Persona(
              "machine client", "shop-sync", "machine-clients", "read and place orders, pay"));

  private Banner() {}

  static String text(LocalStack stack, LocalStackConfig config) {
    StringBuilder text = new StringBuilder();
    String url = stack.url(StackPort.ENVOY);
    text.append("ready: ").append(url).append("\n\n");
    text.append(row("persona", "SUB", "GROUPS", "TENANT", "may"));
    for (Persona persona : PERSONAS) {
      text.append(row(persona.role(), persona.sub(), persona.groups(), "acme", persona.may()));
    }
    String reader = token(stack, "alice", "readers");
    String writer = token(stack, "bob", "writers");
    text.append("\nTry:\n")
        .append("  # a reader reads an order: 200\n")
        .append("  curl -i -H \"Authorization: Bearer ")
        .append(reader)
        .append("\" ")
        .append(url)
        .append("/api/commercial/orders/123\n")
        .append("  # who the service takes the caller for\n")
        .append("  curl -i -H \"x-amzn-oidc-accesstoken: ")
        .append(reader)
        .append("\" ")
        .append(url)
        .append("/api/user-mgmt/me\n")
        .append("  # a reader may not cancel: 403; a writer may: 200\n")
        .append("  curl -i -X POST -H \"Authorization: Bearer ")
        .append(reader)
        .append("\" ")
        .append(url)
        .append("/api/commercial/orders/123/cancel\n")
        .append("  curl -i -X POST -H \"Authorization: Bearer ")
        .append(writer)
        .append("\" ")
        .append(url)
        .append("/api/commercial/orders/123/cancel\n")
        .append("  # no token: 401; a public operation: 200\n")
        .append("  curl -i ")
        .append(url)
        .append("/api/commercial/orders/123\n")
        .append("  curl -i ")
        .append(url)
        .append("/api/fe-support/status\n")
        .append("  # without the authz-server: 503 for all but public operations\n")
        .append("  make authz-stop\n")
        .append("  make authz-start\n\n");
    text.append(
        "authz-server: gRPC 127.0.0.1:%d, %s/metrics, process %d%n"
            .formatted(
                stack.port(StackPort.AUTHZ),
                stack.url(StackPort.AUTHZ_MANAGEMENT),
                stack.pid(StackProcess.AUTHZ_SERVER)));
    text.append(
        "engine:       %s%s%n"
            .formatted(
                config.engine().setting(),
                config.engine().usesAvpLocal()
                    ? ", asking avp-local at "
                        + stack.url(StackPort.AVP_LOCAL)
                        + ", which is not Amazon Verified Permissions"
                    : ""));
    text.append(
        "policies:     %s (edits take effect %s)%n"
            .formatted(
                config.policies(),
                config.engine() == Engine.AVP
                    ? "when decisions leave the cache, within 60 s"
                    : "within 2 s"));
    text.append("logs:         %s%n".formatted(stack.runFolder()));
    text.append("Ctrl-C ends everything.");
    return text.toString();
  }

  private static String row(String... cells) {
    return "  %-16s%-12s%-18s%-8s%s%n".formatted((Object[]) cells);
  }

  private static String token(LocalStack stack, String sub, String groups) {
    int port = stack.port(StackPort.IDP);
    String idp = port == StackPort.IDP.fixedNumber() ? "" : " IDP_PORT=" + port;
    return "$(make -s token SUB=%s GROUPS=%s TENANT=acme%s)".formatted(sub, groups, idp);
  }
}
