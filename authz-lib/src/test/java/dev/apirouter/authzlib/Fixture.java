package dev.apirouter.authzlib;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small platform: one shop, whose orders are changed by fine-grained policies. */
public final class Fixture {
  public static final Path FOLDER = Path.of("src/test/resources/authzlib");
  public static final Path POLICIES = FOLDER.resolve("policies");
  public static final Path SCHEMA = FOLDER.resolve("fine-grained-schema.json");
  public static final String UPDATE_ORDER = "shop:UpdateOrder";

  private Fixture() {}

  public static FineGrainedActions actions() throws IOException {
    return FineGrainedActions.read(FOLDER.resolve("action-map.json"));
  }

  public static RouterPrincipal user(String sub, String... groups) {
    return new RouterPrincipal(sub, Optional.of("acme"), List.of(groups));
  }

  /** Alice's open order 1, with more attributes. */
  public static ResourceEntity order(Map<String, AttributeValue> more) {
    Map<String, AttributeValue> attributes = new HashMap<>(more);
    attributes.putIfAbsent("owner", AttributeValue.user("alice"));
    attributes.putIfAbsent("status", AttributeValue.of("open"));
    return new ResourceEntity("Order", "1", attributes);
  }
}
