package dev.apirouter.authz.engine.cedar;

import static dev.apirouter.authz.engine.cedar.PolicyFolder.PERMIT_ALL;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.apirouter.authz.engine.EntityUid;
import dev.apirouter.cedar.PolicyFiles;
import dev.apirouter.cedar.PolicyLoadException;
import dev.apirouter.cedar.PolicySource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class PolicySetLoaderTest {
  private final Path temporary;
  private final PolicyFolder folder;

  PolicySetLoaderTest(@TempDir Path temporary) {
    this.temporary = temporary;
    this.folder = PolicyFolder.in(temporary);
  }

  @Test
  void load_resources_countsPoliciesAndSharesSlices() throws Exception {
    PolicySnapshot snapshot = PolicySetLoader.load(PolicyFolder.resources());

    assertThat(snapshot.policies()).isEqualTo(8);
    assertThat(snapshot.version()).matches("[0-9a-f]{16}");
    assertThat(snapshot.warnings()).isEmpty();
    assertThat(snapshot.allSlices()).hasSize(6);
    assertThat(sliceIds(snapshot, "User", "commercial:GetOrder", "Order"))
        .containsOnlyKeys(
            "reader",
            "writer; \"all\"",
            "big-orders-in-error",
            "roles.cedar#4",
            "suspended-tenant",
            "tenant-member");
    assertThat(sliceIds(snapshot, "Anonymous", "commercial:GetOrder", "Order"))
        .containsOnlyKeys("suspended-tenant");
    assertThat(sliceIds(snapshot, "User", "users:GetUser", "User"))
        .containsOnlyKeys("suspended-tenant", "own-user");
  }

  private static Map<String, String> sliceIds(
      PolicySnapshot snapshot, String principal, String action, String resource) {
    Slice slice =
        snapshot
            .allSlices()
            .get(
                new RequestKind(
                    new EntityUid("ApiRouter::Action", action),
                    "ApiRouter::" + principal,
                    "ApiRouter::" + resource));
    return requireNonNull(slice).policies().getStaticPolicies();
  }

  @Test
  void load_equalSlices_areOne() throws Exception {
    folder.write("a.cedar", PERMIT_ALL);

    assertThat(PolicySetLoader.load(folder.source()).slices()).isEqualTo(1);
  }

  @Test
  void load_version_dependsOnNamesAndContentsOnly() throws Exception {
    String version = PolicySetLoader.load(folder.write("a.cedar", PERMIT_ALL).source()).version();
    Files.move(folder.folder(), temporary.resolve("elsewhere"));
    PolicySource moved = new PolicySource(temporary.resolve("elsewhere"), folder.schema());
    assertThat(PolicySetLoader.load(moved).version()).isEqualTo(version);

    Files.move(moved.folder().resolve("a.cedar"), moved.folder().resolve("b.cedar"));
    assertThat(PolicySetLoader.load(moved).version()).isNotEqualTo(version);
  }

  @Test
  void load_otherFiles_areIgnored() throws Exception {
    folder.write("a.cedar", PERMIT_ALL).write(".b.cedar", "?").write("c.txt", "?");
    Files.createDirectory(folder.folder().resolve("d.cedar"));
    Files.createDirectory(folder.folder().resolve("sub"));
    Files.writeString(folder.folder().resolve("sub/e.cedar"), "?");

    assertThat(PolicySetLoader.load(folder.source()).policies()).isEqualTo(1);
  }

  @Test
  void load_linkedFiles_areFollowed() throws Exception {
    Path data = Files.createDirectory(temporary.resolve("..data"));
    Files.writeString(data.resolve("a.cedar"), PERMIT_ALL);
    Files.createSymbolicLink(folder.folder().resolve("a.cedar"), data.resolve("a.cedar"));

    assertThat(PolicySetLoader.load(folder.source()).policies()).isEqualTo(1);
  }

  @Test
  void load_cedarSyntaxSchema_isTaken() throws Exception {
    folder.write(
        "a.cedar",
        "@id(\"r\") permit (principal, action in ApiRouter::Action::\"read\", resource);");
    PolicySnapshot snapshot =
        PolicySetLoader.load(
            new PolicySource(folder.folder(), PolicyFolder.resource("schema.cedarschema")));

    assertThat(sliceIds(snapshot, "User", "Get", "Order")).containsOnlyKeys("r");
  }

  @Test
  void load_policyThatCanNeverApply_isAWarning() throws Exception {
    folder.write("a.cedar", PERMIT_ALL + "\nforbid (principal, action, resource) when { false };");

    assertThat(PolicySetLoader.load(folder.source()).warnings())
        .containsExactly(
            at("a.cedar:2")
                + "policy a.cedar#2: policy is impossible: the policy expression evaluates to"
                + " false for all valid requests");
  }

  @Test
  void load_missingFolderAndSchema_bothReported() {
    Path missing = temporary.resolve("none");
    PolicySource source = new PolicySource(missing, temporary.resolve("none.json"));

    assertThat(problems(source))
        .containsExactly(
            temporary.resolve("none.json") + ": no such file (schema)",
            missing + ": no such policy folder");
  }

  @Test
  void load_folderIsAFile_refused() {
    assertThat(problems(new PolicySource(folder.schema(), folder.schema())))
        .containsExactly(folder.schema() + ": not a folder");
  }

  @Test
  void load_noPolicy_refused() {
    assertThat(problems())
        .containsExactly(
            folder.folder() + ": no policy in any *.cedar file, expected at least one");

    folder.write("a.cedar", "// nothing yet\n");
    assertThat(problems())
        .containsExactly(
            folder.folder() + ": no policy in any *.cedar file, expected at least one");
  }

  @Test
  void load_danglingLink_refused() throws Exception {
    Path link = folder.folder().resolve("a.cedar");
    Files.createSymbolicLink(link, temporary.resolve("gone"));

    assertThat(problems()).containsExactly(link + ": no such file (policies)");
  }

  @Test
  void load_notUtf8_refused() throws Exception {
    Files.write(folder.folder().resolve("a.cedar"), "// ä".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(problems()).containsExactly(at("a.cedar") + "not UTF-8");
  }

  @Test
  void load_tooLarge_refused() {
    folder.write("a.cedar", "/".repeat(PolicyFiles.MAX_BYTES));

    assertThat(problems())
        .containsExactly(at("a.cedar") + "policies and schema together exceed 16777216 bytes");
  }

  @Test
  void load_everyProblemOfAllFiles_reportedWithFileAndLine() {
    folder
        .write(
            "a.cedar",
            """
            @id("one")
            permit (principal, action, resource)
            when { "ä" foo };

            @id("two")
            permit (principal == ?principal, action, resource);
            """)
        .write(
            "b.cedar",
            """
            @id("three") permit (principal, action, resource);
            @id("three") forbid (principal, action, resource);
            @id("") permit (principal, action, resource);
            permit (
              principal,
              action == ApiRouter::Action::"commercial:GetOrdr",
              resource
            );
            permit (principal, action, resource) when { principal.age > 1 };
            permit (principal, action, resource)
            """);

    assertThat(problems())
        .satisfiesExactly(
            p ->
                assertThat(p)
                    .startsWith(at("a.cedar:3") + "policy a.cedar#1: unexpected token `foo`: exp"),
            p ->
                assertThat(p)
                    .isEqualTo(
                        at("a.cedar:6")
                            + "policy a.cedar#2: expected a static policy, got a template"
                            + " containing the slot ?principal; try removing the template slot(s)"
                            + " from this policy"),
            p ->
                assertThat(p)
                    .isEqualTo(
                        at("b.cedar:2")
                            + "policy three: its id is that of the policy at "
                            + folder.folder().resolve("b.cedar")
                            + ":1"),
            p -> assertThat(p).isEqualTo(at("b.cedar:3") + "policy 3: its @id is empty"),
            p ->
                assertThat(p)
                    .isEqualTo(
                        at("b.cedar:10")
                            + "policy b.cedar#6: unexpected end of input: expected `;` or"
                            + " identifier"),
            p ->
                assertThat(p)
                    .isEqualTo(
                        at("b.cedar:4")
                            + "policy b.cedar#4: unable to find an applicable action given the"
                            + " policy scope constraints"),
            p ->
                assertThat(p)
                    .startsWith(
                        at("b.cedar:6")
                            + "policy b.cedar#4: unrecognized action"
                            + " `ApiRouter::Action::\"commercial:GetOrdr\"`; did you mean"),
            p ->
                assertThat(p)
                    .isEqualTo(
                        at("b.cedar:9")
                            + "policy b.cedar#5: attribute `age` on entity type"
                            + " `ApiRouter::Anonymous` not found"),
            p ->
                assertThat(p)
                    .isEqualTo(
                        at("b.cedar:9")
                            + "policy b.cedar#5: attribute `age` on entity type"
                            + " `ApiRouter::User` not found; did you mean `groups`?"));
  }

  @Test
  void load_schemaProblems_refusedWithFile() throws Exception {
    folder.write("a.cedar", PERMIT_ALL);

    Files.writeString(folder.schema(), "{\n");
    assertThat(problems()).singleElement().asString().startsWith(folder.schema() + ": EOF while");

    Files.writeString(folder.schema(), "{\"\": {\"entityTypes\": {}, \"actions\": {}}}");
    assertThat(problems())
        .containsExactly(folder.schema() + ": schema has namespaces [], expected exactly one");

    Files.writeString(
        folder.schema(),
        """
        {"A": {"entityTypes": {}, "actions": {}}, "B": {"entityTypes": {}, "actions": {}}}\
        """);
    assertThat(problems())
        .containsExactly(folder.schema() + ": schema has namespaces [A, B], expected exactly one");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void load_pipe_isAProblemAndNotWaitedFor() throws Exception {
    Path pipe = folder.folder().resolve("pipe.cedar");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThat(problems()).contains(at("pipe.cedar") + "is not a file");
  }

  @Test
  void load_policyThatNestsTooDeep_isAProblemAndNotParsed() throws Exception {
    folder.write(
        "deep.cedar",
        "permit (principal, action, resource) when { %strue%s };"
            .formatted("(".repeat(5_000), ")".repeat(5_000)));

    assertThat(problems()).singleElement().asString().contains("deep.cedar:1", "is too complex");
  }

  private List<String> problems() {
    return problems(folder.source());
  }

  private static List<String> problems(PolicySource source) {
    return catchThrowableOfType(PolicyLoadException.class, () -> PolicySetLoader.load(source))
        .problems();
  }

  private String at(String place) {
    return folder.folder().resolve(place) + ": ";
  }
}
