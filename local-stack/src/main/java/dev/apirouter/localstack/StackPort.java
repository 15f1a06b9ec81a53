package dev.apirouter.localstack;

/** A port of the stack, its number in {@code make run}, and the variable that overrides it. */
public enum StackPort {
  ENVOY("Envoy", "ENVOY_PORT", 8080),
  ENVOY_ADMIN("Envoy's admin interface", "ENVOY_ADMIN_PORT", 9901),
  AUTHZ("authz-server's gRPC", "AUTHZ_PORT", 9191),
  AUTHZ_MANAGEMENT("authz-server's health and metrics", "AUTHZ_MANAGEMENT_PORT", 9192),
  IDP("the development IdP", "IDP_PORT", 9000),
  AVP_LOCAL("avp-local", "AVP_LOCAL_PORT", 9300),
  USER_MGMT("the service user-mgmt", "USER_MGMT_PORT", 9101),
  COMMERCIAL("the service commercial", "COMMERCIAL_PORT", 9102),
  FE_SUPPORT("the service fe-support", "FE_SUPPORT_PORT", 9103);

  private final String purpose;
  private final String variable;
  private final int fixedNumber;

  StackPort(String purpose, String variable, int fixedNumber) {
    this.purpose = purpose;
    this.variable = variable;
    this.fixedNumber = fixedNumber;
  }

  String purpose() {
    return purpose;
  }

  /** Name of the environment and make variable, and of the placeholder in templates. */
  public String variable() {
    return variable;
  }

  /** Its number in {@code make run} where the variable is not set. */
  public int fixedNumber() {
    return fixedNumber;
  }
}
