package dev.apirouter.authz.engine.cedar;

import static dev.apirouter.authz.engine.cedar.PolicyFolder.PERMIT_ALL;
import static dev.apirouter.authz.engine.cedar.PolicyFolder.getOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cedarpolicy.model.policy.PolicySet;
import dev.apirouter.cedar.PolicyLoadException;
import dev.apirouter.cedar.PolicySource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyReloaderTest {
  private static final String PERMIT_ALICE =
      "@id(\"alice\") permit (principal == ApiRouter::User::\"alice\", action, resource);";
  private static final String FORBID_BOB =
      "@id(\"bob\") forbid (principal == ApiRouter::User::\"bob\", action, resource);";

  private final TestingEvents events = new TestingEvents();
  private final Path temporary;
  private final PolicyFolder folder;

  PolicyReloaderTest(@TempDir Path temporary) {
    this.temporary = temporary;
    this.folder = PolicyFolder.in(temporary).write("a.cedar", PERMIT_ALL);
  }

  @Test
  void start_firstLoadFails_throws() {
    folder.write("a.cedar", "nonsense");

    assertThatThrownBy(
            () -> PolicyReloader.start(folder.source(), PolicyReloader.DEFAULT_INTERVAL, events))
        .isInstanceOf(PolicyLoadException.class);
    assertThat(events.told()).isEmpty();
  }

  @Test
  void start_intervalOutOfBounds_refused() {
    assertThatThrownBy(() -> PolicyReloader.start(folder.source(), Duration.ofMillis(49), events))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("reload interval PT0.049S, expected PT0.05S to PT1H");
    assertThatThrownBy(
            () -> PolicyReloader.start(folder.source(), Duration.ofHours(1).plusMillis(1), events))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void start_changedFile_takenUpByItself() throws Exception {
    try (PolicyReloader reloader =
        PolicyReloader.start(folder.source(), PolicyReloader.MIN_INTERVAL, events)) {
      String first = reloader.get().version();
      folder.write("a.cedar", PERMIT_ALICE);

      long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (reloader.get().version().equals(first) && System.nanoTime() < end) {
        Thread.sleep(10);
      }
      assertThat(allows(reloader, "alice")).isTrue();
      assertThat(allows(reloader, "bob")).isFalse();
    }
  }

  @Test
  void poll_nothingChanged_nothingTold() throws Exception {
    PolicyReloader reloader = unstarted();

    settle(reloader);
    Files.setLastModifiedTime(folder.folder().resolve("a.cedar"), FileTime.fromMillis(0));
    settle(reloader);

    assertThat(events.told()).containsExactly("loaded " + reloader.get().version());
  }

  @Test
  void poll_change_takenUpWhenSeenTwice() throws Exception {
    PolicyReloader reloader = unstarted();
    settle(reloader);
    folder.write("a.cedar", PERMIT_ALICE);

    reloader.poll();
    assertThat(allows(reloader, "bob")).isTrue();

    reloader.poll();
    assertThat(allows(reloader, "bob")).isFalse();
    assertThat(reloader.lastReloadProblem()).isEmpty();
    assertThat(events.told()).hasSize(2).last().isEqualTo("loaded " + reloader.get().version());
  }

  @Test
  void poll_fileCutOffBetweenPolicies_neverTakenUp() throws Exception {
    folder.write("a.cedar", PERMIT_ALL + FORBID_BOB);
    PolicyReloader reloader = unstarted();
    settle(reloader);

    folder.write("a.cedar", PERMIT_ALL);
    reloader.poll();
    folder.write("a.cedar", PERMIT_ALL + FORBID_BOB + "\n");
    reloader.poll();
    assertThat(allows(reloader, "bob")).isFalse();

    reloader.poll();
    assertThat(allows(reloader, "bob")).isFalse();
    assertThat(events.told()).hasSize(2);
  }

  @Test
  void poll_badThenGoodAgain_keepsTheLastGoodAndTellsOnce() throws Exception {
    PolicyReloader reloader = unstarted();
    String first = reloader.get().version();
    folder.write("a.cedar", "permit (principal, action, resource) when { nonsense };");

    settle(reloader);
    settle(reloader);

    String problem =
        folder.folder().resolve("a.cedar:1")
            + ": policy a.cedar#1: invalid variable: nonsense; the valid Cedar variables are"
            + " `principal`, `action`, `resource`, and `context`; did you mean to enclose"
            + " `nonsense` in quotes to make a string?";
    assertThat(reloader.get().version()).isEqualTo(first);
    assertThat(reloader.lastReloadProblem()).contains(problem);
    assertThat(allows(reloader, "bob")).isTrue();
    assertThat(events.told()).containsExactly("loaded " + first, "failed [" + problem + "]");

    folder.write("a.cedar", PERMIT_ALL);
    settle(reloader);

    assertThat(reloader.get().version()).isEqualTo(first);
    assertThat(reloader.lastReloadProblem()).isEmpty();
    assertThat(events.told()).hasSize(3).last().isEqualTo("loaded " + first);
  }

  @Test
  void poll_folderEmptiedOrGone_keepsTheLastGood() throws Exception {
    PolicyReloader reloader = unstarted();
    Files.delete(folder.folder().resolve("a.cedar"));
    settle(reloader);
    Files.delete(folder.folder());
    settle(reloader);
    settle(reloader);

    assertThat(allows(reloader, "bob")).isTrue();
    assertThat(reloader.lastReloadProblem()).contains(folder.folder() + ": no such policy folder");
    assertThat(events.told())
        .containsExactly(
            "loaded " + reloader.get().version(),
            "failed ["
                + folder.folder()
                + ": no policy in any *.cedar file, expected at least one]",
            "failed [" + folder.folder() + ": no such policy folder]");
  }

  @Test
  void poll_schemaChanged_policiesValidatedAnew() throws Exception {
    PolicyReloader reloader = unstarted();
    String first = reloader.get().version();
    Files.writeString(
        folder.schema(), Files.readString(folder.schema()).replace("\"Anonymous\"", "\"Nobody\""));
    settle(reloader);

    assertThat(reloader.get().version()).isNotEqualTo(first);
    assertThat(reloader.lastReloadProblem()).isEmpty();
  }

  @Test
  void poll_configMapSwapped_takenUpWhole() throws Exception {
    Path mount = Files.createDirectory(temporary.resolve("mount"));
    version(mount, "..1", PERMIT_ALL);
    version(mount, "..2", PERMIT_ALICE);
    Files.createSymbolicLink(mount.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(mount.resolve("a.cedar"), Path.of("..data/a.cedar"));
    PolicyReloader reloader =
        PolicyReloader.unstarted(
            new PolicySource(mount, folder.schema()), PolicyReloader.DEFAULT_INTERVAL, events);
    settle(reloader);

    Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of("..2"));
    Files.move(
        mount.resolve("..data_tmp"),
        mount.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    settle(reloader);

    assertThat(allows(reloader, "alice")).isTrue();
    assertThat(allows(reloader, "bob")).isFalse();
  }

  private static void version(Path mount, String name, String policies) throws Exception {
    Files.writeString(Files.createDirectory(mount.resolve(name)).resolve("a.cedar"), policies);
  }

  @Test
  void poll_unchangedSlices_areTakenOver() throws Exception {
    folder.write("a.cedar", PERMIT_ALL);
    PolicyReloader reloader = unstarted();
    Map<Map<String, String>, PolicySet> before = reloader.get().policySets();
    folder.write(
        "b.cedar", "permit (principal, action == ApiRouter::Action::\"users:GetUser\", resource);");
    settle(reloader);

    assertThat(reloader.get().slices()).isEqualTo(2);
    assertThat(reloader.get().policySets().values()).containsAll(before.values());
  }

  private PolicyReloader unstarted() throws PolicyLoadException {
    return PolicyReloader.unstarted(folder.source(), PolicyReloader.DEFAULT_INTERVAL, events);
  }

  private static void settle(PolicyReloader reloader) {
    reloader.poll();
    reloader.poll();
  }

  private static boolean allows(PolicyReloader reloader, String user) {
    return SnapshotEvaluation.decide(reloader.get(), getOrder(user)).allowed();
  }
}
