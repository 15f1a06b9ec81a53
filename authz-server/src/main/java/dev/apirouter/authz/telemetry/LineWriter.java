package dev.apirouter.authz.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes lines to a stream on a thread of its own: whoever reads the stream slowly does not hold up
 * an event loop. Beyond a bound of waiting lines, lines are dropped and counted.
 */
public final class LineWriter implements AutoCloseable {
  private static final Logger LOG = System.getLogger(LineWriter.class.getName());

  /** Lines that may wait. */
  private static final int CAPACITY = 16_384;

  private static final long CLOSE_MILLIS = 2_000;

  private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(CAPACITY);
  private final LongAdder dropped = new LongAdder();
  private final OutputStream out;
  private final Thread thread;
  private volatile boolean closed;

  /** Starts writing; the stream is flushed whenever no line waits, and not closed. */
  public LineWriter(String name, OutputStream out) {
    this.out = new BufferedOutputStream(out);
    this.thread = Thread.ofPlatform().daemon().name(name).start(this::writeAll);
  }

  /** Takes a line without a line break; never blocks. */
  public void write(String line) {
    if (!waiting.offer(line)) {
      dropped.increment();
    }
  }

  /** Number of lines that were dropped since the start. */
  public long dropped() {
    return dropped.sum();
  }

  private void writeAll() {
    try {
      while (!closed || !waiting.isEmpty()) {
        String line = waiting.poll(100, TimeUnit.MILLISECONDS);
        while (line != null) {
          out.write(line.getBytes(UTF_8));
          out.write('\n');
          line = waiting.poll();
        }
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.log(Level.ERROR, "the decision log cannot be written and ends", e);
    }
  }

  /** Writes what waits, for two seconds at most. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
