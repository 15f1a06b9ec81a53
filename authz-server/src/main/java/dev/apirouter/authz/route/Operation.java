package dev.apirouter.authz.route;

import static java.util.Objects.requireNonNull;

import dev.apirouter.authz.engine.EntityUid;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One operation of the model, as a check needs it.
 *
 * @param id {@code commercial:GetOrder}
 * @param method HTTP method, upper case
 * @param path URI pattern of its path
 * @param access who may call it at all
 * @param action Cedar action
 * @param resource which entity it acts on
 * @param cacheTtl how long an ALLOW may be cached; empty: the default; zero: not at all
 * @param lastKnownGood how long past its time to live a decision stands in for a new one while the
 *     engine cannot be asked; zero: not at all
 * @param forwardToken whether the service gets the client's token
 */
public record Operation(
    String id,
    String method,
    PathPattern path,
    Access access,
    EntityUid action,
    ResourceRule resource,
    Optional<Duration> cacheTtl,
    Duration lastKnownGood,
    boolean forwardToken) {

  /**
   * Characters that a resource's id may have: those that Verified Permissions takes, so that every
   * engine decides the same requests.
   */
  private static final int MAX_ENTITY_ID = 612;

  /** Who may call an operation at all. */
  public enum Access {
    /** A token is required. */
    REQUIRED,
    /** Without a token the principal is anonymous. */
    OPTIONAL,
    /** Nothing is asked. */
    PUBLIC
  }

  /** Where the resource's id comes from. */
  public sealed interface ResourceRule {
    /** Entity type with the namespace, e.g. {@code ApiRouter::Order}. */
    String type();

    /** The id is the value of a URI label. */
    record FromLabel(String type, String label) implements ResourceRule {}

    /** The id is always the same, e.g. {@code commercial} of {@code ApiRouter::Service}. */
    record Fixed(String type, String fixedId) implements ResourceRule {}
  }

  public Operation {
    requireNonNull(id, "id");
    requireNonNull(method, "method");
    requireNonNull(path, "path");
    requireNonNull(access, "access");
    requireNonNull(action, "action");
    requireNonNull(resource, "resource");
    requireNonNull(cacheTtl, "cacheTtl");
    requireNonNull(lastKnownGood, "lastKnownGood");
  }

  /** What a request acts on. */
  public sealed interface Target {
    /** The request is this operation's and acts on an entity. */
    record Resource(EntityUid entity) implements Target {}

    /** Method or path is not this operation's, whatever route brought the request here. */
    record Mismatch() implements Target {}

    /** The path is this operation's, but can be read in more than one way, or in none. */
    record MalformedPath() implements Target {}
  }

  /** Finds the entity that a request acts on. */
  public Target targetOf(String requestMethod, String requestPath) {
    if (!method.equals(requestMethod)) {
      return new Target.Mismatch();
    }
    return switch (path.match(requestPath)) {
      case PathPattern.Match.Fits(Map<String, String> labels) -> {
        EntityUid entity = resourceWith(labels);
        yield entity.id().length() > MAX_ENTITY_ID
            ? new Target.MalformedPath()
            : new Target.Resource(entity);
      }
      case PathPattern.Match.Differs _ -> new Target.Mismatch();
      case PathPattern.Match.Malformed _ -> new Target.MalformedPath();
    };
  }

  private EntityUid resourceWith(Map<String, String> labels) {
    return switch (resource) {
      case ResourceRule.Fixed(String type, String fixedId) -> new EntityUid(type, fixedId);
      case ResourceRule.FromLabel(String type, String label) ->
          new EntityUid(type, requireNonNull(labels.get(label), label));
    };
  }
}
