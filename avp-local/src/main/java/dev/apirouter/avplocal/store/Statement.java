package dev.apirouter.avplocal.store;

import com.cedarpolicy.CedarJson;
import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.policy.PolicySet;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.apirouter.avplocal.protocol.AvpException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A policy's or template's text, parsed as far as the service answers with it.
 *
 * @param source the text, as it was given
 * @param annotation the value of {@code @id}
 * @param template whether it has a slot
 */
public record Statement(
    String source,
    Optional<String> annotation,
    boolean template,
    boolean permits,
    Scope principal,
    Scope action,
    Scope resource) {
  /** The most bytes of a statement: "Policy size" among the service's quotas. */
  public static final int MAX_BYTES = 10_000;

  /**
   * A static policy.
   *
   * @throws AvpException when it is too long, no policy or more than one, or a template
   */
  public static Statement ofPolicy(String source) {
    Statement statement = parse(source);
    if (statement.template()) {
      throw AvpException.validation(
          "Invalid input: a static policy must not have a slot; create a policy template");
    }
    return statement;
  }

  /**
   * A template. The service, unlike Cedar, wants principal and resource constrained: "Differences
   * between Amazon Verified Permissions and the Cedar policy language", its first example.
   *
   * @throws AvpException when it is too long, no template or more than one, or leaves principal or
   *     resource unconstrained
   */
  public static Statement ofTemplate(String source) {
    Statement statement = parse(source);
    if (!statement.template()) {
      throw AvpException.validation(
          "Invalid input: a policy template must have the slot ?principal or ?resource");
    }
    if (!statement.principal().isConstrained() || !statement.resource().isConstrained()) {
      throw AvpException.validation(
          "Invalid input: a policy template must constrain both principal and resource, not leave"
              + " the %s open"
                  .formatted(statement.principal().isConstrained() ? "resource" : "principal"));
    }
    return statement;
  }

  /** Permit or Forbid: the API's word. */
  String effect() {
    return permits ? "Permit" : "Forbid";
  }

  /** What an update may not change: the effect, the principal and the resource. */
  public boolean isUpdateOf(Statement before) {
    return permits == before.permits
        && principal.equals(before.principal)
        && resource.equals(before.resource);
  }

  /** What an update may not change, as a text; equal when that is. */
  public String scopeKey() {
    return effect() + principal.json() + resource.json();
  }

  private static Statement parse(String source) {
    int bytes = source.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw AvpException.validation(
          "The policy statement has %d bytes, more than %d".formatted(bytes, MAX_BYTES));
    }
    try {
      JsonNode set = CedarJson.objectReader().readTree(PolicySet.parsePolicies(source).toJson());
      JsonNode policies = set.path("staticPolicies");
      JsonNode templates = set.path("templates");
      if (policies.size() + templates.size() != 1) {
        throw AvpException.validation(
            "Invalid input: the statement has %d policies, expected one"
                .formatted(policies.size() + templates.size()));
      }
      Iterator<JsonNode> all =
          List.of(policies, templates).stream().flatMap(JsonNode::valueStream).iterator();
      JsonNode policy = all.next();
      return new Statement(
          source,
          Optional.ofNullable(policy.path("annotations").path("id").textValue()),
          !templates.isEmpty(),
          policy.path("effect").asText().equals("permit"),
          new Scope(policy.path("principal")),
          new Scope(policy.path("action")),
          new Scope(policy.path("resource")));
    } catch (InternalException e) {
      throw AvpException.validation(
          "Invalid input: unable to parse the policy: " + CedarText.of(e));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cedar returned a policy that is not JSON", e);
    }
  }
}
