package dev.apirouter.avplocal.store;

import java.time.Instant;
import java.util.Optional;

/**
 * A policy in a store.
 *
 * @param sequence its place in lists, by creation
 */
public record StoredPolicy(
    String id, long sequence, Definition definition, Instant created, Instant updated) {

  /** What a policy is made of. */
  public sealed interface Definition {}

  /** A text of its own. */
  public record Static(Statement statement, Optional<String> description) implements Definition {}

  /** A template and what fills its slots. */
  public record TemplateLinked(
      String templateId, Optional<EntityReference> principal, Optional<EntityReference> resource)
      implements Definition {}

  /** Whether it is made from this template. */
  boolean isLinkedTo(String template) {
    return definition instanceof TemplateLinked linked && linked.templateId().equals(template);
  }
}
