package dev.apirouter.authz.engine.cedar;

import com.cedarpolicy.model.policy.PolicySet;
import dev.apirouter.authz.engine.EntityUid;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A loaded policy set with its slices, immutable: a request is decided by one from end to end. */
public final class PolicySnapshot {
  private final String version;
  private final int policies;
  private final List<String> warnings;
  private final CedarSchema schema;
  private final Map<Map<String, String>, PolicySet> policySets;
  private final Map<RequestKind, Slice> slices;

  PolicySnapshot(
      String version,
      int policies,
      List<String> warnings,
      CedarSchema schema,
      Map<Map<String, String>, PolicySet> policySets,
      Map<RequestKind, Slice> slices) {
    this.version = version;
    this.policies = policies;
    this.warnings = List.copyOf(warnings);
    this.schema = schema;
    this.policySets = Map.copyOf(policySets);
    this.slices = Map.copyOf(slices);
  }

  /** Identifies the contents of policies and schema: 16 hexadecimal digits. */
  public String version() {
    return version;
  }

  /** How many policies there are; 0 only where they do not come from a folder. */
  public int policies() {
    return policies;
  }

  /** How many different slices they are cut into. */
  public int slices() {
    return policySets.size();
  }

  /**
   * What does not keep the policy set from being used, one sentence each: what Cedar's validator
   * warns of, and slices that are evaluated slowly for lack of room in the native cache.
   */
  public List<String> warnings() {
    return warnings;
  }

  /** For the snapshot after this one, which takes over what it has in common with it. */
  Map<Map<String, String>, PolicySet> policySets() {
    return policySets;
  }

  /** The slice for this kind of request, or null when the schema does not allow such a request. */
  @Nullable Slice slice(RequestKind kind) {
    return slices.get(kind);
  }

  /** Any kind of request that can be decided, and its slice. */
  Map<RequestKind, Slice> allSlices() {
    return slices;
  }

  boolean hasAction(EntityUid action) {
    return schema.hasAction(action);
  }
}
