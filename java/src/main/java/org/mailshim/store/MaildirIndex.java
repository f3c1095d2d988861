package org.mailshim.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What was known about a Maildir when it was closed last: its files in order, with their sizes, so
 * that an unchanged one is opened without listing directories and no message is ever counted twice.
 *
 * <p>It lies in the file {@value #FILE} beside {@code cur} and {@code new}, where Maildir programs
 * look at nothing they do not know. It is a memory and nothing more: missing, damaged, torn by a
 * crash or of another version, it is made anew. So it is written without syncing.
 *
 * <pre>
 * 8 octets  magic and version
 * 8         when new was modified    } nanoseconds since 1970, as the file system told before
 * 8         when cur was modified    } the directories were listed
 * 8         when they were listed, by the file system's clock
 * 4         number of entries, and for each:
 *             8 size on the wire, -1 when unknown · 1 whether it is in new · 2 length of the name · the name in UTF-8
 * 4         CRC-32C of all before
 * </pre>
 *
 * @param newModified when {@code new} was modified
 * @param curModified when {@code cur} was modified
 * @param listedAt when the directories were listed
 * @param entries the messages, in order
 */
record MaildirIndex(long newModified, long curModified, long listedAt, List<MaildirEntry> entries) {
  static final String FILE = "mailshim.index";

  private static final String TEMPORARY = "mailshim.index.tmp";
  private static final long MAGIC = 0x4d53_4849_4d49_5801L;
  private static final int HEADER_OCTETS = 36;
  private static final int ENTRY_OCTETS = 11;
  private static final int CHECKSUM_OCTETS = 4;

  /**
   * A directory that changes twice within one tick of the file system's clock has the same time
   * after the second change. A listing made so soon after a change is not trusted later. Two
   * seconds: the coarsest clock of a file system that anybody uses.
   */
  private static final long CLOCK_TICK_NANOS = 2_000_000_000L;

  /** Whether directories that were modified then are as they were when they were listed. */
  boolean isCurrent(long newModifiedNow, long curModifiedNow) {
    return newModified == newModifiedNow
        && curModified == curModifiedNow
        && newModified < listedAt - CLOCK_TICK_NANOS
        && curModified < listedAt - CLOCK_TICK_NANOS;
  }

  /** Reads the index; empty when there is none that can be used. */
  static Optional<MaildirIndex> read(Path directory) {
    try {
      return parse(Files.readAllBytes(directory.resolve(FILE)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<MaildirIndex> parse(byte[] octets) {
    int end = octets.length - CHECKSUM_OCTETS;
    if (end < HEADER_OCTETS) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    if (buffer.getLong(0) != MAGIC || buffer.getInt(end) != checksum(octets, end)) {
      return Optional.empty();
    }
    try {
      return Optional.of(entries(buffer.position(Long.BYTES).limit(end), octets));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static MaildirIndex entries(ByteBuffer buffer, byte[] octets) {
    long newModified = buffer.getLong();
    long curModified = buffer.getLong();
    long listedAt = buffer.getLong();
    int count = buffer.getInt();
    List<MaildirEntry> entries = new ArrayList<>(Math.min(count, octets.length / ENTRY_OCTETS));
    for (int i = 0; i < count; i++) {
      long size = buffer.getLong();
      boolean isNew = buffer.get() != 0;
      int length = buffer.getShort() & 0xffff;
      int at = buffer.position();
      buffer.position(at + length);
      entries.add(new MaildirEntry(new String(octets, at, length, UTF_8), isNew, size));
    }
    return new MaildirIndex(newModified, curModified, listedAt, entries);
  }

  private static int checksum(byte[] octets, int end) {
    var checksum = new CRC32C();
    checksum.update(octets, 0, end);
    return (int) checksum.getValue();
  }

  /**
   * Writes the index in place of the one before.
   *
   * @throws IOException when that fails; the old one, or none, is there then
   */
  void write(MaildirFiles files, Path directory) throws IOException {
    Path temporary = directory.resolve(TEMPORARY);
    byte[] octets = octets();
    Files.deleteIfExists(temporary);
    try (FileChannel file = files.create(temporary)) {
      files.write(file, octets, 0, octets.length);
    }
    files.rename(temporary, directory.resolve(FILE));
  }

  private byte[] octets() {
    byte[] octets = new byte[HEADER_OCTETS + entries.size() * 96 + CHECKSUM_OCTETS];
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    buffer.putLong(MAGIC).putLong(newModified).putLong(curModified).putLong(listedAt);
    buffer.putInt(entries.size());
    for (MaildirEntry entry : entries) {
      byte[] name = entry.name().getBytes(UTF_8);
      if (buffer.remaining() < ENTRY_OCTETS + name.length + CHECKSUM_OCTETS) {
        octets = Arrays.copyOf(octets, 2 * octets.length + name.length);
        buffer = ByteBuffer.wrap(octets).position(buffer.position());
      }
      buffer.putLong(entry.octets()).put((byte) (entry.isNew() ? 1 : 0));
      buffer.putShort((short) name.length).put(name);
    }
    int end = buffer.position();
    buffer.putInt(checksum(octets, end));
    return Arrays.copyOf(octets, end + CHECKSUM_OCTETS);
  }
}
