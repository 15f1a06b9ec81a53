package dev.apirouter.authz.authn.jwks;

import java.time.Duration;
import java.util.Optional;

/**
 * How the keys of an issuer stand.
 *
 * @param issuer whose keys
 * @param age time since the set in use was fetched; empty when there was never a good one
 * @param usable whether tokens can be verified: there is a set, and it is not too old
 * @param lastFetchGood whether the last fetch was good; false before the first is over
 * @param keys number of usable keys
 */
public record JwksStatus(
    String issuer, Optional<Duration> age, boolean usable, boolean lastFetchGood, int keys) {}
