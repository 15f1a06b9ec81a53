package dev.apirouter.authz.config;

import dev.apirouter.authz.config.AuthzServerConfig.Cache;
import dev.apirouter.authz.config.AuthzServerConfig.Check;
import dev.apirouter.authz.config.AuthzServerConfig.Grpc;
import dev.apirouter.authz.config.AuthzServerConfig.Insecure;
import dev.apirouter.authz.config.AuthzServerConfig.Management;
import dev.apirouter.authz.config.AuthzServerConfig.Token;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes an {@link AuthzServerConfig} of a YAML file and the environment, or tells everything that
 * is wrong with them. Defaults and bounds stand here and nowhere else.
 */
public final class ConfigLoader {
  private final List<String> problems = new ArrayList<>();
  private final RawSettings raw;
  private final SettingsReader read;

  private ConfigLoader(String file, String yaml, Map<String, String> environment) {
    raw = RawSettings.read(file, yaml, environment, problems);
    read = new SettingsReader(raw, problems);
  }

  /**
   * Reads a file and the environment variables that go before it.
   *
   * @throws ConfigException with every problem, not just the first
   */
  public static AuthzServerConfig load(Path file, Map<String, String> environment)
      throws ConfigException {
    try {
      return parse(file.toString(), Files.readString(file), environment);
    } catch (NoSuchFileException e) {
      throw new ConfigException(List.of(file + ": no such file"));
    } catch (MalformedInputException e) {
      throw new ConfigException(List.of(file + ": is not UTF-8"));
    } catch (IOException e) {
      throw new ConfigException(List.of(file + ": cannot be read: " + e.getMessage()));
    }
  }

  static AuthzServerConfig parse(String name, String yaml, Map<String, String> environment)
      throws ConfigException {
    ConfigLoader loader = new ConfigLoader(name, yaml, environment);
    AuthzServerConfig config = loader.config();
    loader.problems.addAll(loader.raw.unknown());
    if (!loader.problems.isEmpty()) {
      throw new ConfigException(loader.problems);
    }
    return config;
  }

  /** Every setting with its default and bounds. */
  static List<SettingsReader.Described> describe() {
    ConfigLoader loader = new ConfigLoader("", "", Map.of());
    AuthzServerConfig unused = loader.config();
    loader.issuer("issuers[0]", unused.insecure());
    return loader.read.described();
  }

  private AuthzServerConfig config() {
    Insecure insecure =
        new Insecure(read.flag("insecure.http-jwks", false), read.flag("insecure.http-avp", false));
    Check check =
        new Check(
            read.duration("check.timeout", millis(800), millis(10), seconds(60)),
            read.integer("check.threads", 0, 0, 1024),
            read.integer("check.queue", 1000, 0, 1_000_000));
    return new AuthzServerConfig(
        read.requiredPath("action-map"),
        grpc(),
        new Management(
            read.text("management.address", "127.0.0.1"),
            read.integer("management.port", 9192, 0, 65535)),
        new Token(
            read.integer("token.max-bytes", 16 * 1024, 256, 256 * 1024),
            read.number("token.cache-bytes", 64L << 20, 0, 16L << 30)),
        issuers(insecure),
        jwks(),
        new EngineSettings(read, problems).engine(check, insecure),
        new Cache(
            read.number("cache.max-bytes", 64L << 20, 1 << 20, 16L << 30),
            read.duration("cache.allow-ttl", seconds(60), Duration.ZERO, Duration.ofHours(1)),
            read.duration("cache.deny-ttl", seconds(5), Duration.ZERO, Duration.ofHours(1))),
        check,
        read.choice("decision-log", DecisionLogScope.DENIALS, DecisionLogScope.class),
        read.duration("shutdown-grace", seconds(10), Duration.ZERO, Duration.ofMinutes(10)),
        insecure);
  }

  private Grpc grpc() {
    return new Grpc(
        read.text("grpc.address", "127.0.0.1"),
        read.integer("grpc.port", 9191, 0, 65535),
        read.optionalPath("grpc.unix-socket"),
        read.flag("grpc.reflection", false));
  }

