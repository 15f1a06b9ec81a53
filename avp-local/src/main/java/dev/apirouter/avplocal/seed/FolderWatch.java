package dev.apirouter.avplocal.seed;

import dev.apirouter.avplocal.protocol.AvpException;
import dev.apirouter.avplocal.store.PolicyStore;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Keeps a store as its folder says, by looking at it again and again.
 *
 * <p>A change is taken up when two looks in a row see the same: a file that is being written could
 * be cut off between two policies, and so lose a forbid.
 */
public final class FolderWatch implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(250);

  private final PolicyFolder folder;
  private final FolderSync sync;
  private final Consumer<String> log;
  private final Thread thread;
  private PolicyFolder.Texts applied;
  private PolicyFolder.Texts seen;

  /**
   * Fills the store.
   *
   * @param log gets a line for each change, taken up or refused
   * @throws IOException when a file cannot be read
   * @throws AvpException when what is in them is refused
   */
  public FolderWatch(PolicyFolder folder, PolicyStore store, Consumer<String> log)
      throws IOException {
    this.folder = folder;
    this.sync = new FolderSync(store);
    this.log = log;
    this.applied = folder.read();
    this.seen = applied;
    this.thread = Thread.ofPlatform().daemon().name("policy-folder").unstarted(this::watch);
    log.accept("%d policies from %s".formatted(sync.apply(applied), folder.policies()));
  }

  /** Goes on looking, on a daemon thread. */
  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(INTERVAL);
        look();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void look() {
    try {
      PolicyFolder.Texts now = folder.read();
      boolean settled = now.equals(seen);
      seen = now;
      if (settled && !now.equals(applied)) {
        applied = now;
        log.accept("%d policies from %s".formatted(sync.apply(now), folder.policies()));
      }
    } catch (IOException e) {
      log.accept("the store stays as it is: " + e);
    } catch (AvpException e) {
      log.accept("the store stays as it is: " + e.getMessage());
    }
  }
}
