package dev.apirouter.authz.engine.cedar;

import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes the policy sets of one snapshot, parsed once on the native side ("cached" in cedar-java's
 * words).
 *
 * <p>cedar-java frees a cached set only when the garbage collector finds it unused. So a snapshot
 * takes over the sets of the one before that have the same policies, the native cache has room for
 * several generations, and when it is full all the same a collection is asked for once. A set that
 * then finds no room is still evaluated rightly, only slowly: cedar-java parses it on each call.
 */
final class CachedPolicySets {
  /** The most sets that the native side keeps for this process. */
  static final int MAX_CACHED = 16_384;

  private static final int RETRIES_AFTER_COLLECTION = 10;
  private static final long RETRY_MILLIS = 20;

  static {
    PolicySet.setCacheMaxPolicySets(MAX_CACHED);
  }

  private final Map<Map<String, String>, PolicySet> previous;
  private final Map<Map<String, String>, PolicySet> sets = new HashMap<>();
  private boolean collected;
  private int uncached;

  /**
   * Begins with none.
   *
   * @param previous all sets of the snapshot before; empty for the first
   */
  CachedPolicySets(Map<Map<String, String>, PolicySet> previous) {
    this.previous = Map.copyOf(previous);
  }

  /** The set of these policies, given by id and source. */
  PolicySet get(Map<String, String> policies) {
    return sets.computeIfAbsent(policies, this::reuseOrMake);
  }

  /** The sets asked for so far, by their policies. */
  Map<Map<String, String>, PolicySet> all() {
    return Map.copyOf(sets);
  }

  /** How many of them found no room in the native cache. */
  int uncached() {
    return uncached;
  }

  private PolicySet reuseOrMake(Map<String, String> policies) {
    PolicySet reusable = previous.get(policies);
    if (reusable != null && reusable.cacheKey().isPresent()) {
      return reusable;
    }
    Set<Policy> members = new HashSet<>();
    policies.forEach((id, source) -> members.add(new Policy(source, id)));
    PolicySet made = new PolicySet(members);
    if (!cache(made)) {
      uncached++;
    }
    return made;
  }

  private boolean cache(PolicySet set) {
    if (tryCache(set)) {
      return true;
    }
    if (collected) {
      return false;
    }
    collected = true;
    System.gc();
    for (int i = 0; i < RETRIES_AFTER_COLLECTION; i++) {
      try {
        Thread.sleep(RETRY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
      if (tryCache(set)) {
        return true;
      }
    }
    return false;
  }

  private static boolean tryCache(PolicySet set) {
    try {
      set.cache();
      return true;
    } catch (CacheException e) {
      return false;
    }
  }
}
