package dev.apirouter.cedar;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.CedarJson;
import com.cedarpolicy.model.DetailedError;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.ValidationResponse;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.apirouter.cedar.PolicyFiles.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Parses policies and validates them against a schema, in Cedar's strict mode. */
public final class PolicyParser {
  private final BasicAuthorizationEngine cedar = new BasicAuthorizationEngine();
  private final Schema schema;
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /** Makes one that validates against the schema. */
  public PolicyParser(Schema schema) {
    this.schema = schema;
  }

  /** What is wrong with the policies parsed and validated so far. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** What Cedar's validator warns of, such as a policy that can never apply. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Parses the files; a policy which has a problem is left out. */
  public List<ParsedPolicy> parse(List<TextFile> files) {
    Map<String, ParsedPolicy> byId = new LinkedHashMap<>();
    for (TextFile file : files) {
      for (PolicyText text : PolicyText.split(file.path(), file.text())) {
        parse(text, byId);
      }
    }
    return List.copyOf(byId.values());
  }

  /**
   * Parses one policy that has an id already, beside which an {@code @id} means nothing; empty when
   * it has a problem.
   */
  public Optional<ParsedPolicy> parse(PolicyText text, String id) {
    return parse(text, id, /* byAnnotation= */ false);
  }

  /** Adds a problem that somebody else has found, with what it is about at its beginning. */
  public void addProblem(String problem) {
    problems.add(problem);
  }

  private void parse(PolicyText text, Map<String, ParsedPolicy> byId) {
    String unnamed = Path.of(text.file()).getFileName() + "#" + text.number();
    parse(text, unnamed, /* byAnnotation= */ true)
        .ifPresent(policy -> {
          ParsedPolicy other = byId.putIfAbsent(policy.id(), policy);
          if (other != null) {
            problems.add(
                at(
                    text,
                    text.line(),
                    "policy %s: its id is that of the policy at %s:%d"
                        .formatted(policy.id(), other.text().file(), other.text().line())));
          }
        });
  }

  private Optional<ParsedPolicy> parse(PolicyText text, String givenId, boolean byAnnotation) {
    String id = givenId;
    if (text.isTooComplex()) {
      problems.add(
          at(
              text,
              text.line(),
              "policy %s: is too complex; expected at most %d nested brackets and %d operators"
                  .formatted(id, PolicyText.MAX_NESTING, PolicyText.MAX_OPERATORS)));
      return Optional.empty();
    }
    try {
      JsonNode json = CedarJson.objectReader().readTree(new Policy(text.source(), id).toJson());
      JsonNode annotation = json.path("annotations").path("id");
      if (byAnnotation && !annotation.isMissingNode()) {
        id = annotation.asText("");
      }
      if (id.isBlank()) {
        problems.add(at(text, text.line(), "policy " + text.number() + ": its @id is empty"));
        return Optional.empty();
      }
      return Optional.of(
          new ParsedPolicy(id, /* hasId= */ !annotation.isMissingNode(), text, json));
    } catch (InternalException e) {
      problems.add(syntaxProblem(text, id, e));
      return Optional.empty();
    } catch (JsonProcessingException e) {
      problems.add(at(text, text.line(), "policy " + id + ": is too complex: " + e.getMessage()));
      return Optional.empty();
    }
  }

  /* The exception says what, but not where: validating the one policy says both. */
  private String syntaxProblem(PolicyText text, String id, InternalException parseError) {
    Policy policy = new Policy(text.source(), id);
    return validate(Set.of(policy)).errors.stream()
        .flatMap(List::stream)
        .findFirst()
        .map(error -> at(text, lineOf(text, error), describe(id, error)))
        .orElseGet(
            () -> at(text, text.line(), "policy " + id + ": " + CedarMessages.of(parseError)));
  }

  /** Validates the policies, all of them parsed without a problem. */
  public void validate(List<ParsedPolicy> policies) {
    Map<String, PolicyText> texts = new LinkedHashMap<>();
    Set<Policy> all = new LinkedHashSet<>();
    for (ParsedPolicy policy : policies) {
      texts.put(policy.id(), policy.text());
      all.add(new Policy(policy.text().source(), policy.id()));
    }
    ValidationResponse response = validate(all);
    response.errors.stream()
        .flatMap(List::stream)
        .forEach(error -> problems.add(CedarMessages.of(error)));
    response.success.ifPresent(success -> {
      problems.addAll(inFileOrder(texts, success.validationErrors));
      warnings.addAll(inFileOrder(texts, success.validationWarnings));
    });
  }

  private ValidationResponse validate(Set<Policy> policies) {
    try {
      return cedar.validate(new ValidationRequest(schema, new PolicySet(policies)));
    } catch (AuthException e) {
      throw new IllegalStateException("Cedar's validator failed", e);
    }
  }

  /* In the order of files and lines: Cedar gives them in none. */
  private static List<String> inFileOrder(
      Map<String, PolicyText> texts, List<ValidationResponse.ValidationError> errors) {
    Map<String, List<DetailedError>> byPolicy = new LinkedHashMap<>();
    for (ValidationResponse.ValidationError error : errors) {
      byPolicy.computeIfAbsent(error.getPolicyId(), _ -> new ArrayList<>()).add(error.getError());
    }
    List<String> described = new ArrayList<>();
    texts.forEach((id, text) ->
        byPolicy.getOrDefault(id, List.of()).stream()
            .sorted(
                Comparator.comparingInt((DetailedError error) -> lineOf(text, error))
                    .thenComparing(error -> error.message))
            .forEach(error -> described.add(at(text, lineOf(text, error), describe(id, error)))));
    return described;
  }

  private static String describe(String id, DetailedError error) {
    return "policy " + id + ": " + CedarMessages.of(error);
  }

  private static int lineOf(PolicyText text, DetailedError error) {
    return text.lineAt(CedarMessages.offsetOf(error).orElse(0));
  }

  private static String at(PolicyText text, int line, String problem) {
    return text.file() + ":" + line + ": " + problem;
  }
}
