package dev.apirouter.authzlib.cedar;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.EntityValidationRequest;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.CedarList;
import com.cedarpolicy.value.CedarMap;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimBool;
import com.cedarpolicy.value.PrimLong;
import com.cedarpolicy.value.PrimString;
import com.cedarpolicy.value.Value;
import dev.apirouter.authzlib.AttributeValue;
import dev.apirouter.authzlib.DecisionUnavailableException;
import dev.apirouter.authzlib.FineGrainedDecision;
import dev.apirouter.authzlib.FineGrainedEngine;
import dev.apirouter.authzlib.FineGrainedQuery;
import dev.apirouter.cedar.CedarMessages;
import dev.apirouter.cedar.ParsedPolicy;
import dev.apirouter.cedar.PolicyFiles;
import dev.apirouter.cedar.PolicyLoadException;
import dev.apirouter.cedar.PolicyParser;
import dev.apirouter.cedar.PolicySchema;
import dev.apirouter.cedar.PolicySource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides by a folder of policies, in process. It is read once: changed policies count after a
 * restart.
 */
public final class CedarEngine implements FineGrainedEngine {
  private static final BasicAuthorizationEngine CEDAR = new BasicAuthorizationEngine();

  private final PolicySchema schema;
  private final PolicySet policies;

  private CedarEngine(PolicySchema schema, PolicySet policies) {
    this.schema = schema;
    this.policies = policies;
  }

  /**
   * Reads, parses and validates policies.
   *
   * @param policies folder of {@code *.cedar} files
   * @param schema the build's {@code fine-grained-schema.json}
   * @throws PolicyLoadException with every problem, each with file and line
   */
  public static CedarEngine load(Path policies, Path schema) throws PolicyLoadException {
    PolicyFiles files = PolicyFiles.read(new PolicySource(policies, schema));
    PolicySchema parsedSchema = PolicySchema.parse(files.schema());
    PolicyParser parser = new PolicyParser(parsedSchema.schema());
    List<ParsedPolicy> parsed = parser.parse(files.policies());
    if (parsed.isEmpty() && parser.problems().isEmpty()) {
      throw new PolicyLoadException(
          List.of(policies + ": no policy in any *.cedar file, expected at least one"));
    }
    parser.validate(parsed);
    if (!parser.problems().isEmpty()) {
      throw new PolicyLoadException(parser.problems());
    }
    Set<Policy> members = new HashSet<>();
    parsed.forEach(policy -> members.add(new Policy(policy.text().source(), policy.id())));
    PolicySet set = new PolicySet(members);
    try {
      // Parsed once on the native side, not on each call.
      set.cache();
      parsedSchema.schema().cache();
    } catch (CacheException e) {
      throw new IllegalStateException("Cedar cannot keep the policies", e);
    }
    return new CedarEngine(parsedSchema, set);
  }

  @Override
  public FineGrainedDecision decide(FineGrainedQuery query) {
    EntityUID principal = uid(query, "User", query.principal().sub());
    EntityUID resource = uid(query, query.resource().type(), query.resource().id());
    Set<EntityUID> groups = new HashSet<>();
    query.principal().groups().forEach(group -> groups.add(uid(query, "Group", group)));
    Map<String, Value> facts = new HashMap<>();
    facts.put("groups", value(query, AttributeValue.ofAll(query.principal().groups())));
    query.principal().tenantId().ifPresent(it -> facts.put("tenant_id", new PrimString(it)));
    AuthorizationRequest request =
        new AuthorizationRequest(
            principal,
            uid(query, "Action", query.action()),
            resource,
            Optional.of(values(query, query.context())),
            Optional.of(schema.schema()),
            /* enableRequestValidation= */ true);
    Set<Entity> entities =
        Set.of(
            new Entity(principal, facts, groups),
            new Entity(resource, values(query, query.resource().attributes()), Set.of()));
    try {
      AuthorizationResponse response = CEDAR.isAuthorized(request, policies, entities);
      return decision(
          response.success.orElseThrow(() ->
              new IllegalArgumentException(
                  "the check does not fit the schema: " + problem(response, entities))));
    } catch (AuthException e) {
      throw new DecisionUnavailableException("Cedar failed", e);
    }
  }

  /* The response says that an entity does not fit, but not why. */
  private String problem(AuthorizationResponse response, Set<Entity> entities) {
    try {
      CEDAR.validateEntities(new EntityValidationRequest(schema.schema(), List.copyOf(entities)));
    } catch (AuthException e) {
      return String.valueOf(e.getMessage());
    }
    return response.errors.stream()
        .flatMap(List::stream)
        .map(CedarMessages::of)
        .collect(Collectors.joining("; "));
  }

  private static FineGrainedDecision decision(AuthorizationSuccessResponse success) {
    List<String> errors =
        success.getErrors().stream()
            .map(error -> error.getPolicyId() + ": " + CedarMessages.of(error.getError()))
            .sorted()
            .toList();
    return new FineGrainedDecision(
        success.isAllowed() && errors.isEmpty(),
        success.getReason().stream().sorted().toList(),
        errors);
  }

  private static Map<String, Value> values(
      FineGrainedQuery query, Map<String, AttributeValue> attributes) {
    Map<String, Value> values = new HashMap<>();
    attributes.forEach((name, attribute) -> values.put(name, value(query, attribute)));
    return values;
  }

  private static Value value(FineGrainedQuery query, AttributeValue attribute) {
    return switch (attribute) {
      case AttributeValue.Text(String text) -> new PrimString(text);
      case AttributeValue.WholeNumber(long number) -> new PrimLong(number);
      case AttributeValue.Flag(boolean flag) -> new PrimBool(flag);
      case AttributeValue.Entity(String type, String id) -> uid(query, type, id);
      case AttributeValue.ManyOf(List<AttributeValue> many) -> {
        CedarList list = new CedarList();
        many.forEach(one -> list.add(value(query, one)));
        yield list;
      }
      case AttributeValue.Members(Map<String, AttributeValue> members) ->
          new CedarMap(values(query, members));
    };
  }

  private static EntityUID uid(FineGrainedQuery query, String type, String id) {
    EntityTypeName name =
        EntityTypeName.parse(query.qualified(type))
            .orElseThrow(() -> new IllegalArgumentException("not an entity type: " + type));
    return new EntityUID(name, id);
  }
}
