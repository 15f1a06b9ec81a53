package dev.apirouter.authz.engine.cedar;

import static java.util.Objects.requireNonNull;

import dev.apirouter.authz.engine.EntityUid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A policy set in memory, as a policy store holds it: every policy has an id of its own, beside
 * which an {@code @id} annotation means nothing. It may be empty: then nothing is allowed.
 *
 * @param name what problems begin with, e.g. the policy store's id
 * @param policies static policies by id, one to a text
 * @param templates policy templates by id
 * @param links policies made of a template, by id
 * @param schema the schema in Cedar's JSON form
 */
public record PolicyTexts(
    String name,
    Map<String, String> policies,
    Map<String, String> templates,
    Map<String, Link> links,
    String schema) {
  private static final int VERSION_LENGTH = 16;

  /**
   * A policy made of a template.
   *
   * @param template id of the template
   * @param principal what stands for {@code ?principal}; empty exactly where the template lacks it
   * @param resource what stands for {@code ?resource}; empty exactly where the template lacks it
   */
  public record Link(String template, Optional<EntityUid> principal, Optional<EntityUid> resource) {
    public Link {
      requireNonNull(template, "template");
      requireNonNull(principal, "principal");
      requireNonNull(resource, "resource");
    }
  }

  public PolicyTexts {
    requireNonNull(name, "name");
    policies = Map.copyOf(policies);
    templates = Map.copyOf(templates);
    links = Map.copyOf(links);
    requireNonNull(schema, "schema");
  }

  /**
   * Identifies ids, texts and schema, wherever they come from and in whatever order: the first 16
   * hexadecimal digits of a SHA-256.
   */
  public String version() {
    Digest digest = new Digest();
    digest.add(schema);
    digest.add(policies.size());
    new TreeMap<>(policies)
        .forEach((id, text) -> {
          digest.add(id);
          digest.add(text);
        });
    digest.add(templates.size());
    new TreeMap<>(templates)
        .forEach((id, text) -> {
          digest.add(id);
          digest.add(text);
        });
    digest.add(links.size());
    new TreeMap<>(links)
        .forEach((id, link) -> {
          digest.add(id);
          digest.add(link.template());
          digest.add(link.principal());
          digest.add(link.resource());
        });
    return digest.hex().substring(0, VERSION_LENGTH);
  }

  /** Every part with its length or number before it, so that no two sets have the same input. */
  private static final class Digest {
    private final MessageDigest sha256;

    Digest() {
      try {
        this.sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }

    void add(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      add(bytes.length);
      sha256.update(bytes);
    }

    void add(int number) {
      sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    void add(Optional<EntityUid> entity) {
      add(entity.isPresent() ? 1 : 0);
      entity.ifPresent(uid -> {
        add(uid.type());
        add(uid.id());
      });
    }

    String hex() {
      return HexFormat.of().formatHex(sha256.digest());
    }
  }
}
