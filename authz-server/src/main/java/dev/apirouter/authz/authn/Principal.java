package dev.apirouter.authz.authn;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who a verified token speaks for. Holds claims as they are in the token, not yet encoded for a
 * header.
 *
 * @param subject the subject claim with the issuer's {@code subject-prefix} put before it; not
 *     empty
 * @param groups the groups claim with the issuer's {@code group-prefix} put before each, in the
 *     token's order, without duplicates
 * @param tenantId the tenant claim, when the token has one
 * @param issuer the {@code iss} claim
 * @param expiresAt the {@code exp} claim; nothing that follows from the token is kept beyond it
 */
public record Principal(
    String subject,
    List<String> groups,
    Optional<String> tenantId,
    String issuer,
    Instant expiresAt) {
  public Principal {
    if (subject.isEmpty()) {
      throw new IllegalArgumentException("subject is empty");
    }
    groups = List.copyOf(groups);
    requireNonNull(tenantId, "tenantId");
    requireNonNull(issuer, "issuer");
    requireNonNull(expiresAt, "expiresAt");
  }
}
