package org.mailshim.queue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mailshim.message.MailData;

/**
 * Holds the mail data of one message between its acceptance from the submitter and its delivery, as
 * long as this process lives. It is not durable; that is the queue's business.
 *
 * <p>The data stays in memory up to a threshold and goes to a {@link TempFile} beyond it, so that a
 * message of any size needs no more than the threshold of heap. Where all spools together hold as
 * much as {@link SpoolMemory} allows, it goes to the file earlier, even from the first byte. Bytes
 * are kept as they are given: normalised mail data comes out if normalised mail data went in.
 *
 * <p>First bytes are appended, by one thread at a time. Then {@link #complete} ends that, and the
 * {@link MailData} it returns may be read several times, by several threads at once. {@link #close}
 * may come from any thread at any time; it gives the disk space back, and appending or reading
 * after it fails. The memory goes with the last reference to the spool and its data. After a failed
 * {@link #append} or {@link #complete} only {@link #close} is of use: the data has a hole.
 */
public final class Spool implements AutoCloseable {

  /** 256 KiB: nearly all messages without attachments stay in memory. */
  public static final int DEFAULT_THRESHOLD = 256 * 1024;

  /** Makes the file when the threshold is passed. */
  interface FileSource {
    TempFile open() throws IOException;
  }

  /** Files in a directory. No lambda: it would be linked in the way of a process's first mail. */
  private record TempFiles(Path directory) implements FileSource {
    @Override
    public TempFile open() throws IOException {
      return new TempFile(directory);
    }
  }

  private static final int FIRST_BUFFER = 8 * 1024;
  private static final byte[] NOTHING = {};

  private final FileSource files;
  private final int threshold;
  private final SpoolMemory memory;

  /** What of the memory is this spool's: as much as its buffer is long, and none once closed. */
  private final AtomicInteger held = new AtomicInteger();

  // The data is the file's first fileOctets bytes, if there is a file, and then the buffer's first
  // count bytes. Only the appending thread touches buffer, count and fileOctets before complete.
  private byte[] buffer = NOTHING;
  private int count;
  private long fileOctets;
  private boolean failed;
  private boolean complete;
  private volatile @Nullable TempFile file;
  private volatile boolean closed;

  /**
   * An empty spool.
   *
   * @param threshold how many octets stay in memory, at least 1
   * @param directory where a file is made for what is longer; need not exist before that
   */
  public Spool(int threshold, Path directory) {
    this(threshold, SpoolMemory.SHARED, new TempFiles(directory));
  }

