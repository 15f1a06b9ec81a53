package dev.apirouter.authz.engine.mirror;

import static dev.apirouter.authz.engine.mirror.MirrorFixture.NOBODY;
import static dev.apirouter.authz.engine.mirror.MirrorFixture.READERS;
import static dev.apirouter.authz.engine.mirror.MirrorFixture.TEAM_TEMPLATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apirouter.authz.engine.EngineUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotFileTest {
  private final TestingPolicyStore store = MirrorFixture.store();
  private final Path file;

  SnapshotFileTest(@TempDir Path folder) {
    this.file = folder.resolve("policies.snapshot");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void savePolicies() throws Exception {
    store.policy("SP1", READERS).template("PT1", TEAM_TEMPLATE).link("SP2", "PT1", "w\"\\\n😀");
    try (MirrorFixture fixture = new MirrorFixture(store, file)) {
      fixture.mirror.poll();
      assertThat(fixture.mirror.status().problems()).isEmpty();
    }
  }

  private void storeIsAway() {
    store.fault((_, exchange) -> {
      TestingPolicyStore.send(exchange, 503, "");
      return true;
    });
  }

  /** The problem that a restart without AVP finds in the file, after so much time. */
  private String problem(Duration later) throws Exception {
    storeIsAway();
    try (MirrorFixture fixture = new MirrorFixture(store, file)) {
      fixture.now = fixture.now.plus(later);
      fixture.mirror.poll();
      assertThatExceptionOfType(EngineUnavailableException.class).isThrownBy(fixture.mirror::get);
      assertThat(fixture.lastEvent()).isEqualTo(fixture.mirror.status().problems().get(1));
      return fixture.lastEvent();
    }
  }

  @Test
  void restart_storeAway_servesFromTheFileUntilItIsTooOld() throws Exception {
    savePolicies();
    storeIsAway();
    try (MirrorFixture fixture = new MirrorFixture(store, file)) {
      fixture.now = fixture.now.plusSeconds(60);
      assertThat(fixture.mirror.poll()).isFalse();

      assertThat(fixture.lastEvent()).isEqualTo("restored 2 after PT1M");
      assertThat(fixture.decide("readers").determiningPolicies()).containsExactly("SP1");
      assertThat(fixture.decide("w\"\\\n😀").determiningPolicies()).containsExactly("SP2");
      assertThat(fixture.mirror.status().age()).contains(Duration.ofMinutes(1));

      fixture.now = fixture.now.plus(MirrorFixture.MAX_AGE).minusSeconds(60);
      assertThatExceptionOfType(EngineUnavailableException.class).isThrownBy(fixture.mirror::get);

      store.healthy();
      fixture.mirror.poll();
      assertThat(fixture.decide("readers").allowed()).isTrue();
      // The same policies: nothing was loaded anew.
      assertThat(fixture.events.told()).noneMatch(event -> event.startsWith("loaded"));
    }
  }

  @Test
  void restart_storeThere_takesItsPoliciesAndNotTheFiles() throws Exception {
    savePolicies();
    store.policy("SP3", NOBODY);
    try (MirrorFixture fixture = new MirrorFixture(store, file)) {
      fixture.mirror.poll();

      assertThat(fixture.decide("readers").allowed()).isFalse();
      assertThat(fixture.events.told()).containsExactly("loaded 3", "polled");
    }
  }

  @Test
  void restart_storeHoldsABrokenPolicy_servesFromTheFile() throws Exception {
    savePolicies();
    store.policy("SP3", "permit (everybody);");
    try (MirrorFixture fixture = new MirrorFixture(store, file)) {
      fixture.mirror.poll();

      assertThat(fixture.decide("readers").allowed()).isTrue();
      assertThat(fixture.mirror.status().stale()).isTrue();
    }
  }

  @Test
  void restart_expiredFile_isUnavailable() throws Exception {
    savePolicies();

    assertThat(problem(MirrorFixture.MAX_AGE))
        .isEqualTo(
            "snapshot file "
                + file
                + " is of 2026-11-21T00:00:00Z, expected not older than mirror.max-age and not in"
                + " the future");
  }

  @Test
  void restart_fileFromTheFuture_isUnavailable() throws Exception {
    savePolicies();

    assertThat(problem(Duration.ofMinutes(-2))).contains("not in the future");
  }

  @Test
  void restart_noFile_isUnavailableAndNoProblemOfTheFile() throws Exception {
    storeIsAway();
    try (MirrorFixture fixture = new MirrorFixture(store, file)) {
      fixture.mirror.poll();

      assertThat(fixture.mirror.status().problems()).hasSize(1);
      assertThat(fixture.mirror.status().outage()).isPresent();
    }
  }

  @Test
  void restart_changedContents_isUnavailable() throws Exception {
    savePolicies();
    Files.writeString(file, Files.readString(file).replace("readers", "writers"));

    assertThat(problem(Duration.ZERO)).endsWith("its checksum is not that of its contents");
  }

  @Test
  void restart_changedTime_isUnavailable() throws Exception {
    savePolicies();
    Files.writeString(file, Files.readString(file).replace("2026-11-21", "2026-11-22"));

    assertThat(problem(Duration.ofDays(1))).endsWith("its checksum is not that of its contents");
  }

  @Test
  void restart_cutOffOrNoSnapshot_isUnavailable() throws Exception {
    Files.writeString(file, "");
    assertThat(problem(Duration.ZERO)).contains("it is cut off");

    Files.writeString(file, "{\n{");
    assertThat(problem(Duration.ZERO)).contains("it is no snapshot: JsonEOFException");

    Files.writeString(file, "\n\n");
    assertThat(problem(Duration.ZERO)).contains("its format is , expected 1");
  }

  @Test
  void restart_fileOfAnotherStore_isUnavailable() throws Exception {
    savePolicies();
    storeIsAway();
    try (MirrorFixture fixture = new MirrorFixture(store.uri(), "PSOTHER", file)) {
      fixture.mirror.poll();

      assertThat(fixture.lastEvent()).endsWith("it is of policy store PSEXAMPLE, expected PSOTHER");
    }
  }

  @Test
  void restart_fileThatAnybodyMayWrite_isUnavailable() throws Exception {
    savePolicies();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw----rw-"));

    assertThat(problem(Duration.ZERO)).endsWith("anybody may write it, expected its owner only");
  }

  @Test
  void write_isForTheOwnerOnlyAndLeavesNothingElse() throws Exception {
    savePolicies();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void poll_unchangedPolicies_renewTheFilesTimeEachMinute() throws Exception {
    store.policy("SP1", READERS);
    try (MirrorFixture fixture = new MirrorFixture(store, file)) {
      fixture.mirror.poll();
      String first = Files.readString(file);

      fixture.now = fixture.now.plusSeconds(59);
      fixture.mirror.poll();
      assertThat(file).hasContent(first);

      fixture.now = fixture.now.plusSeconds(1);
      fixture.mirror.poll();
      assertThat(Files.readString(file)).contains("2026-11-21T00:01:00Z");
    }
  }

  @Test
  void poll_fileCannotBeWritten_isToldAndServesAllTheSame() throws Exception {
    store.policy("SP1", READERS);
    Path missing = file.resolveSibling("none").resolve("policies.snapshot");
    try (MirrorFixture fixture = new MirrorFixture(store, missing)) {
      fixture.mirror.poll();
      fixture.mirror.poll();

      assertThat(fixture.decide("readers").allowed()).isTrue();
      assertThat(fixture.mirror.status().problems())
          .singleElement()
          .asString()
          .startsWith("snapshot file " + missing + " cannot be written: ");
      assertThat(fixture.events.told()).filteredOn(e -> e.startsWith("snapshot file")).hasSize(1);

      Files.createDirectory(missing.getParent());
      fixture.mirror.poll();
      assertThat(fixture.mirror.status().problems()).isEmpty();
      assertThat(missing).exists();
    }
  }

  @Test
  void read_folderInPlaceOfTheFile_isAProblem() throws IOException {
    Files.createDirectory(file);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> new SnapshotFile(file, "PS1").read());
  }
}