  private JwksConfig jwks() {
    JwksConfig jwks =
        new JwksConfig(
            read.duration("jwks.refresh-interval", Duration.ofMinutes(5), seconds(1), hours(24)),
            read.duration("jwks.max-age", hours(24), seconds(1), hours(24 * 7)),
            read.duration("jwks.unknown-kid-interval", seconds(10), millis(100), hours(1)),
            read.duration("jwks.retry-interval", seconds(2), millis(100), hours(1)),
            read.duration("jwks.timeout", seconds(5), millis(100), seconds(60)),
            read.integer("jwks.max-bytes", 256 * 1024, 1024, 16 << 20));
    if (jwks.maxAge().compareTo(jwks.refreshInterval()) < 0) {
      problems.add(
          "jwks.max-age: is "
              + SettingsReader.show(jwks.maxAge())
              + "; expected at least jwks.refresh-interval, "
              + SettingsReader.show(jwks.refreshInterval()));
    }
    return jwks;
  }

  private List<IssuerConfig> issuers(Insecure insecure) {
    List<IssuerConfig> issuers = new ArrayList<>();
    while (read.hasGroup("issuers[" + issuers.size() + "]")) {
      issuers.add(issuer("issuers[" + issuers.size() + "]", insecure));
    }
    if (issuers.isEmpty()) {
      problems.add("issuers: is empty; expected at least one token issuer");
    }
    for (int i = 0; i < issuers.size(); i++) {
      for (int j = 0; j < i; j++) {
        IssuerConfig one = issuers.get(j);
        IssuerConfig other = issuers.get(i);
        if (one.issuer().equals(other.issuer())) {
          problems.add("issuers[" + i + "].issuer: is that of issuers[" + j + "], too");
        } else if (one.subjectPrefix().equals(other.subjectPrefix())) {
          problems.add(
              "issuers["
                  + i
                  + "].subject-prefix: is that of issuers["
                  + j
                  + "], too; expected another one, or either issuer could name the other's users");
        }
      }
    }
    return issuers;
  }

  private IssuerConfig issuer(String at, Insecure insecure) {
    IssuerConfig issuer =
        new IssuerConfig(
            read.requiredText(at + ".issuer"),
            read.optionalUri(at + ".jwks-uri"),
            read.texts(at + ".audiences", "none", "texts; required without client-ids"),
            read.texts(at + ".client-ids", "none", "texts; required without audiences"),
            nonEmpty(read.text(at + ".token-use", "")),
            read.texts(at + ".algorithms", "required", String.join(", ", JwsAlgorithms.ACCEPTED)),
            read.duration(at + ".clock-skew", seconds(30), Duration.ZERO, Duration.ofMinutes(5)),
            read.text(at + ".subject-claim", "sub"),
            read.text(at + ".groups-claim", "groups"),
            read.text(at + ".tenant-claim", "tenant_id"),
            read.text(at + ".subject-prefix", ""),
            read.text(at + ".group-prefix", ""));
    if (issuer.audiences().isEmpty() && issuer.clientIds().isEmpty()) {
      problems.add(at + ".audiences: is missing; expected the audiences that are ours");
    }
    if (!issuer.clientIds().isEmpty() && issuer.tokenUse().isEmpty()) {
      problems.add(at + ".token-use: is missing; expected it beside client-ids, e.g. access");
    }
    if (issuer.algorithms().isEmpty()) {
      problems.add(at + ".algorithms: is missing; expected some of " + JwsAlgorithms.ACCEPTED);
    }
    for (String algorithm : issuer.algorithms()) {
      if (!JwsAlgorithms.ACCEPTED.contains(algorithm)) {
        problems.add(
            at
                + ".algorithms: '"
                + algorithm
                + "' is not accepted; expected some of "
                + JwsAlgorithms.ACCEPTED);
      }
    }
    boolean plainHttp =
        issuer
            .jwksUri()
            .map(uri -> "http".equals(uri.getScheme()))
            .orElse(issuer.issuer().startsWith("http:"));
    if (plainHttp && !insecure.httpJwks()) {
      problems.add(at + ".jwks-uri: is http; expected https (insecure.http-jwks: true allows it)");
    }
    return issuer;
  }

  private static Optional<String> nonEmpty(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Duration hours(long hours) {
    return Duration.ofHours(hours);
  }

  /** JWS algorithms that an issuer may be configured with (RFC 7518, RFC 8037). */
  private static final class JwsAlgorithms {
    static final Set<String> ACCEPTED =
        new TreeSet<>(
            Set.of(
                "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"));
  }
}
