package org.mailshim.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.mailshim.database.Committer;
import org.mailshim.database.Database;
import org.mailshim.database.PostgresDatabase;
import org.mailshim.database.PostgresSettings;
import org.mailshim.database.Readers;
import org.mailshim.database.SqlSession;
import org.mailshim.database.SqliteDatabase;

/**
 * Maildrops in an SQL database, which may be that of the queue: a row for each message, its octets
 * in chunks of 64 KiB. Several processes may have the same database open, each with a store of its
 * own; the tables come into being, and are brought up to date, when it is opened.
 *
 * <p><b>Delivery.</b> A short message is one transaction. A long one puts its chunks into the
 * database as they come, 256 KiB in memory at most, where nobody sees them; the transaction that
 * gives it a number and a row is its commit instant. What a process leaves unfinished is swept away
 * when the store is opened a day later. All writing is done by one platform thread, in transactions
 * that are shared by those who wait ({@link Committer}), so that many deliveries share one sync of
 * the disk. Where the connection to a server breaks while it commits, the delivery is looked for
 * before it is made again, so that the message is there once.
 *
 * <p><b>Reading.</b> Listing reads sizes and numbers and no chunk. A message is read a chunk at a
 * time, and holds nobody up between chunks.
 *
 * <p><b>The lock</b> of a maildrop is a lease: a column with the holder and when it expires. Each
 * store renews the leases of its own maildrops three times before that, so a lock ends with its
 * process, a lease later at most. Whoever was cut off from the database for longer than a lease may
 * find that somebody else has the maildrop: then {@link Maildrop#delete} deletes nothing and says
 * {@link StoreException.Kind#LOCK_LOST}.
 *
 * <p><b>Deleting</b> is one transaction, and on disk when it has returned: all that was to be
 * deleted is gone, or nothing is. Other writing of this store waits for it.
 *
 * <p><b>Quota.</b> Each maildrop's row counts what it holds. The count is checked where a delivery
 * begins and decides in the transaction that commits it, so that several deliveries at the same
 * moment do not exceed it either.
 *
 * <p><b>Known limits.</b> A queue and a store in one SQLite file each sync it by themselves, and
 * wait for each other's transactions. The row of a maildrop stays, some 60 octets and the name,
 * also for a name that only ever was locked. SQLite keeps the space of deleted messages for later
 * ones; its file does not shrink.
 *
 * <p>Any thread, several at once.
 */
public final class SqlStore implements MaildropStore, AutoCloseable {
  private static final Duration LEASE = Duration.ofMinutes(1);

  /** How long a message may be on its way into its maildrop. */
  private static final Duration LONGEST_DELIVERY = Duration.ofDays(1);

  private final Quota quota;
  private final Clock clock;
  private final RandomGenerator random;
  private final Duration lease;
  private final Committer committer;
  private final Readers readers;
  private final Leases leases;

  private SqlStore(
      Quota quota,
      Clock clock,
      RandomGenerator random,
      Duration lease,
      Committer committer,
      Readers readers) {
    this.quota = quota;
    this.clock = clock;
    this.random = random;
    this.lease = lease;
    this.committer = committer;
    this.readers = readers;
    this.leases = new Leases(committer, clock, lease);
  }

  /**
   * Opens the maildrops in an SQLite file, which is made if it is not there, as is its directory.
   *
   * @param file on a local disk, perhaps the queue's; SQLite keeps two more files beside it while
   *     it is open
   * @param quota how much each maildrop may hold
   * @param clock tells when a lock expires; the clocks of processes that share the file must agree
   *     to within some seconds
   * @param random for the names of messages and locks; used by several threads at once, need not be
   *     a secret, but no two processes may have the same sequence
   * @param writer runs, for as long as the store is open, what writes; on a platform thread of its
   *     own
   * @return the store, to be closed when its maildrops and deliveries are
   * @throws StoreException when the file cannot be opened, by {@link StoreException.Kind#NEWER}
   *     when its tables are of a newer version
   */
  public static SqlStore sqlite(
      Path file, Quota quota, Clock clock, RandomGenerator random, Executor writer) {
    return sqlite(file, quota, clock, random, writer, LEASE);
  }

