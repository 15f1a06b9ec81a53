package dev.apirouter.authz.engine.cedar;

import com.cedarpolicy.model.exception.InternalException;
import dev.apirouter.cedar.CedarMessages;
import dev.apirouter.cedar.ParsedPolicy;
import dev.apirouter.cedar.PolicyParser;
import dev.apirouter.cedar.PolicyText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Parses policies that are in memory, and makes those that templates are linked to. */
final class PolicyTextsParser {
  private final PolicyTexts texts;
  private final PolicyParser parser;

  private PolicyTextsParser(PolicyTexts texts, PolicyParser parser) {
    this.texts = texts;
    this.parser = parser;
  }

  /** Parses the texts; a policy which has a problem is left out, and the parser told of it. */
  static List<ParsedPolicy> parse(PolicyTexts texts, PolicyParser parser) {
    return new PolicyTextsParser(texts, parser).parse();
  }

  private List<ParsedPolicy> parse() {
    List<ParsedPolicy> policies = new ArrayList<>();
    new TreeMap<>(texts.policies())
        .forEach((id, source) -> {
          List<PolicyText> parts = PolicyText.split(at(id), source);
          if (parts.size() == 1) {
            parser.parse(parts.getFirst(), id).ifPresent(policies::add);
          } else {
            parser.addProblem(at(id) + ": holds " + parts.size() + " policies, expected one");
          }
        });
    new TreeMap<>(texts.links())
        .forEach((id, link) ->
            linked(id, link)
                .flatMap(source -> parser.parse(new PolicyText(at(id), 1, 1, source), id))
                .ifPresent(policies::add));
    return policies;
  }

  private Optional<String> linked(String id, PolicyTexts.Link link) {
    String at = at(id) + ": template " + link.template() + ": ";
    String template = texts.templates().get(link.template());
    if (template == null) {
      parser.addProblem(at + "no such template");
      return Optional.empty();
    }
    try {
      return Optional.of(PolicyTemplate.parse(link.template(), template).link(id, link));
    } catch (IllegalArgumentException e) {
      parser.addProblem(at + e.getMessage());
    } catch (InternalException e) {
      parser.addProblem(
          at
              + CedarMessages.of(e)
              + link.principal().map(uid -> "; principal of type " + uid.type()).orElse("")
              + link.resource().map(uid -> "; resource of type " + uid.type()).orElse(""));
    }
    return Optional.empty();
  }

  private String at(String id) {
    return texts.name() + "/" + id;
  }
}
