package dev.apirouter.localstack;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A process of the stack, in the order in which they start. */
public enum StackProcess {
  DEV_IDP("dev-idp"),
  USER_MGMT("user-mgmt"),
  COMMERCIAL("commercial"),
  FE_SUPPORT("fe-support"),
  AVP_LOCAL("avp-local"),
  AUTHZ_SERVER("authz-server"),
  ENVOY("envoy");

  private final String processName;

  StackProcess(String processName) {
    this.processName = processName;
  }

  /** Its name in messages and in the names of its files, e.g. {@code authz-server}. */
  public String processName() {
    return processName;
  }

  /** The ports on which it listens. */
  List<StackPort> ports() {
    return switch (this) {
      case DEV_IDP -> List.of(StackPort.IDP);
      case USER_MGMT -> List.of(StackPort.USER_MGMT);
      case COMMERCIAL -> List.of(StackPort.COMMERCIAL);
      case FE_SUPPORT -> List.of(StackPort.FE_SUPPORT);
      case AVP_LOCAL -> List.of(StackPort.AVP_LOCAL);
      case AUTHZ_SERVER -> List.of(StackPort.AUTHZ, StackPort.AUTHZ_MANAGEMENT);
      case ENVOY -> List.of(StackPort.ENVOY, StackPort.ENVOY_ADMIN);
    };
  }

  static Optional<StackProcess> named(String name) {
    return Arrays.stream(values()).filter(process -> process.processName.equals(name)).findFirst();
  }
}