  /** An empty spool with the default threshold, and files in {@code java.io.tmpdir}. */
  public Spool() {
    this(DEFAULT_THRESHOLD, Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** A spool whose files come from elsewhere, and whose memory is not that of all others. */
  Spool(int threshold, SpoolMemory memory, FileSource files) {
    if (threshold < 1) {
      throw new IllegalArgumentException("threshold " + threshold + " is below 1");
    }
    this.threshold = threshold;
    this.memory = memory;
    this.files = files;
  }

  /**
   * Adds bytes at the end.
   *
   * @param bytes not kept
   * @param from index of the first byte
   * @param to index after the last byte
   * @throws SpoolException if there is no room for them, or the spool was closed
   * @throws IllegalStateException if the data is complete
   */
  public void append(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    requireAppending();
    int length = to - from;
    if (length > buffer.length - count) {
      makeRoom(length);
    }
    if (length <= buffer.length - count) {
      System.arraycopy(bytes, from, buffer, count, length);
      count += length;
    } else {
      // Longer than the whole buffer, which is empty now.
      writeToFile(bytes, from, to);
    }
  }

  /** How many octets were appended. */
  public long octets() {
    return fileOctets + count;
  }

  /**
   * Ends the appending.
   *
   * @return the data; good until {@link #close}
   * @throws SpoolException if the last bytes found no room, or the spool was closed
   * @throws IllegalStateException if the data is already complete
   */
  public MailData complete() {
    requireAppending();
    if (file != null) {
      spill();
    }
    // What lies in the file needs no memory while it is delivered, which may take minutes.
    MailData data = new SpooledData(file == null ? buffer : NOTHING, octets());
    complete = true;
    buffer = NOTHING;
    if (file != null) {
      giveMemory();
    }
    return data;
  }

  /** Deletes the data. A second call does nothing. Never throws: what is lost is not wanted. */
  @Override
  public void close() {
    closed = true;
    giveMemory();
    closeFile();
  }

  private void requireAppending() {
    if (complete) {
      throw new IllegalStateException("the mail data is complete");
    }
    if (closed) {
      throw new SpoolException("the spool is closed", null);
    }
    if (failed) {
      throw new SpoolException("the spool has lost mail data", null);
    }
  }

  /** Grows the buffer up to the threshold; then, or without memory, empties it into the file. */
  private void makeRoom(int length) {
    long wanted = (long) count + length;
    if (file == null && wanted <= threshold) {
      // In few, large steps: what is copied and left to the collector would cost a host more than
      // the room that a message of middling size does not fill.
      long size = Math.max(wanted, Math.max(FIRST_BUFFER, 8L * buffer.length));
      if (grow((int) Math.min(size, threshold))) {
        return;
      }
    }
    spill();
    // From now on a write buffer. Without memory for that, what does not fit goes to the file.
    grow(threshold);
  }

  /** Makes the buffer longer, if there is memory. */
  private boolean grow(int size) {
    int more = size - buffer.length;
    if (more <= 0) {
      return true;
    }
    if (!memory.take(more)) {
      return false;
    }
    try {
      buffer = Arrays.copyOf(buffer, size);
    } catch (OutOfMemoryError e) {
      memory.give(more); // somebody else has it; there is still the disk
      return false;
    }
    held.addAndGet(more);
    if (closed) {
      giveMemory();
    }
    return true;
  }

  private void giveMemory() {
    memory.give(held.getAndSet(0));
  }

  private void spill() {
    if (count > 0) {
      writeToFile(buffer, 0, count);
      count = 0;
    }
  }

  private void writeToFile(byte[] bytes, int from, int to) {
    try {
      TempFile target = file;
      if (target == null) {
        target = files.open();
        file = target;
      }
      target.write(fileOctets, bytes, from, to);
      fileOctets += to - from;
    } catch (IOException e) {
      failed = true;
      throw new SpoolException("cannot keep mail data in a file: " + words(e), e);
    } finally {
      if (closed) {
        closeFile();
      }
    }
  }

  /** Where the message of a file system's exception is only the path, what the matter is. */
  private static String words(IOException e) {
    return switch (e) {
      case NoSuchFileException absent -> "no such directory for " + absent.getMessage();
      case AccessDeniedException denied -> "no permission to write " + denied.getMessage();
      default -> String.valueOf(e.getMessage());
    };
  }

  private void closeFile() {
    TempFile open = file;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // Nobody is left who needs the data, and the operating system frees what it can.
      }
    }
  }

  /** The finished data: all of it in memory, or all of it in the file. */
  private final class SpooledData implements MailData {

    private final byte[] memory;
    private final long octets;

    SpooledData(byte[] memory, long octets) {
      this.memory = memory;
      this.octets = octets;
    }

    @Override
    public long octets() {
      return octets;
    }

    @Override
    public InputStream open() {
      return new Reading(this);
    }

    int read(long position, byte[] bytes, int from, int length) throws IOException {
      if (closed) {
        throw new IOException("the spool is closed");
      }
      int wanted = (int) Math.min(length, octets - position);
      TempFile spilled = file;
      if (spilled != null) {
        return spilled.read(position, bytes, from, from + wanted);
      }
      System.arraycopy(memory, (int) position, bytes, from, wanted);
      return wanted;
    }
  }

  /** One pass through the data; for one thread. */
  private static final class Reading extends InputStream {

    private final SpooledData data;
    private long position;

    Reading(SpooledData data) {
      this.data = data;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      Objects.checkFromIndexSize(from, length, bytes.length);
      if (length == 0) {
        return 0;
      }
      if (position == data.octets()) {
        return -1;
      }
      int count = data.read(position, bytes, from, length);
      position += count;
      return count;
    }
  }
}
