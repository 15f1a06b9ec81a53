package dev.apirouter.avplocal.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A policy template in a store.
 *
 * @param sequence its place in lists, by creation
 */
public record StoredTemplate(
    String id,
    long sequence,
    Statement statement,
    Optional<String> description,
    Instant created,
    Instant updated) {}
