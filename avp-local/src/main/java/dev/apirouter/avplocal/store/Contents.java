package dev.apirouter.avplocal.store;

import dev.apirouter.avplocal.protocol.AvpException;
import dev.apirouter.avplocal.protocol.AvpException.ResourceType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is in a store at one moment.
 *
 * @param strict whether policies and templates must be valid by the schema
 * @param policies by id, in the order of their creation
 * @param templates by id, in the order of their creation
 */
public record Contents(
    boolean strict,
    Optional<StoredSchema> schema,
    Map<String, StoredPolicy> policies,
    Map<String, StoredTemplate> templates) {

  /** Keeps the order of its maps. */
  public Contents {
    policies = Collections.unmodifiableMap(new LinkedHashMap<>(policies));
    templates = Collections.unmodifiableMap(new LinkedHashMap<>(templates));
  }

  static Contents empty(boolean strict) {
    return new Contents(strict, Optional.empty(), Map.of(), Map.of());
  }

  /**
   * The policy of this id.
   *
   * @throws AvpException when there is none
   */
  public StoredPolicy policy(String id) {
    return Optional.ofNullable(policies.get(id))
        .orElseThrow(() -> AvpException.notFound(ResourceType.POLICY, id));
  }

  /**
   * The template of this id.
   *
   * @throws AvpException when there is none
   */
  public StoredTemplate template(String id) {
    return Optional.ofNullable(templates.get(id))
        .orElseThrow(() -> AvpException.notFound(ResourceType.POLICY_TEMPLATE, id));
  }

  /** The text that decides: a static policy's own, a linked policy's template's. */
  public Statement statement(StoredPolicy policy) {
    return switch (policy.definition()) {
      case StoredPolicy.Static own -> own.statement();
      case StoredPolicy.TemplateLinked linked -> template(linked.templateId()).statement();
    };
  }

  /** The entity that the policy's scope names as principal. */
  public Optional<EntityReference> principal(StoredPolicy policy) {
    Optional<EntityReference> linked =
        policy.definition() instanceof StoredPolicy.TemplateLinked link
            ? link.principal()
            : Optional.empty();
    return linked.or(() -> statement(policy).principal().entity());
  }

  /** The entity that the policy's scope names as resource. */
  public Optional<EntityReference> resource(StoredPolicy policy) {
    Optional<EntityReference> linked =
        policy.definition() instanceof StoredPolicy.TemplateLinked link
            ? link.resource()
            : Optional.empty();
    return linked.or(() -> statement(policy).resource().entity());
  }

  /** The actions that the policy's scope names. */
  public List<EntityReference> actions(StoredPolicy policy) {
    return statement(policy).action().entities();
  }

  /** Permit or Forbid: the API's word. */
  public String effect(StoredPolicy policy) {
    return statement(policy).effect();
  }

  /**
   * With a schema instead of the one before. What is in the store is not looked at again: "Existing
   * policies and templates are not re-evaluated against the changed schema" (PutSchema).
   */
  public Contents with(StoredSchema changed) {
    StoredSchema dated =
        schema.map(before -> changed.withCreated(before.created())).orElse(changed);
    return new Contents(strict, Optional.of(dated), policies, templates);
  }

  /**
   * With a policy, new or instead of the one with its id.
   *
   * @throws AvpException when it is not valid here
   */
  public Contents with(StoredPolicy policy) {
    Map<String, StoredPolicy> changed = new LinkedHashMap<>(policies);
    changed.put(policy.id(), policy);
    Contents after = new Contents(strict, schema, changed, templates);
    PolicyValidation.requireValid(after, policy);
    return after;
  }

  /**
   * With a template, new or instead of the one with its id.
   *
   * @throws AvpException when it, or a policy made from it, is not valid here
   */
  public Contents with(StoredTemplate template) {
    Map<String, StoredTemplate> changed = new LinkedHashMap<>(templates);
    changed.put(template.id(), template);
    Contents after = new Contents(strict, schema, policies, changed);
    PolicyValidation.requireValid(after, template);
    return after;
  }

  /** Without the policy. */
  public Contents withoutPolicy(String id) {
    Map<String, StoredPolicy> changed = new LinkedHashMap<>(policies);
    changed.remove(id);
    return new Contents(strict, schema, changed, templates);
  }

  /** Without the template and the policies made from it. */
  public Contents withoutTemplate(String id) {
    Map<String, StoredTemplate> changed = new LinkedHashMap<>(templates);
    changed.remove(id);
    Map<String, StoredPolicy> remaining = new LinkedHashMap<>(policies);
    remaining.values().removeIf(policy -> policy.isLinkedTo(id));
    return new Contents(strict, schema, remaining, changed);
  }
}
