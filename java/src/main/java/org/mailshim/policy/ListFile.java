package org.mailshim.policy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * An access list in a file, which is read again when it has changed, and whose last good state
 * stays when it cannot be read ({@link WatchedFile}). Any thread.
 */
public final class ListFile implements ListSource {
  private static final WatchedFile.Format<AccessList> FORMAT =
      new WatchedFile.Format<>() {
        @Override
        public AccessList empty() {
          return AccessList.EMPTY;
        }

        @Override
        public AccessList parse(List<String> lines) {
          return AccessList.parse(lines);
        }

        @Override
        public int entries(AccessList list) {
          return list.size();
        }
      };

  private final WatchedFile<AccessList> file;

  private ListFile(WatchedFile<AccessList> file) {
    this.file = file;
  }

  /**
   * A file that ought to be there.
   *
   * @param clock must agree with the file system's time to within a second
   * @param observer hears when the file was read, and when it cannot be
   */
  public static ListFile of(Path file, Clock clock, PolicyObserver observer) {
    return new ListFile(WatchedFile.of(file, FORMAT, clock, observer));
  }

  /** A file that need not be there: without it the list is empty. */
  public static ListFile optional(Path file, Clock clock, PolicyObserver observer) {
    return new ListFile(WatchedFile.optional(file, FORMAT, clock, observer));
  }

  @Override
  public Optional<String> match(AccessQuery query) {
    return current().match(query);
  }

  /** The list as it is now. Who asks first waits until the file was read once. */
  public AccessList current() {
    return file.current();
  }

  /**
   * Adds a line at the end, if the file has none like it. The file is written anew under another
   * name and renamed, so that nobody reads half of it; {@link #current} has the line at once.
   *
   * @return whether the line was not there
   * @throws ListSyntaxException when the line means nothing
   * @throws IOException when the file cannot be read or written; it is as it was then
   */
  public boolean add(String line) throws IOException {
    String entry = line.strip();
    if (entry.indexOf('\n') >= 0 || entry.indexOf('\r') >= 0 || entry.indexOf(0) >= 0) {
      throw new ListSyntaxException("more than a line", entry);
    }
    if (AccessList.parse(List.of(entry)).size() == 0) {
      throw new ListSyntaxException("nothing to put on a list", entry);
    }
    return file.rewrite(lines -> !lines.contains(entry) && lines.add(entry));
  }

  /**
   * Takes a line out, as often as it is there. As {@link #add}.
   *
   * @return whether it was there
   * @throws IOException when the file cannot be read or written; it is as it was then
   */
  public boolean remove(String line) throws IOException {
    String entry = line.strip();
    return file.rewrite(lines -> lines.removeIf(each -> each.strip().equals(entry)));
  }

  /** The file's name. */
  @Override
  public String toString() {
    return file.toString();
  }
}
