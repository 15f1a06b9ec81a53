package dev.apirouter.authz.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of the copy of a policy store.
 *
 * @param pollInterval time from one complete reading of the policy store to the next
 * @param maxAge age at which policies that AVP has not confirmed are no longer used
 * @param snapshotFile keeps the policies for a restart while AVP is away
 * @param readsPerSecond calls of AVP's reading operations, in the long run and at once
 * @param readTimeout bound on one HTTP exchange; a call has at most three
 * @param refereeOneIn one in so many evaluations is also asked of AVP; 0: none
 */
public record MirrorConfig(
    Duration pollInterval,
    Duration maxAge,
    Optional<Path> snapshotFile,
    int readsPerSecond,
    Duration readTimeout,
    int refereeOneIn) {}
