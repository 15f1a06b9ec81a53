package dev.apirouter.localstack;

import java.util.Arrays;
import java.util.Optional;

/** What decides in a stack: authz-server's setting {@code engine}. */
public enum Engine {
  /** The policies of a folder, evaluated by authz-server itself. */
  CEDAR("cedar"),
  /** avp-local, asked through the AWS SDK as Verified Permissions is. */
  AVP("avp"),
  /** avp-local's policies, evaluated by authz-server itself. */
  AVP_MIRROR("avp-mirror");

  private final String setting;

  Engine(String setting) {
    this.setting = setting;
  }

  /** Its name in settings, e.g. {@code avp-mirror}. */
  public String setting() {
    return setting;
  }

  /** Whether a stack with it needs avp-local. */
  boolean usesAvpLocal() {
    return this != CEDAR;
  }

  static Optional<Engine> named(String setting) {
    return Arrays.stream(values()).filter(engine -> engine.setting.equals(setting)).findFirst();
  }
}
