package dev.apirouter.avplocal.operation;

import dev.apirouter.avplocal.protocol.Input;
import dev.apirouter.avplocal.protocol.TextRule;
import dev.apirouter.avplocal.store.Contents;
import dev.apirouter.avplocal.store.EntityReference;
import dev.apirouter.avplocal.store.StoredPolicy;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** ListPolicies' filter: what it names must all hold. */
final class PolicyFilter {
  private enum PolicyType {
    STATIC,
    TEMPLATE_LINKED
  }

  private PolicyFilter() {}

  static Predicate<StoredPolicy> read(Input filter, Contents contents) {
    Optional<Predicate<Optional<EntityReference>>> principal = reference(filter, "principal");
    Optional<Predicate<Optional<EntityReference>>> resource = reference(filter, "resource");
    Optional<PolicyType> type = filter.optionalConstant("policyType", PolicyType.class);
    Optional<String> template = filter.optionalText("policyTemplateId", TextRule.RESOURCE_ID);
    return policy ->
        principal.map(rule -> rule.test(contents.principal(policy))).orElse(true)
            && resource.map(rule -> rule.test(contents.resource(policy))).orElse(true)
            && type.map(wanted -> wanted == typeOf(policy)).orElse(true)
            && template.map(id -> templateOf(policy).equals(Optional.of(id))).orElse(true);
  }

  private static Optional<Predicate<Optional<EntityReference>>> reference(
      Input filter, String member) {
    return filter
        .optionalStructure(member)
        .map(union ->
            switch (union.union(List.of("unspecified", "identifier"))) {
              case "unspecified" -> unspecified(union.flag("unspecified"));
              default -> is(References.entity(union.structure("identifier")));
            });
  }

  private static Predicate<Optional<EntityReference>> unspecified(boolean wanted) {
    return entity -> entity.isEmpty() == wanted;
  }

  private static Predicate<Optional<EntityReference>> is(EntityReference wanted) {
    return entity -> entity.equals(Optional.of(wanted));
  }

  private static PolicyType typeOf(StoredPolicy policy) {
    return switch (policy.definition()) {
      case StoredPolicy.Static _ -> PolicyType.STATIC;
      case StoredPolicy.TemplateLinked _ -> PolicyType.TEMPLATE_LINKED;
    };
  }

  private static Optional<String> templateOf(StoredPolicy policy) {
    return policy.definition() instanceof StoredPolicy.TemplateLinked linked
        ? Optional.of(linked.templateId())
        : Optional.empty();
  }
}
