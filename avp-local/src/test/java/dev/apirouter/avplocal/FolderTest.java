package dev.apirouter.avplocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apirouter.avplocal.protocol.AvpException;
import dev.apirouter.avplocal.seed.FolderWatch;
import dev.apirouter.avplocal.seed.PolicyFolder;
import dev.apirouter.avplocal.store.PolicyStore;
import dev.apirouter.avplocal.store.PolicyStores;
import dev.apirouter.avplocal.store.StoredPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String ADMINS =
      """
      // Free text; a semicolon in it ends nothing;
      @id("admins")
      permit (principal in Shop::Group::"admins", action, resource);
      """;

  @TempDir private Path dir;
  private Path file;
  private PolicyFolder folder;

  @BeforeEach
  void write() throws IOException {
    Path schema = dir.resolve("schema.json");
    Files.writeString(schema, TestService.SCHEMA);
    Path policies = Files.createDirectory(dir.resolve("policies"));
    file = policies.resolve("a.cedar");
    Files.writeString(file, TestService.READERS + "\n" + ADMINS);
    folder = new PolicyFolder(policies, schema);
  }

  @Test
  void folder_itsPolicies_haveTheSameIdsAfterARestart() throws IOException {
    PolicyStore first = filled();
    PolicyStore second = filled();

    assertThat(first.contents().policies().keySet())
        .hasSize(2)
        .containsExactlyElementsOf(second.contents().policies().keySet());
    assertThat(descriptions(first)).containsExactly("readers", "admins");
    assertThat(first.contents().policies().values())
        .allSatisfy(policy -> assertThat(policy.updated()).isEqualTo(policy.created()));
  }

  @Test
  void folder_withARefusedPolicy_namesItsFile() throws IOException {
    Files.writeString(file, "permit (principal == Shop::Nope::\"x\", action, resource);");

    assertThatThrownBy(this::filled)
        .isInstanceOf(AvpException.class)
        .hasMessageContaining("a.cedar#1")
        .hasMessageContaining("does not satisfy the schema");
  }

  @Test
  void folder_twoPoliciesOfOneId_isRefused() throws IOException {
    Files.writeString(file, ADMINS + ADMINS.replace("permit", "forbid"));

    assertThatThrownBy(this::filled)
        .isInstanceOf(AvpException.class)
        .hasMessageContaining("a.cedar: there are two policies with the @id 'admins'");
  }

  @Test
  void watch_editsOfTheFolder_changeTheStore() throws IOException {
    List<String> log = new CopyOnWriteArrayList<>();
    PolicyStore store = store();
    try (FolderWatch watch = new FolderWatch(folder, store, log::add)) {
      watch.start();
      StoredPolicy readers = store.contents().policies().values().iterator().next();

      Files.writeString(file, TestService.READERS.replace(";", " when { context has mfa };"));
      await(() -> store.contents().policies().size() == 1);
      StoredPolicy changed = store.contents().policy(readers.id());
      assertThat(changed.updated()).isAfter(readers.updated());
      assertThat(changed.created()).isEqualTo(readers.created());

      Files.writeString(file, "permit (nonsense");
      await(() -> log.getLast().contains("the store stays as it is"));
      assertThat(descriptions(store)).containsExactly("readers");

      Files.writeString(file, TestService.READERS.replace("permit", "forbid"));
      await(() -> !store.contents().policies().containsKey(readers.id()));
      assertThat(descriptions(store)).containsExactly("readers");
    }
  }

  private PolicyStore filled() throws IOException {
    PolicyStore store = store();
    new FolderWatch(folder, store, _ -> {}).close();
    return store;
  }

  private static PolicyStore store() {
    return new PolicyStores(Clock.systemUTC()).create("ps-test", true, Optional.empty());
  }

  private static List<String> descriptions(PolicyStore store) {
    return store.contents().policies().values().stream()
        .map(StoredPolicy::definition)
        .map(StoredPolicy.Static.class::cast)
        .flatMap(policy -> policy.description().stream())
        .toList();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
