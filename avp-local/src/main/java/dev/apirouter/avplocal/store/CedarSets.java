package dev.apirouter.avplocal.store;

import com.cedarpolicy.model.policy.LinkValue;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.policy.TemplateLink;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes Cedar's policy sets from stored policies. */
final class CedarSets {
  private CedarSets() {}

  /** A set of these policies and templates. */
  static PolicySet of(Collection<StoredPolicy> policies, Collection<StoredTemplate> templates) {
    Set<Policy> statics = new HashSet<>();
    List<TemplateLink> links = new ArrayList<>();
    for (StoredPolicy policy : policies) {
      switch (policy.definition()) {
        case StoredPolicy.Static own ->
            statics.add(new Policy(own.statement().source(), policy.id()));
        case StoredPolicy.TemplateLinked linked -> {
          List<LinkValue> values = new ArrayList<>();
          fill(values, "?principal", linked.principal());
          fill(values, "?resource", linked.resource());
          links.add(new TemplateLink(linked.templateId(), policy.id(), values));
        }
      }
    }
    Set<Policy> texts = new HashSet<>();
    templates.forEach(
        template -> texts.add(new Policy(template.statement().source(), template.id())));
    return new PolicySet(statics, texts, links);
  }

  private static void fill(List<LinkValue> values, String slot, Optional<EntityReference> entity) {
    entity.ifPresent(reference -> values.add(new LinkValue(slot, reference.euid())));
  }
}
