package dev.apirouter.avplocal.store;

import dev.apirouter.avplocal.protocol.AvpException;
import dev.apirouter.avplocal.protocol.AvpException.ResourceType;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** All policy stores of the account. */
public final class PolicyStores {
  private final Map<String, PolicyStore> stores = new ConcurrentHashMap<>();
  private final AtomicLong sequences = new AtomicLong();
  private final Clock clock;

  /** None yet. */
  public PolicyStores(Clock clock) {
    this.clock = clock;
  }

  /** Makes an empty store. */
  public PolicyStore create(String id, boolean strict, Optional<String> description) {
    PolicyStore store =
        new PolicyStore(id, sequences.incrementAndGet(), strict, description, clock);
    if (stores.putIfAbsent(id, store) != null) {
      throw new IllegalArgumentException("There is a policy store '" + id + "' already");
    }
    return store;
  }

  /**
   * The store of this id.
   *
   * @throws AvpException when there is none
   */
  public PolicyStore get(String id) {
    return find(id).orElseThrow(() -> AvpException.notFound(ResourceType.POLICY_STORE, id));
  }

  /** The store of this id, if there is one. */
  public Optional<PolicyStore> find(String id) {
    return Optional.ofNullable(stores.get(id));
  }

  /** Every store, by creation. */
  public List<PolicyStore> all() {
    return stores.values().stream()
        .sorted(Comparator.comparingLong(PolicyStore::sequence))
        .toList();
  }

  /** Removes the store, if there is one. */
  public void delete(String id) {
    stores.remove(id);
  }
}
