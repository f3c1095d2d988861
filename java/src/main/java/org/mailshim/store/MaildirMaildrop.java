package org.mailshim.store;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.pop3.WireSize;

/**
 * A locked Maildir.
 *
 * <p>File names are those of the moment it was locked. A file that is not under its name any more
 * is looked for under another one, by listing the directories; one listing finds the new names of
 * all.
 */
final class MaildirMaildrop implements Maildrop {
  private static final int COUNT_BUFFER = 65536;

  /**
   * How often a file that seems gone is looked for; see {@link Maildir} for why once may miss it.
   */
  private static final int LISTINGS = 2;

  private final MaildropName name;
  private final Maildir maildir;
  private final MaildirLock lock;
  private final MaildirIndex index;
  private final List<MaildirEntry> entries;

  /** Whether the index that lies on the disk is not this one. */
  private boolean indexIsNew;

  private @Nullable BitSet deleted;
  private byte @Nullable [] countBuffer;
  private boolean open = true;

  MaildirMaildrop(MaildropName name, Maildir maildir, MaildirLock lock, Maildir.Known known) {
    this.name = name;
    this.maildir = maildir;
    this.lock = lock;
    this.index = known.index();
    this.entries = index.entries();
    this.indexIsNew = known.isNew();
  }

  @Override
  public int count() {
    return entries.size();
  }

  @Override
  public long octets(int message) {
    MaildirEntry entry = entries.get(message);
    if (entry.octets() == MaildirEntry.UNKNOWN) {
      entry.counted(count(entry));
      indexIsNew = true;
    }
    return Math.max(0, entry.octets());
  }

  private long count(MaildirEntry entry) {
    byte[] buffer = countBuffer == null ? new byte[COUNT_BUFFER] : countBuffer;
    countBuffer = buffer;
    var size = new WireSize();
    try (FileInputStream file = openFile(entry)) {
      for (int octets = buffer.length; octets == buffer.length; ) {
        octets = Math.max(0, file.read(buffer));
        size.count(buffer, 0, octets);
      }
      return size.octets();
    } catch (NoSuchFileException e) {
      return MaildirEntry.UNKNOWN;
    } catch (IOException e) {
      throw StoreException.of("counting a message of " + name, e);
    }
  }

  @Override
  public String uniqueId(int message) {
    return entries.get(message).uniqueId();
  }

  @Override
  public MessageContent open(int message) {
    try {
      return new FileContent(openFile(entries.get(message)), name);
    } catch (IOException e) {
      throw StoreException.of("opening a message of " + name, e);
    }
  }

  /**
   * Opens a message's file, wherever it is now.
   *
   * @throws NoSuchFileException when it is nowhere
   * @throws IOException when it is there and cannot be opened
   */
  private FileInputStream openFile(MaildirEntry entry) throws IOException {
    for (int listings = 0; ; listings++) {
      try {
        return maildir.open(entry);
      } catch (FileNotFoundException e) {
        if (Files.exists(maildir.path(entry))) {
          throw e;
        }
        if (listings == LISTINGS) {
          throw new NoSuchFileException(maildir.path(entry).toString());
        }
        findAgain();
      }
    }
  }

  /** Takes the files' present names over. */
  private void findAgain() throws IOException {
    Map<String, MaildirEntry> now = maildir.list(Map.of());
    for (MaildirEntry entry : entries) {
      MaildirEntry moved = now.get(entry.base());
      if (moved != null) {
        entry.moved(moved.name(), moved.isNew());
      }
    }
  }

  @Override
  public Removal delete(BitSet messages) {
    var gone = new BitSet();
    int kept = 0;
    @Nullable StoreException fault = null;
    for (int i = messages.nextSetBit(0); i >= 0; i = messages.nextSetBit(i + 1)) {
      try {
        delete(entries.get(i));
        gone.set(i);
      } catch (IOException e) {
        kept++;
        fault = fault == null ? StoreException.of("deleting mail of " + name, e) : fault;
      }
    }
    if (!gone.isEmpty()) {
      deleted = gone;
    }
    return new Removal(gone.cardinality(), kept, Optional.ofNullable(fault));
  }

  private void delete(MaildirEntry entry) throws IOException {
    for (int listings = 0; ; listings++) {
      try {
        maildir.delete(entry);
        return;
      } catch (NoSuchFileException e) {
        if (listings == LISTINGS) {
          return;
        }
        findAgain();
      }
    }
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      try {
        remember();
      } finally {
        lock.close();
      }
    }
  }

  /**
   * Writes the index if it says more than the one on the disk. After a deletion the directories
   * have changed, and somebody else may have changed them too: the sizes are kept, to be listed
   * again.
   */
  private void remember() {
    BitSet gone = deleted;
    if (!indexIsNew && gone == null) {
      return;
    }
    try {
      maildir.write(gone == null ? index : withoutDeleted(gone));
    } catch (IOException e) {
      // The next reader lists and counts again.
    }
  }

  private MaildirIndex withoutDeleted(BitSet gone) {
    List<MaildirEntry> left = new ArrayList<>(entries.size() - gone.cardinality());
    for (int i = gone.nextClearBit(0); i < entries.size(); i = gone.nextClearBit(i + 1)) {
      left.add(entries.get(i));
    }
    return new MaildirIndex(0, 0, 0, left);
  }

  /** A message's file. Small reads are left to the caller to avoid. */
  private static final class FileContent implements MessageContent {
    private final FileInputStream file;
    private final MaildropName name;
    private boolean ended;

    FileContent(FileInputStream file, MaildropName name) {
      this.file = file;
      this.name = name;
    }

    /** A regular file gives less than asked for only at its end, so one read does for most mail. */
    @Override
    public int read(byte[] into, int from, int to) {
      Objects.checkFromToIndex(from, to, into.length);
      Objects.checkIndex(from, to);
      if (ended) {
        return -1;
      }
      try {
        int count = file.read(into, from, to - from);
        ended = count < to - from;
        return count;
      } catch (IOException e) {
        throw StoreException.of("reading a message of " + name, e);
      }
    }

    @Override
    public void close() {
      try {
        file.close();
      } catch (IOException e) {
        // Nothing was written; there is nothing to lose.
      }
    }
  }
}
