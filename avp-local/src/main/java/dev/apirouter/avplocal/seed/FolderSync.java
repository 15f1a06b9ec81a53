package dev.apirouter.avplocal.seed;

import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import dev.apirouter.avplocal.protocol.AvpException;
import dev.apirouter.avplocal.store.Contents;
import dev.apirouter.avplocal.store.Identifiers;
import dev.apirouter.avplocal.store.PolicyStore;
import dev.apirouter.avplocal.store.Statement;
import dev.apirouter.avplocal.store.StoredPolicy;
import dev.apirouter.avplocal.store.StoredSchema;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Brings what a folder says into a store: all of it or, when something in it is refused, nothing.
 *
 * <p>A policy's id is generated from the store's id, the policy's {@code @id} and what an update
 * may not change. So a policy keeps its id over restarts and edits, and gets a new one where the
 * real service would ask to delete it and create another. Its description is its {@code @id}.
 * Policies that came into the store otherwise are left alone.
 */
final class FolderSync {
  private final PolicyStore store;
  private Set<String> managed = Set.of();

  FolderSync(PolicyStore store) {
    this.store = store;
  }

  /**
   * Applies the texts.
   *
   * @return how many policies they have
   * @throws AvpException when a text is refused, with the file's name
   */
  int apply(PolicyFolder.Texts texts) {
    StoredSchema schema = inFile("schema", () -> StoredSchema.parse(texts.schema(), store.now()));
    Map<String, StoredPolicy.Static> wanted = new LinkedHashMap<>();
    texts.policies().forEach((file, text) -> inFile(file, () -> read(file, text, wanted)));
    store.change(before -> applied(before, schema, wanted));
    managed = Set.copyOf(wanted.keySet());
    return wanted.size();
  }

  private Contents applied(
      Contents before, StoredSchema schema, Map<String, StoredPolicy.Static> wanted) {
    boolean sameSchema = before.schema().map(old -> old.json().equals(schema.json())).orElse(false);
    Contents contents = sameSchema ? before : before.with(schema);
    for (String id : managed) {
      if (!wanted.containsKey(id)) {
        contents = contents.withoutPolicy(id);
      }
    }
    for (Map.Entry<String, StoredPolicy.Static> entry : wanted.entrySet()) {
      String id = entry.getKey();
      StoredPolicy.Static definition = entry.getValue();
      Optional<StoredPolicy> old = Optional.ofNullable(contents.policies().get(id));
      if (old.isEmpty() || !old.get().definition().equals(definition) || !sameSchema) {
        Contents current = contents;
        contents =
            inFile(
                definition.description().orElse(id),
                () -> current.with(policy(id, definition, old)));
      }
    }
    return contents;
  }

  private StoredPolicy policy(
      String id, StoredPolicy.Static definition, Optional<StoredPolicy> old) {
    Instant now = store.now();
    return new StoredPolicy(
        id,
        old.map(StoredPolicy::sequence).orElseGet(store::nextSequence),
        definition,
        old.map(StoredPolicy::created).orElse(now),
        old.filter(policy -> policy.definition().equals(definition))
            .map(StoredPolicy::updated)
            .orElse(now));
  }

  private Map<String, StoredPolicy.Static> read(
      String file, String text, Map<String, StoredPolicy.Static> found) {
    List<String> sources;
    try {
      PolicySet set = PolicySet.parsePolicies(text);
      if (!set.templates.isEmpty()) {
        throw AvpException.validation("a folder may not have templates: create them by the API");
      }
      sources =
          set.policies.stream()
              .sorted(Comparator.comparingInt(FolderSync::place))
              .map(Policy::getSource)
              .toList();
    } catch (InternalException e) {
      throw AvpException.validation(String.valueOf(e.getMessage()));
    }
    for (String source : sources) {
      Statement statement = Statement.ofPolicy(source);
      String name = statement.annotation().orElse(file + "#" + (found.size() + 1));
      String id = Identifiers.of(store.id() + "\n" + name + "\n" + statement.scopeKey());
      StoredPolicy.Static definition = new StoredPolicy.Static(statement, Optional.of(name));
      if (found.values().stream()
          .anyMatch(other -> other.description().equals(definition.description()))) {
        throw AvpException.validation("there are two policies with the @id '" + name + "'");
      }
      found.put(id, definition);
    }
    return found;
  }

  /* Cedar names the policies of a text policy0, policy1, … */
  private static int place(Policy policy) {
    return Integer.parseInt(policy.getID().substring("policy".length()));
  }

  private static <T> T inFile(String name, Supplier<T> part) {
    try {
      return part.get();
    } catch (AvpException e) {
      throw AvpException.validation(name + ": " + e.getMessage());
    }
  }
}
