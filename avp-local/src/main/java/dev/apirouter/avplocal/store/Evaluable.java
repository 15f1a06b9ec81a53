package dev.apirouter.avplocal.store;

import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.policy.PolicySet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A store's contents, and the policies as Cedar takes them; made when they are first asked for. */
final class Evaluable {
  private static final Logger LOGGER = Logger.getLogger(Evaluable.class.getName());

  private final Contents contents;
  private @Nullable PolicySet policies;

  Evaluable(Contents contents) {
    this.contents = contents;
  }

  Contents contents() {
    return contents;
  }

  synchronized PolicySet policies() {
    PolicySet made = policies;
    if (made == null) {
      made = CedarSets.of(contents.policies().values(), contents.templates().values());
      cache(made);
      policies = made;
    }
    return made;
  }

  /* Without it Cedar parses the policies on each call: right, only slower. */
  private static void cache(PolicySet policies) {
    try {
      policies.cache();
    } catch (CacheException e) {
      LOGGER.log(Level.WARNING, "the policies are not cached; decisions are slow", e);
    }
  }
}