  static SqlStore sqlite(
      Path file,
      Quota quota,
      Clock clock,
      RandomGenerator random,
      Executor writer,
      Duration lease) {
    var database = new SqliteDatabase(file);
    try {
      database.makeDirectory();
    } catch (IOException e) {
      throw new StoreException(StoreException.Kind.DENIED, "making the directory of " + file, e);
    }
    return open(database, quota, clock, random, writer, lease);
  }

  /**
   * Opens the maildrops in a PostgreSQL database, which any number of processes on any number of
   * hosts may share, and which may be that of the queue. The database is there already; the tables
   * are made.
   *
   * @param settings where it is, and as whom to go there
   * @param quota how much each maildrop may hold
   * @param clock tells when a lock expires; the clocks of all hosts must agree to within some
   *     seconds
   * @param random as in {@link #sqlite}
   * @param writer as in {@link #sqlite}
   * @return the store, to be closed when its maildrops and deliveries are
   * @throws StoreException when the database cannot be reached or opened, by {@link
   *     StoreException.Kind#NEWER} when its tables are of a newer version
   */
  public static SqlStore postgres(
      PostgresSettings settings,
      Quota quota,
      Clock clock,
      RandomGenerator random,
      Executor writer) {
    return open(new PostgresDatabase(settings), quota, clock, random, writer, LEASE);
  }

  private static SqlStore open(
      Database database,
      Quota quota,
      Clock clock,
      RandomGenerator random,
      Executor writer,
      Duration lease) {
    Instant longAgo = clock.instant().minus(LONGEST_DELIVERY);
    SqlSession first =
        StoreSchema.of(database)
            .open(
                database,
                "opening the maildrops",
                session -> MaildropTables.sweep(session, longAgo));
    var committer = new Committer(database, StoreException::of, first, writer);
    var readers = new Readers(database, StoreException::of);
    return new SqlStore(quota, clock, random, lease, committer, readers);
  }

  @Override
  public Optional<Maildrop> lock(MaildropName name) {
    String attempt = "opening the maildrop of " + name;
    long holder = key();
    boolean locked =
        committer.commit(
            attempt,
            name.text(),
            session -> MaildropTables.lock(session, name, holder, clock.instant(), lease));
    if (!locked) {
      return Optional.empty();
    }
    var lock = new Leases.Lock(name, holder);
    leases.add(lock);
    boolean done = false;
    try {
      List<StoredMessage> messages =
          readers.read(attempt, session -> MaildropTables.list(session, name));
      Maildrop maildrop = new SqlMaildrop(committer, readers, leases, lock, messages);
      done = true;
      return Optional.of(maildrop);
    } finally {
      if (!done) {
        leases.release(lock);
      }
    }
  }

  @Override
  public Delivery deliver(MaildropName name) {
    String attempt = "delivering to " + name;
    long held = 0;
    if (quota.isLimited()) {
      MaildropTables.Held now =
          readers.read(attempt, session -> MaildropTables.held(session, name));
      if (quota.isExceededBy(now.messages() + 1, now.octets())) {
        throw new StoreException(StoreException.Kind.OVER_QUOTA, attempt, null);
      }
      held = now.octets();
    }
    return new SqlDelivery(committer, clock, quota, name, held, key());
  }

  /** A number that nobody else makes, but for one chance in 2 to the 63rd for each pair. */
  private long key() {
    return random.nextLong(1, Long.MAX_VALUE);
  }

  /**
   * Does what writing is under way, and ends the threads. Maildrops that are still locked become
   * free when their leases expire; a delivery that is not committed fails.
   *
   * <p>A second call does nothing.
   */
  @Override
  public void close() {
    leases.close();
    committer.close();
    readers.close();
  }
}
