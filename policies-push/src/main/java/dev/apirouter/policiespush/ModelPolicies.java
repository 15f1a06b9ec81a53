package dev.apirouter.policiespush;

import dev.apirouter.cedar.ParsedPolicy;
import dev.apirouter.cedar.PolicyFiles;
import dev.apirouter.cedar.PolicyLoadException;
import dev.apirouter.cedar.PolicyParser;
import dev.apirouter.cedar.PolicySchema;
import dev.apirouter.cedar.PolicySource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What shall be in the policy store: the policies of a folder, valid by its schema.
 *
 * @param schema the schema in Cedar's JSON form
 * @param policies in the order of their files
 */
record ModelPolicies(String schema, List<ParsedPolicy> policies) {
  /** What Amazon Verified Permissions takes at most, in bytes. */
  static final int MAX_STATEMENT = 10_000;

  static final int MAX_SCHEMA = 100_000;

  ModelPolicies {
    policies = List.copyOf(policies);
  }

  /**
   * Reads, parses and validates.
   *
   * @throws PolicyLoadException with every problem, each with file and line: whatever the server
   *     would refuse, a policy without an {@code @id} (nothing else tells which stored policy is
   *     which), and what is too large for Amazon Verified Permissions
   */
  static ModelPolicies read(PolicySource source) throws PolicyLoadException {
    PolicyFiles files = PolicyFiles.read(source);
    if (files.schema().path().endsWith(".cedarschema")) {
      throw new PolicyLoadException(
          List.of(files.schema().path() + ": expected a schema in Cedar's JSON form"));
    }
    PolicySchema schema = PolicySchema.parse(files.schema());
    PolicyParser parser = new PolicyParser(schema.schema());
    List<ParsedPolicy> policies = parser.parse(files.policies());
    parser.validate(policies);
    List<String> problems = new ArrayList<>(parser.problems());
    if (policies.isEmpty() && problems.isEmpty()) {
      // An empty folder is more likely a wrong path than the wish to delete everything.
      problems.add(source.folder() + ": no policy in any *.cedar file, expected at least one");
    }
    if (bytes(files.schema().text()) > MAX_SCHEMA) {
      problems.add(
          "%s: %d bytes, expected at most %d"
              .formatted(files.schema().path(), bytes(files.schema().text()), MAX_SCHEMA));
    }
    policies.forEach(policy -> check(policy, problems));
    if (!problems.isEmpty()) {
      throw new PolicyLoadException(problems);
    }
    return new ModelPolicies(files.schema().text(), policies);
  }

  private static void check(ParsedPolicy policy, List<String> problems) {
    if (!policy.hasId()) {
      problems.add(at(policy) + "policy without an @id, by which it would be found again");
    }
    if (PolicyStore.marker(policy.id()).length() > PolicyStore.MAX_DESCRIPTION) {
      problems.add(
          "%sits @id has %d characters, expected at most %d"
              .formatted(
                  at(policy),
                  policy.id().length(),
                  PolicyStore.MAX_DESCRIPTION - PolicyStore.marker("").length()));
    }
    int size = bytes(policy.text().source());
    if (size > MAX_STATEMENT) {
      problems.add(
          "%spolicy %s has %d bytes, expected at most %d"
              .formatted(at(policy), policy.id(), size, MAX_STATEMENT));
    }
  }

  /** Where a policy stands, as the beginning of a message. */
  static String at(ParsedPolicy policy) {
    return policy.text().file() + ":" + policy.text().line() + ": ";
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
