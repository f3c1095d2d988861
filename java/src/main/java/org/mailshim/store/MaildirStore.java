package org.mailshim.store;

import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Maildrops as Maildir directories: one file for each message, which other programs (Dovecot, mutt,
 * anything that knows Maildir) may read, add, rename and delete at the same time.
 *
 * <p><b>Delivery</b> writes into {@code tmp}, syncs, renames into {@code new} and syncs the
 * directory; the names carry the sizes ({@code ,S=} and {@code ,W=}, as Dovecot's do). Some three
 * thousand a second and thread on a disk that takes them.
 *
 * <p><b>Reading.</b> The lock is a file in the Maildir that keeps our readers apart, in this
 * process and across processes; other programs go on beside it. Messages stay in {@code new} or
 * {@code cur}, where they are; flags are other programs' business and not changed. The unique-id is
 * the part of the file name before its first comma or colon, which nobody changes, or a hash of
 * that where it is longer than POP3 allows. Sizes come from the names; a message whose name tells
 * none is counted once and remembered in the file {@code mailshim.index}, and as long as neither
 * {@code new} nor {@code cur} has changed, that file also saves listing them.
 *
 * <p><b>Deleting</b> is not synced: after a crash a message may be back, under its old unique-id,
 * which is how a client knows that it has it.
 *
 * <p><b>Quota.</b> Counting what a maildrop holds lists its directories, for each delivery, and
 * takes the file's length for messages that nobody counted; without a quota nothing is listed.
 *
 * <p><b>Known limits.</b> Maildir++ subfolders are not read. File names outside of ASCII need a
 * locale that can hold them, since that is how Java lists directories. On NFS the lock is as good
 * as the server's.
 *
 * <p>Any thread, several at once. An interrupt during a delivery's write ends that delivery.
 */
public final class MaildirStore implements MaildropStore {
  private final MaildirLayout layout;
  private final Quota quota;
  private final MaildirFiles files;
  private final UniqueNames names;

  /**
   * Makes a store.
   *
   * @param layout where each maildrop is
   * @param quota how much each may hold
   * @param clock the time in file names
   * @param random what makes file names unlike those of other processes; need not be a secret
   * @param hostName this host's name, which file names end with
   */
  public MaildirStore(
      MaildirLayout layout, Quota quota, Clock clock, RandomGenerator random, String hostName) {
    this(layout, quota, new MaildirFiles(), new UniqueNames(clock, random, hostName));
  }

  MaildirStore(MaildirLayout layout, Quota quota, MaildirFiles files, UniqueNames names) {
    this.layout = layout;
    this.quota = quota;
    this.files = files;
    this.names = names;
  }

  @Override
  public Optional<Maildrop> lock(MaildropName name) {
    try {
      var maildir = new Maildir(files, layout.directory(name));
      Optional<MaildirLock> lock = MaildirLock.tryLock(maildir.directory());
      if (lock.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(opened(name, maildir, lock.get()));
    } catch (IOException e) {
      throw StoreException.of("opening the maildrop of " + name, e);
    }
  }

  private static Maildrop opened(MaildropName name, Maildir maildir, MaildirLock lock)
      throws IOException {
    boolean done = false;
    try {
      var maildrop = new MaildirMaildrop(name, maildir, lock, maildir.known(lock.file()));
      done = true;
      return maildrop;
    } finally {
      if (!done) {
        lock.close();
      }
    }
  }

  @Override
  public Delivery deliver(MaildropName name) {
    String attempt = "delivering to " + name;
    try {
      var maildir = new Maildir(files, layout.directory(name));
      long held = quota.isLimited() ? held(maildir, attempt) : 0;
      return new MaildirDelivery(name, maildir, files, quota, held, names.next());
    } catch (IOException e) {
      throw StoreException.of(attempt, e);
    }
  }

  /** How many octets are there already, if there may be one message more. */
  private long held(Maildir maildir, String attempt) throws IOException {
    Map<String, MaildirEntry> entries = maildir.list(Map.of());
    long octets = 0;
    for (MaildirEntry entry : entries.values()) {
      boolean known = entry.octets() != MaildirEntry.UNKNOWN;
      octets += known ? entry.octets() : maildir.path(entry).toFile().length();
    }
    if (quota.isExceededBy(entries.size() + 1L, octets)) {
      throw new StoreException(StoreException.Kind.OVER_QUOTA, attempt, null);
    }
    return octets;
  }
}
