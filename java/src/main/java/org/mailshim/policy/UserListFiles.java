package org.mailshim.policy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.mailshim.address.ForwardPath;
import org.mailshim.store.MaildropName;

/**
 * Each user's lists, in files of a directory of his own: {@code bob/goodlist}, {@code bob/badlist}
 * and {@code bob/graylist} below the root, for {@code bob@example.net} first {@code
 * bob@example.net/goodlist} where that directory is. None of the files has to be there. A
 * local-part that cannot be a name of a directory has no lists. The lists of the {@value #MOST}
 * users asked for last are kept. Any thread.
 */
public final class UserListFiles implements UserLists {
  private static final int MOST = 1000;

  private final Path root;
  private final Clock clock;
  private final PolicyObserver observer;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<Path, AccessLists> users = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Reads nothing yet.
   *
   * @param root the directory that has the users' directories
   * @param clock as for {@link ListFile}
   * @param observer hears of files that were read, or cannot be
   */
  public UserListFiles(Path root, Clock clock, PolicyObserver observer) {
    this.root = root;
    this.clock = clock;
    this.observer = observer;
  }

  @Override
  public AccessLists of(ForwardPath recipient) {
    return directory(recipient).map(this::lists).orElse(AccessLists.EMPTY);
  }

  private Optional<Path> directory(ForwardPath recipient) {
    if (!(recipient instanceof ForwardPath.Of of)) {
      return Optional.empty();
    }
    String local = of.mailbox().localPart().toLowerCase(Locale.ROOT);
    String whole = local + "@" + of.mailbox().domain().ascii().toLowerCase(Locale.ROOT);
    if (!MaildropName.isName(local) || !MaildropName.isName(whole)) {
      return Optional.empty();
    }
    Path own = root.resolve(whole);
    return Optional.of(own.toFile().isDirectory() ? own : root.resolve(local));
  }

  private AccessLists lists(Path directory) {
    lock.lock();
    try {
      AccessLists known = users.get(directory);
      if (known == null) {
        known =
            new AccessLists(
                ListFile.optional(directory.resolve("goodlist"), clock, observer),
                ListFile.optional(directory.resolve("badlist"), clock, observer),
                ListFile.optional(directory.resolve("graylist"), clock, observer));
        users.put(directory, known);
        dropEldest();
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  private void dropEldest() {
    if (users.size() > MOST) {
      Iterator<Path> eldest = users.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
  }
}
