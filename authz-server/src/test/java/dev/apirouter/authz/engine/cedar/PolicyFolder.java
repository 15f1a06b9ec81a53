package dev.apirouter.authz.engine.cedar;

import static java.util.Objects.requireNonNull;

import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.EntityUid;
import dev.apirouter.cedar.PolicySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A policy folder and schema in a temporary folder of a test. */
final class PolicyFolder {
  static final String PERMIT_ALL = "@id(\"all\") permit (principal, action, resource);";

  private final Path folder;
  private final Path schema;

  private PolicyFolder(Path folder, Path schema) {
    this.folder = folder;
    this.schema = schema;
  }

  /** An empty folder with the schema of the test resources. */
  static PolicyFolder in(Path temporary) {
    try {
      Path schema = temporary.resolve("cedar-schema.json");
      Files.copy(resource("cedar-schema.json"), schema);
      return new PolicyFolder(Files.createDirectory(temporary.resolve("policies")), schema);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static PolicySource resources() {
    return new PolicySource(resource("policies"), resource("cedar-schema.json"));
  }

  static Path resource(String name) {
    try {
      return Path.of(requireNonNull(PolicyFolder.class.getResource("/cedar/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  PolicySource source() {
    return new PolicySource(folder, schema);
  }

  Path folder() {
    return folder;
  }

  Path schema() {
    return schema;
  }

  PolicyFolder write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static AuthorizationQuery query(
      String principal, List<String> groups, String tenant, String action, EntityUid resource) {
    return new AuthorizationQuery(
        new EntityUid("ApiRouter::User", principal),
        groups,
        tenant.isEmpty() ? Optional.empty() : Optional.of(tenant),
        action(action),
        resource);
  }

  static AuthorizationQuery anonymous(String action, EntityUid resource) {
    return new AuthorizationQuery(
        new EntityUid("ApiRouter::Anonymous", "anonymous"),
        List.of(),
        Optional.empty(),
        action(action),
        resource);
  }

  static AuthorizationQuery getOrder(String principal, String... groups) {
    return query(principal, List.of(groups), "", "commercial:GetOrder", order("123"));
  }

  static EntityUid action(String id) {
    return new EntityUid("ApiRouter::Action", id);
  }

  static EntityUid order(String id) {
    return new EntityUid("ApiRouter::Order", id);
  }

  static EntityUid service() {
    return new EntityUid("ApiRouter::Service", "commercial");
  }
}
