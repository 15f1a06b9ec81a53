package dev.apirouter.authz.authn.jwks;

import static java.util.stream.Collectors.groupingBy;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An issuer's usable keys as they were when they were fetched. Immutable. */
public final class JwksSnapshot {
  private final Instant fetchedAt;
  private final Set<VerificationKey> keys;
  private final Map<String, Map<String, VerificationKey>> byAlgorithmAndId;
  private final Map<String, VerificationKey> onlyOfAlgorithm;

  /**
   * A key set.
   *
   * @param keys no two with the same key id and algorithm
   * @throws IllegalArgumentException if two have them
   */
  public JwksSnapshot(Instant fetchedAt, Collection<VerificationKey> keys) {
    this.fetchedAt = fetchedAt;
    this.keys = Set.copyOf(keys);
    Map<String, List<VerificationKey>> byAlgorithm =
        this.keys.stream().collect(groupingBy(VerificationKey::algorithm));
    Map<String, Map<String, VerificationKey>> byId = new HashMap<>();
    Map<String, VerificationKey> only = new HashMap<>();
    byAlgorithm.forEach((algorithm, those) -> {
      byId.put(algorithm, byId(those));
      if (those.size() == 1) {
        only.put(algorithm, those.getFirst());
      }
    });
    this.byAlgorithmAndId = Map.copyOf(byId);
    this.onlyOfAlgorithm = Map.copyOf(only);
  }

  private static Map<String, VerificationKey> byId(List<VerificationKey> keys) {
    Map<String, VerificationKey> byId = new HashMap<>();
    for (VerificationKey key : keys) {
      if (key.keyId().isPresent() && byId.put(key.keyId().get(), key) != null) {
        throw new IllegalArgumentException(
            "two keys have the id " + key.keyId().get() + " for " + key.algorithm());
      }
    }
    return Map.copyOf(byId);
  }

  /** When the set was fetched. */
  public Instant fetchedAt() {
    return fetchedAt;
  }

  /** Number of usable keys; a key that is good for two algorithms counts as two. */
  public int size() {
    return keys.size();
  }

  /**
   * The key that a token must be signed with.
   *
   * @param keyId header {@code kid}; when empty, the algorithm's only key, if there is just one
   * @param algorithm header {@code alg}
   */
  public Optional<VerificationKey> find(Optional<String> keyId, String algorithm) {
    return Optional.ofNullable(
        keyId.isPresent()
            ? byAlgorithmAndId.getOrDefault(algorithm, Map.of()).get(keyId.get())
            : onlyOfAlgorithm.get(algorithm));
  }

  /** Whether a key, perhaps of an earlier set, is still in this one. */
  public boolean holds(VerificationKey key) {
    return keys.contains(key);
  }

  /** The keys for messages: {@code ES256 "a", RS256 "b"}. */
  @Override
  public String toString() {
    return new HashSet<>(keys)
        .stream()
            .map(key -> key.algorithm() + " " + key.keyId().orElse("-"))
            .sorted()
            .toList()
            .toString();
  }
}
