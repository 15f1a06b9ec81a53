package dev.apirouter.authz.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigLoaderTest {
  private static final String MINIMAL =
      """
      action-map: action-map.json
      cedar:
        policies: policies
        schema: cedar-schema.json
      issuers:
        - issuer: https://idp.example
          audiences: [api-router]
          algorithms: [RS256, ES256]
      """;

  private static AuthzServerConfig parse(String yaml) throws ConfigException {
    return ConfigLoader.parse("authz.yaml", yaml, Map.of());
  }

  private static List<String> problems(String yaml, Map<String, String> environment) {
    try {
      ConfigLoader.parse("authz.yaml", yaml, environment);
      return List.of();
    } catch (ConfigException e) {
      return e.problems();
    }
  }

  @Test
  void load_minimalFile_hasDefaults() throws ConfigException {
    AuthzServerConfig config = parse(MINIMAL);

    assertThat(config.grpc().address()).isEqualTo("127.0.0.1");
    assertThat(config.grpc().port()).isEqualTo(9191);
    assertThat(config.grpc().unixSocket()).isEmpty();
    assertThat(config.grpc().reflection()).isFalse();
    assertThat(config.management().address()).isEqualTo("127.0.0.1");
    assertThat(config.cache().allowTtl()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.cache().denyTtl()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.decisionLog()).isEqualTo(DecisionLogScope.DENIALS);
    assertThat(config.insecure().httpJwks()).isFalse();
    IssuerConfig issuer = config.issuers().getFirst();
    assertThat(issuer.algorithms()).containsExactlyInAnyOrder("RS256", "ES256");
    assertThat(issuer.clockSkew()).isEqualTo(Duration.ofSeconds(30));
    assertThat(issuer.subjectClaim()).isEqualTo("sub");
  }

  private static final String AVP =
      """
      action-map: action-map.json
      engine: avp
      avp:
        policy-store-id: PSEXAMPLE
      issuers:
        - issuer: https://idp.example
          audiences: [api-router]
          algorithms: [RS256]
      """;

  @Test
  void load_avp_needsItsPolicyStoreAndNoCedar() throws ConfigException {
    EngineConfig.Avp avp = (EngineConfig.Avp) parse(AVP).engine();

    assertThat(avp.policyStoreId()).isEqualTo("PSEXAMPLE");
    assertThat(avp.region()).isEmpty();
    assertThat(avp.timeout()).isEqualTo(Duration.ofMillis(600));
    assertThat(problems(MINIMAL, Map.of("APIROUTER_ENGINE", "avp")))
        .containsExactly("avp.policy-store-id: is missing; expected a text");
    assertThat(problems(AVP, Map.of("APIROUTER_ENGINE", "cedar")))
        .containsExactlyInAnyOrder(
            "cedar.policies: is missing; expected a path",
            "cedar.schema: is missing; expected a path");
  }

  @Test
  void load_avpMirror_needsAvpsSettings() throws ConfigException {
    Map<String, String> mirror = Map.of("APIROUTER_ENGINE", "avp-mirror");
    EngineConfig.AvpMirror config =
        (EngineConfig.AvpMirror) ConfigLoader.parse("authz.yaml", AVP, mirror).engine();

    assertThat(config.name()).isEqualTo("avp-mirror");
    assertThat(config.avp().policyStoreId()).isEqualTo("PSEXAMPLE");
    assertThat(config.mirror().maxAge()).isEqualTo(Duration.ofHours(24));
    assertThat(config.mirror().snapshotFile()).isEmpty();
    assertThat(config.mirror().refereeOneIn()).isZero();
    assertThat(problems(MINIMAL, mirror))
        .containsExactly("avp.policy-store-id: is missing; expected a text");
    assertThat(
            problems(
                AVP,
                Map.of(
                    "APIROUTER_ENGINE", "avp-mirror",
                    "APIROUTER_MIRROR_MAX_AGE", "19s",
                    "APIROUTER_AVP_ENDPOINT", "http://127.0.0.1:9300")))
        .containsExactlyInAnyOrder(
            "mirror.max-age: is 19s; expected at least twice mirror.poll-interval, 10s",
            "avp.endpoint: is http; expected https (insecure.http-avp: true allows it)");
  }

  @Test
  void load_avpSettingsThatContradict_areProblems() {
    assertThat(
            problems(
                AVP,
                Map.of(
                    "APIROUTER_CHECK_TIMEOUT", "600ms",
                    "APIROUTER_AVP_ATTEMPT_TIMEOUT", "601ms",
                    "APIROUTER_AVP_FIPS", "true",
                    "APIROUTER_AVP_ENDPOINT", "http://127.0.0.1:9300")))
        .containsExactlyInAnyOrder(
            "avp.timeout: is 600ms; expected less than check.timeout, 600ms",
            "avp.attempt-timeout: is 601ms; expected at most avp.timeout, 600ms",
            "avp.fips: is true beside avp.endpoint; expected one of them",
            "avp.endpoint: is http; expected https (insecure.http-avp: true allows it)");
    assertThat(
            problems(
                AVP,
                Map.of(
                    "APIROUTER_AVP_ENDPOINT", "http://127.0.0.1:9300",
                    "APIROUTER_INSECURE_HTTP_AVP", "true")))
        .isEmpty();
  }

  @Test
  void load_environment_goesBeforeTheFile() throws ConfigException {
    AuthzServerConfig config =
        ConfigLoader.parse(
            "authz.yaml",
            MINIMAL,
            Map.of(
                "APIROUTER_GRPC_PORT", "1234",
                "APIROUTER_ISSUERS_0_AUDIENCES", "a, b",
                "APIROUTER_ISSUERS_1_ISSUER", "https://partner.example",
                "APIROUTER_ISSUERS_1_AUDIENCES", "api-router",
                "APIROUTER_ISSUERS_1_ALGORITHMS", "PS256",
                "APIROUTER_ISSUERS_1_SUBJECT_PREFIX", "partner|",
                "HOME", "/home/x"));

    assertThat(config.grpc().port()).isEqualTo(1234);
    assertThat(config.issuers()).hasSize(2);
    assertThat(config.issuers().get(0).audiences()).isEqualTo(Set.of("a", "b"));
    assertThat(config.issuers().get(1).subjectPrefix()).isEqualTo("partner|");
  }

  @Test
  void load_emptyFile_listsEverythingThatIsMissing() {
    assertThat(problems("", Map.of()))
        .containsExactlyInAnyOrder(
            "action-map: is missing; expected a path",
            "cedar.policies: is missing; expected a path",
            "cedar.schema: is missing; expected a path",
            "issuers: is empty; expected at least one token issuer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grpc: {port: 70000} | grpc.port is '70000'; expected a number in 0–65535",
        "grpc: {port: x} | grpc.port is 'x'; expected a number in 0–65535",
        "grpc: {port: [1, 2]} | grpc.port is a list; expected one value",
        "grpc: {prot: 1} | unknown setting grpc.prot",
        "grpc: {reflection: yes} | grpc.reflection is 'yes'; expected true or false",
        "cache: {allow-ttl: 60} | cache.allow-ttl is '60'; expected a duration such as 30s in 0s–1h",
        "cache: {allow-ttl: 2h} | cache.allow-ttl is '2h'; expected a duration such as 30s in 0s–1h",
        "decision-log: most | decision-log is 'most'; expected one of none, errors, denials, all",
      })
  void load_badValue_namesLineValueAndExpectation(String line, String problem) {
    assertThat(problems(MINIMAL + line + "\n", Map.of()))
        .containsExactly("authz.yaml:9: " + problem);
  }

  @Test
  void load_badIssuers_namesEachProblem() {
    String yaml =
        MINIMAL
            + """
              - issuer: https://idp.example
                audiences: [a]
                algorithms: [HS256]
              - issuer: https://third.example
                client-ids: [c]
                algorithms: [RS256]
              - issuer: http://plain.example
                jwks-uri: ftp://plain.example/keys
                subject-prefix: plain|
              - issuer: https://fifth.example
                jwks-uri: http://fifth.example/keys
                audiences: [a]
                algorithms: [RS256]
                subject-prefix: fifth|
            """;

    assertThat(problems(yaml, Map.of()))
        .containsExactlyInAnyOrder(
            "issuers[1].algorithms: 'HS256' is not accepted; expected some of [ES256, ES384,"
                + " ES512, PS256, PS384, PS512, RS256, RS384, RS512]",
            "issuers[1].issuer: is that of issuers[0], too",
            "issuers[2].token-use: is missing; expected it beside client-ids, e.g. access",
            "issuers[2].subject-prefix: is that of issuers[0], too; expected another one, or"
                + " either issuer could name the other's users",
            "issuers[2].subject-prefix: is that of issuers[1], too; expected another one, or"
                + " either issuer could name the other's users",
            "authz.yaml:16: issuers[3].jwks-uri is 'ftp://plain.example/keys'; expected an"
                + " absolute https or http URI",
            "issuers[3].audiences: is missing; expected the audiences that are ours",
            "issuers[3].algorithms: is missing; expected some of [ES256, ES384, ES512, PS256,"
                + " PS384, PS512, RS256, RS384, RS512]",
            "issuers[3].jwks-uri: is http; expected https (insecure.http-jwks: true allows it)",
            "issuers[4].jwks-uri: is http; expected https (insecure.http-jwks: true allows it)");
  }

  @Test
  void load_unknownVariable_isAProblem() {
    assertThat(problems(MINIMAL, Map.of("APIROUTER_GRPC_PROT", "1")))
        .containsExactly("APIROUTER_GRPC_PROT: no setting has this environment variable");
  }

  @Test
  void load_duplicateKey_isAProblem() {
    assertThat(problems(MINIMAL + "action-map: other.json\n", Map.of()))
        .anySatisfy(problem -> assertThat(problem).contains("authz.yaml", "action-map"));
  }

  @Test
  void load_noYaml_isAProblem() {
    assertThat(problems("a: [", Map.of()))
        .anySatisfy(problem -> assertThat(problem).startsWith("authz.yaml: "));
  }

  @Test
  void load_missingFile_isAProblem() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigLoader.load(Path.of("nowhere.yaml"), Map.of()))
        .withMessage("nowhere.yaml: no such file");
  }

  @Test
  void documentation_everySetting_standsWithDefaultAndBounds() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("../docs/configuration.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.replaceFirst("^(\\|[^|]*\\|[^|]*\\|[^|]*\\|).*", "$1"))
            .toList();

    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            ConfigLoader.describe().stream()
                .map(setting ->
                    "| `%s` | %s | %s |"
                        .formatted(setting.path(), setting.defaultValue(), setting.bounds()))
                .toList());
  }
}
