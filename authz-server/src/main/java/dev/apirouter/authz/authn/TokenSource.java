package dev.apirouter.authz.authn;

/** Where a request carries its token, in the order in which they are looked at. */
public enum TokenSource {
  /** {@code Authorization: Bearer <token>} (RFC 6750, section 2.1). */
  BEARER,
  /**
   * {@code x-amzn-oidc-accesstoken}, which a load balancer that authenticates users sets. It is the
   * identity provider's own token and proves nothing about the load balancer, so it is verified
   * just as a bearer token is.
   */
  OIDC_ACCESS_TOKEN
}
