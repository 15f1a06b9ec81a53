package dev.apirouter.authz.engine.cedar;

import static java.util.Objects.requireNonNull;

import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import dev.apirouter.authz.engine.EntityUid;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Cuts a policy set into slices, one for each kind of request; kinds with the same policies share
 * one.
 *
 * <p>Cedar's cost grows with the policies it is given. A slice leaves out only policies whose scope
 * cannot match, and those can neither permit, forbid nor fail, so the decision is the same. Slices
 * overlap in the policies with a wide scope; where all of them together would hold more than {@link
 * #MAX_COPIES} policies, the largest are not made and the whole set takes their place.
 */
final class PolicySlicer {
  /** The most policies that all slices together may hold, 1 to 2 kB of native memory each. */
  static final int MAX_COPIES = 50_000;

  private final CedarSchema schema;
  private final CachedPolicySets sets;
  private final int maxCopies;

  PolicySlicer(CedarSchema schema, CachedPolicySets sets) {
    this(schema, sets, MAX_COPIES);
  }

  PolicySlicer(CedarSchema schema, CachedPolicySets sets, int maxCopies) {
    this.schema = schema;
    this.sets = sets;
    this.maxCopies = maxCopies;
  }

  Map<RequestKind, Slice> slice(List<CedarPolicy> policies) {
    Map<RequestKind, BitSet> members = new LinkedHashMap<>();
    for (RequestKind kind : schema.requestKinds()) {
      BitSet matching = new BitSet(policies.size());
      for (int i = 0; i < policies.size(); i++) {
        if (policies.get(i).canMatch(kind, schema)) {
          matching.set(i);
        }
      }
      members.put(kind, matching);
    }
    Map<BitSet, PolicySet> policySets = policySets(policies, members);
    Map<EntityUid, Entity> actions = new HashMap<>();
    Map<String, EntityTypeName> types = new HashMap<>();
    Map<RequestKind, Slice> slices = new HashMap<>();
    members.forEach((kind, matching) ->
        slices.put(
            kind,
            new Slice(
                actions.computeIfAbsent(kind.action(), this::actionEntity),
                types.computeIfAbsent(kind.principalType(), PolicySlicer::type),
                types.computeIfAbsent(schema.groupType(), PolicySlicer::type),
                kind.principalType().equals(schema.anonymousType()),
                types.computeIfAbsent(kind.resourceType(), PolicySlicer::type),
                requireNonNull(policySets.get(matching)))));
    return Map.copyOf(slices);
  }

  private Map<BitSet, PolicySet> policySets(
      List<CedarPolicy> policies, Map<RequestKind, BitSet> members) {
    List<BitSet> distinct =
        members.values().stream()
            .distinct()
            .sorted(Comparator.comparingInt(BitSet::cardinality))
            .toList();
    BitSet all = new BitSet(policies.size());
    all.set(0, policies.size());
    int copiesLeft = maxCopies - policies.size();
    Map<BitSet, PolicySet> policySets = new HashMap<>();
    for (BitSet slice : distinct) {
      copiesLeft -= slice.cardinality();
      policySets.put(slice, policySet(policies, copiesLeft < 0 ? all : slice));
    }
    return policySets;
  }

  private PolicySet policySet(List<CedarPolicy> policies, BitSet members) {
    return sets.get(
        members.stream()
            .mapToObj(policies::get)
            .collect(Collectors.toMap(CedarPolicy::id, policy -> policy.text().source())));
  }

  private Entity actionEntity(EntityUid action) {
    Set<EntityUID> groups = new HashSet<>();
    schema.groupsOf(action).forEach(group -> groups.add(cedarUid(group)));
    return new Entity(cedarUid(action), groups);
  }

  private static EntityUID cedarUid(EntityUid uid) {
    return new EntityUID(type(uid.type()), uid.id());
  }

  private static EntityTypeName type(String name) {
    return EntityTypeName.parse(name)
        .orElseThrow(() -> new IllegalStateException("the schema's type " + name + " is no name"));
  }
}
