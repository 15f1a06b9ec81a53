package dev.apirouter.avplocal.store;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.value.Value;
import dev.apirouter.avplocal.protocol.AvpException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides requests by what is in a store. */
public final class Decider {
  private static final BasicAuthorizationEngine CEDAR = new BasicAuthorizationEngine();

  private Decider() {}

  /** A request without its entities. */
  public record Request(
      EntityReference principal,
      EntityReference action,
      EntityReference resource,
      Map<String, Value> context) {}

  /**
   * A decision.
   *
   * @param policies ids of those that determined it
   * @param errors of policies whose evaluation failed
   */
  public record Decision(boolean allowed, List<String> policies, List<String> errors) {}

  /**
   * Decides. The actions' groups come from the store's schema.
   *
   * @throws AvpException when the request, its context or an entity does not conform to the schema
   *     of a store that validates
   */
  public static Decision decide(PolicyStore store, Request request, Set<Entity> entities) {
    Evaluable evaluable = store.evaluable();
    Contents contents = evaluable.contents();
    /* Given a schema, Cedar adds the actions itself, and checks everything against it. */
    Optional<Schema> schema =
        contents.strict() ? contents.schema().map(StoredSchema::cedar) : Optional.empty();
    Set<Entity> all = new HashSet<>(entities);
    if (schema.isEmpty()) {
      contents.schema().ifPresent(stored -> all.addAll(stored.actions()));
    }
    try {
      AuthorizationRequest question =
          new AuthorizationRequest(
              request.principal().euid(),
              request.action().euid(),
              request.resource().euid(),
              Optional.of(request.context()),
              schema,
              schema.isPresent());
      return decision(CEDAR.isAuthorized(question, evaluable.policies(), all));
    } catch (AuthException e) {
      throw AvpException.validation("Invalid input: " + e.getMessage());
    }
  }

  private static Decision decision(AuthorizationResponse response) {
    AuthorizationSuccessResponse success =
        response.success.orElseThrow(() ->
            AvpException.validation(
                "Invalid input: " + response.errors.map(CedarText::of).orElse("unknown")));
    return new Decision(
        success.isAllowed(),
        success.getReason().stream().sorted().toList(),
        success.getErrors().stream()
            .map(error -> error.getPolicyId() + ": " + CedarText.of(error.getError()))
            .sorted()
            .toList());
  }
}
