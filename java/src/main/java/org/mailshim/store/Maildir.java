package org.mailshim.store;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One Maildir's directories: {@code new} with what nobody has seen, {@code cur} with the rest,
 * {@code tmp} with what is being delivered.
 *
 * <p>Other programs move and rename files at any time. A directory listing that runs meanwhile may
 * miss a file that is renamed under it, so what looks gone is looked for again. One thread at a
 * time.
 */
final class Maildir {
  private static final long STALE_NANOS = 36L * 3600 * 1_000_000_000L;

  private final MaildirFiles files;
  private final Path directory;
  private final Path newFiles;
  private final Path curFiles;
  private final Path tmpFiles;

  /**
   * Finds or makes the directories.
   *
   * @throws IOException when they are not there and cannot be made
   */
  Maildir(MaildirFiles files, Path wanted) throws IOException {
    this.files = files;
    if (!Files.isDirectory(wanted.resolve("tmp"))) {
      make(files, wanted);
    }
    this.directory = wanted.toRealPath();
    this.newFiles = directory.resolve("new");
    this.curFiles = directory.resolve("cur");
    this.tmpFiles = directory.resolve("tmp");
  }

  /** {@code tmp} is made last: where it is, the others are. */
  private static void make(MaildirFiles files, Path directory) throws IOException {
    files.makeDirectories(directory.resolve("cur"));
    files.makeDirectories(directory.resolve("new"));
    files.makeDirectories(directory.resolve("tmp"));
    files.forceDirectory(directory);
  }

  Path directory() {
    return directory;
  }

  Path newFiles() {
    return newFiles;
  }

  Path tmpFiles() {
    return tmpFiles;
  }

  /** What is known about the messages, and whether that is newer than the index on the disk. */
  record Known(MaildirIndex index, boolean isNew) {}

  /**
   * What is there, from the index when nothing has changed since, else by listing.
   *
   * @param clockFile a file that was just written, to tell the file system's time
   */
  Known known(Path clockFile) throws IOException {
    Optional<MaildirIndex> last = MaildirIndex.read(directory);
    long newModified = files.modified(newFiles);
    long curModified = files.modified(curFiles);
    if (last.isPresent() && last.get().isCurrent(newModified, curModified)) {
      return new Known(last.get(), false);
    }
    Map<String, MaildirEntry> known = new HashMap<>();
    if (last.isPresent()) {
      for (MaildirEntry entry : last.get().entries()) {
        known.put(entry.base(), entry);
      }
    }
    long now = files.modified(clockFile);
    List<MaildirEntry> entries = new ArrayList<>(list(known).values());
    entries.sort(null);
    sweep(now);
    return new Known(new MaildirIndex(newModified, curModified, now, entries), true);
  }

  /** Lists both directories. A message that is in both (a move under way) counts once, in cur. */
  Map<String, MaildirEntry> list(Map<String, MaildirEntry> known) throws IOException {
    String[] inNew = files.list(newFiles);
    String[] inCur = files.list(curFiles);
    Map<String, MaildirEntry> found = HashMap.newHashMap(inNew.length + inCur.length);
    add(found, inNew, true, known);
    add(found, inCur, false, known);
    return found;
  }

  private static void add(
      Map<String, MaildirEntry> found,
      String[] names,
      boolean isNew,
      Map<String, MaildirEntry> known) {
    for (String name : names) {
      if (MaildirEntry.isMessage(name)) {
        var entry = new MaildirEntry(name, isNew, MaildirEntry.octetsInName(name));
        MaildirEntry before = known.get(entry.base());
        if (before != null && entry.octets() == MaildirEntry.UNKNOWN) {
          entry.counted(before.octets());
        }
        found.put(entry.base(), entry);
      }
    }
  }

  /** Deletes what deliveries that never ended left in tmp, after 36 hours as Maildir has it. */
  private void sweep(long now) throws IOException {
    for (String name : files.list(tmpFiles)) {
      Path file = tmpFiles.resolve(name);
      try {
        if (MaildirEntry.isMessage(name) && files.modified(file) < now - STALE_NANOS) {
          files.delete(file);
        }
      } catch (IOException e) {
        // Somebody else was faster, or may do it; it is in nobody's way.
      }
    }
  }

  Path path(MaildirEntry entry) {
    return (entry.isNew() ? newFiles : curFiles).resolve(entry.name());
  }

  /** Opens a message under the name that is known. */
  FileInputStream open(MaildirEntry entry) throws FileNotFoundException {
    return files.open(entry.isNew() ? newFiles : curFiles, entry.name());
  }

  void delete(MaildirEntry entry) throws IOException {
    files.delete(path(entry));
  }

  void write(MaildirIndex index) throws IOException {
    index.write(files, directory);
  }
}
