package dev.apirouter.authz.config;

import java.time.Duration;

/**
 * How JWKS documents are fetched and how long they are trusted.
 *
 * @param refreshInterval time between two fetches of an issuer's JWKS
 * @param maxAge age at which the last good JWKS is no longer used
 * @param unknownKidInterval shortest time between two fetches caused by an unknown {@code kid}
 * @param retryInterval time until the next attempt after a failed fetch
 * @param timeout bound on one fetch
 * @param maxBytes largest document accepted
 */
public record JwksConfig(
    Duration refreshInterval,
    Duration maxAge,
    Duration unknownKidInterval,
    Duration retryInterval,
    Duration timeout,
    int maxBytes) {}
