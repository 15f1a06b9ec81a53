package dev.apirouter.authz.engine.cedar;

import com.cedarpolicy.model.policy.PolicySet;
import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.EntityUid;
import dev.apirouter.cedar.ParsedPolicy;
import dev.apirouter.cedar.PolicyFiles;
import dev.apirouter.cedar.PolicyFiles.TextFile;
import dev.apirouter.cedar.PolicyLoadException;
import dev.apirouter.cedar.PolicyParser;
import dev.apirouter.cedar.PolicySchema;
import dev.apirouter.cedar.PolicySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Loads a policy set: reads, parses, validates and slices it. */
public final class PolicySetLoader {
  private PolicySetLoader() {}

  /**
   * Loads the policy set, ready to be evaluated: a throw-away request has been decided by it, so
   * that the first real one finds everything in place.
   *
   * @throws PolicyLoadException with every problem found: a missing folder or file, a syntax error,
   *     a template, two policies with one id, a policy that Cedar's strict validation refuses, no
   *     policy at all
   */
  public static PolicySnapshot load(PolicySource source) throws PolicyLoadException {
    return load(source, PolicyFiles.read(source), Map.of());
  }

  /**
   * Loads a policy set that is in memory, ready to be evaluated. Unlike a folder, it may be empty.
   *
   * @param previous the snapshot before, of which what did not change is taken over; null for the
   *     first
   * @throws PolicyLoadException with every problem found, each beginning with the texts' name and
   *     the policy's id
   */
  public static PolicySnapshot load(PolicyTexts texts, @Nullable PolicySnapshot previous)
      throws PolicyLoadException {
    CedarSchema schema =
        CedarSchema.of(PolicySchema.parse(new TextFile(texts.name() + "/schema", texts.schema())));
    PolicyParser parser = new PolicyParser(schema.schema());
    return snapshot(
        texts.version(),
        schema,
        parser,
        PolicyTextsParser.parse(texts, parser),
        previous == null ? Map.of() : previous.policySets());
  }

  /** Loads from these files, taking over what the snapshot before has in common with them. */
  static PolicySnapshot load(
      PolicySource source, PolicyFiles files, Map<Map<String, String>, PolicySet> previous)
      throws PolicyLoadException {
    CedarSchema schema = CedarSchema.of(PolicySchema.parse(files.schema()));
    PolicyParser parser = new PolicyParser(schema.schema());
    List<ParsedPolicy> policies = parser.parse(files.policies());
    if (policies.isEmpty() && parser.problems().isEmpty()) {
      throw new PolicyLoadException(
          List.of(source.folder() + ": no policy in any *.cedar file, expected at least one"));
    }
    return snapshot(files.version(), schema, parser, policies, previous);
  }

  private static PolicySnapshot snapshot(
      String version,
      CedarSchema schema,
      PolicyParser parser,
      List<ParsedPolicy> policies,
      Map<Map<String, String>, PolicySet> previous)
      throws PolicyLoadException {
    parser.validate(policies);
    if (!parser.problems().isEmpty()) {
      throw new PolicyLoadException(parser.problems());
    }
    CachedPolicySets sets = new CachedPolicySets(previous);
    Map<RequestKind, Slice> slices =
        new PolicySlicer(schema, sets).slice(policies.stream().map(CedarPolicy::of).toList());
    List<String> warnings = new ArrayList<>(parser.warnings());
    if (sets.uncached() > 0) {
      warnings.add(
          "%d of %d slices are evaluated slowly: the native cache of %d policy sets is full"
              .formatted(sets.uncached(), sets.all().size(), CachedPolicySets.MAX_CACHED));
    }
    PolicySnapshot snapshot =
        new PolicySnapshot(version, policies.size(), warnings, schema, sets.all(), slices);
    decideOnce(snapshot);
    return snapshot;
  }

  private static void decideOnce(PolicySnapshot snapshot) {
    snapshot.allSlices().entrySet().stream()
        .filter(entry -> entry.getValue().policies().getNumPolicies() > 0)
        .findFirst()
        .map(Map.Entry::getKey)
        .ifPresent(kind ->
            SnapshotEvaluation.decide(
                snapshot,
                new AuthorizationQuery(
                    new EntityUid(kind.principalType(), "warm-up"),
                    List.of("warm-up"),
                    Optional.of("warm-up"),
                    kind.action(),
                    new EntityUid(kind.resourceType(), "warm-up"))));
  }
}
