package dev.apirouter.policiespush;

import com.cedarpolicy.CedarJson;
import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.policy.Policy;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.apirouter.cedar.ParsedPolicy;
import java.util.Optional;

/**
 * A policy in the store that an earlier push has made.
 *
 * @param policyId the store's own id of it
 * @param id the {@code @id} that it was pushed by
 * @param forbid whether it forbids
 * @param statement its text
 * @param json its form in Cedar's JSON policy format; empty when Cedar here cannot parse it
 */
record StoredPolicy(
    String policyId, String id, boolean forbid, String statement, Optional<JsonNode> json) {
  static StoredPolicy of(String policyId, String id, boolean forbid, String statement) {
    return new StoredPolicy(policyId, id, forbid, statement, json(statement));
  }

  private static Optional<JsonNode> json(String statement) {
    try {
      return Optional.of(
          CedarJson.objectReader().readTree(new Policy(statement, "stored").toJson()));
    } catch (InternalException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Whether it says the same, whatever its layout. */
  boolean says(ParsedPolicy policy) {
    return json.equals(Optional.of(policy.json()));
  }

  /**
   * Whether UpdatePolicy can make that of it: it changes neither effect nor principal nor resource.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/verifiedpermissions/latest/apireference/API_UpdatePolicy.html">UpdatePolicy</a>
   */
  boolean canBecome(ParsedPolicy policy) {
    return json.filter(old ->
            old.path("effect").equals(policy.json().path("effect"))
                && old.path("principal").equals(policy.json().path("principal"))
                && old.path("resource").equals(policy.json().path("resource")))
        .isPresent();
  }
}
