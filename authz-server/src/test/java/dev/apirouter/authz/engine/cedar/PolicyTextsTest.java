package dev.apirouter.authz.engine.cedar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.apirouter.authz.engine.AuthorizationQuery;
import dev.apirouter.authz.engine.Decision;
import dev.apirouter.authz.engine.EntityUid;
import dev.apirouter.cedar.PolicyLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PolicyTextsTest {
  private static final String ANYBODY_READS =
      "permit (principal, action in ApiRouter::Action::\"commercial:read\", resource);";
  private static final String OWN_TEMPLATE =
      """
      @id("owner")
      permit (principal == ?principal, action, resource == ?resource)
      when { context.groups.contains("?principal") };
      """;
  private static final String TEAM_TEMPLATE =
      """
      permit (
        principal is ApiRouter::User in ?principal,
        action == ApiRouter::Action::"commercial:GetOrder",
        resource
      );
      """;

  private final String schema;

  PolicyTextsTest() throws IOException {
    schema = Files.readString(PolicyFolder.resource("cedar-schema.json"));
  }

  private PolicyTexts texts(Map<String, String> policies) {
    return new PolicyTexts("PS1", policies, Map.of(), Map.of(), schema);
  }

  private PolicyTexts linked(String template, PolicyTexts.Link link) {
    return new PolicyTexts("PS1", Map.of(), Map.of("PT1", template), Map.of("SP1", link), schema);
  }

  private static PolicyTexts.Link team(String group) {
    return new PolicyTexts.Link(
        "PT1", Optional.of(new EntityUid("ApiRouter::Group", group)), Optional.empty());
  }

  private static List<String> problems(PolicyTexts texts) {
    return catchThrowableOfType(PolicyLoadException.class, () -> PolicySetLoader.load(texts, null))
        .problems();
  }

  private static Decision decide(PolicyTexts texts, AuthorizationQuery query) throws Exception {
    return SnapshotEvaluation.decide(PolicySetLoader.load(texts, null), query);
  }

  @Test
  void load_annotatedPolicies_areKnownByTheirGivenIds() throws Exception {
    PolicyTexts texts =
        texts(
            Map.of(
                "SP1",
                "// why\n@id(\"a\") " + ANYBODY_READS,
                "SP2",
                "@id(\"a\") " + ANYBODY_READS));

    assertThat(decide(texts, PolicyFolder.getOrder("u")).determiningPolicies())
        .containsExactly("SP1", "SP2");
  }

  @Test
  void load_noPolicy_deniesAll() throws Exception {
    assertThat(decide(texts(Map.of()), PolicyFolder.getOrder("u")))
        .isEqualTo(new Decision(false, List.of(), List.of()));
  }

  @Test
  void load_linkToBothSlots_permitsTheseEntitiesOnly() throws Exception {
    PolicyTexts texts =
        linked(
            OWN_TEMPLATE,
            new PolicyTexts.Link(
                "PT1",
                Optional.of(new EntityUid("ApiRouter::User", "u")),
                Optional.of(PolicyFolder.order("123"))));

    assertThat(decide(texts, PolicyFolder.getOrder("u", "?principal")))
        .isEqualTo(new Decision(true, List.of("SP1"), List.of()));
    assertThat(decide(texts, PolicyFolder.getOrder("other", "?principal")).allowed()).isFalse();
    assertThat(decide(texts, PolicyFolder.getOrder("u", "u")).allowed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\", action, resource); permit (principal, action, resource); //",
        "?principal",
        "\\\" \u0000\n 😀 ä",
        "\\u{41}",
        "*",
      })
  void load_linkWithAnyId_takesItLiterally(String group) throws Exception {
    PolicyTexts texts = linked(TEAM_TEMPLATE, team(group));

    assertThat(decide(texts, PolicyFolder.getOrder("u", group)).determiningPolicies())
        .containsExactly("SP1");
    assertThat(decide(texts, PolicyFolder.getOrder("u", "A")).allowed()).isFalse();
    assertThat(decide(texts, PolicyFolder.getOrder("u")).allowed()).isFalse();
  }

  @Test
  void load_linksThatDoNotFit_areProblems() {
    PolicyTexts.Link both =
        new PolicyTexts.Link(
            "PT1",
            Optional.of(new EntityUid("ApiRouter::Group", "g")),
            Optional.of(PolicyFolder.order("1")));
    PolicyTexts.Link none = new PolicyTexts.Link("PT1", Optional.empty(), Optional.empty());
    PolicyTexts.Link badType =
        new PolicyTexts.Link("PT1", Optional.of(new EntityUid("a b", "g")), Optional.empty());

    assertThat(problems(linked(TEAM_TEMPLATE, both)))
        .containsExactly(
            "PS1/SP1: template PT1: there is a resource, but the template has no slot ?resource");
    assertThat(problems(linked(TEAM_TEMPLATE, none)))
        .containsExactly("PS1/SP1: template PT1: the template's slot ?principal has no entity");
    assertThat(problems(linked(TEAM_TEMPLATE, badType)))
        .singleElement()
        .asString()
        .startsWith("PS1/SP1: template PT1: ")
        .contains("a b");
    assertThat(problems(linked(ANYBODY_READS, team("g"))))
        .singleElement()
        .asString()
        .startsWith("PS1/SP1: template PT1: ");
    assertThat(
            problems(new PolicyTexts("PS1", Map.of(), Map.of(), Map.of("SP1", team("g")), schema)))
        .containsExactly("PS1/SP1: template PT1: no such template");
  }

  @Test
  void load_badPolicies_eachNamedWithItsId() {
    PolicyTexts texts =
        texts(
            Map.of(
                "SP1", ANYBODY_READS + ANYBODY_READS,
                "SP2", "// nothing",
                "SP3", "\npermit (everybody);",
                "SP4", "permit (principal == ?principal, action, resource);"));

    assertThat(problems(texts))
        .satisfiesExactly(
            p -> assertThat(p).isEqualTo("PS1/SP1: holds 2 policies, expected one"),
            p -> assertThat(p).isEqualTo("PS1/SP2: holds 0 policies, expected one"),
            p -> assertThat(p).startsWith("PS1/SP3:2: policy SP3: "),
            p -> assertThat(p).startsWith("PS1/SP4:1: policy SP4: expected a static policy"));
  }

  @Test
  void load_policyOutsideTheSchema_isAProblem() {
    assertThat(
            problems(
                texts(
                    Map.of(
                        "SP1",
                        "permit (principal, action == ApiRouter::Action::\"x:Y\", resource);"))))
        .allSatisfy(problem -> assertThat(problem).startsWith("PS1/SP1:1: policy SP1: "));
  }

  @Test
  void load_badSchema_isAProblem() {
    assertThat(problems(new PolicyTexts("PS1", Map.of(), Map.of(), Map.of(), "{")))
        .singleElement()
        .asString()
        .startsWith("PS1/schema");
  }

  @Test
  void version_dependsOnEveryText() {
    PolicyTexts texts = linked(TEAM_TEMPLATE, team("g"));

    assertThat(texts.version()).matches("[0-9a-f]{16}");
    assertThat(
            List.of(
                texts,
                linked(TEAM_TEMPLATE, team("h")),
                linked(OWN_TEMPLATE, team("g")),
                texts(Map.of("SP1", "a")),
                texts(Map.of("SP1", "b")),
                texts(Map.of("SP1a", "")),
                texts(Map.of("SP2", "a")),
                new PolicyTexts("PS1", Map.of(), Map.of(), Map.of(), "{}")))
        .extracting(PolicyTexts::version)
        .doesNotHaveDuplicates();
    assertThat(new PolicyTexts("PS2", Map.of(), texts.templates(), texts.links(), schema).version())
        .isEqualTo(texts.version());
  }
}
