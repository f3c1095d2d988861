package org.mailshim.queue;

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
import org.mailshim.message.MailData;
import org.mailshim.queue.QueueException.Kind;

/**
 * A queue in an SQL database. The tables come into being, and are brought up to date, when it is
 * opened. Several processes may have the same database open, each with a queue of its own.
 *
 * <p>All writing is done by one platform thread, in transactions that are shared by those who wait
 * ({@link Committer}); reading goes on meanwhile. Known limits: {@link #count} reads an index from
 * end to end, some 0.1 s for a million recipients; what another process commits is noticed only by
 * asking.
 */
public final class SqlQueue implements MailQueue {
  private static final Runnable NOBODY = () -> {};

  /** How long a message may be on its way into the queue. */
  private static final Duration LONGEST_SUBMISSION = Duration.ofDays(1);

  private final Clock clock;
  private final RandomGenerator random;
  private final QueueIds ids;
  private final Committer committer;
  private final Readers readers;
  private final Frontiers frontiers = new Frontiers();

  /** For the committer's thread. */
  private final FreshMessages fresh = new FreshMessages();

  private volatile Runnable listener = NOBODY;

  private SqlQueue(Clock clock, RandomGenerator random, Committer committer, Readers readers) {
    this.clock = clock;
    this.random = random;
    this.ids = new QueueIds(clock, random);
    this.committer = committer;
    this.readers = readers;
  }

  /**
   * Opens the queue in an SQLite file, which is made if it is not there, as is its directory.
   *
   * @param file on a local disk; SQLite keeps two more files beside it while it is open
   * @param clock tells what is due; the clocks of processes that share the file must agree to
   *     within much less than a lease
   * @param random for the names of messages and claims; used by several threads at once
   * @param writer runs, for as long as the queue is open, what writes; on a platform thread of its
   *     own
   * @throws QueueException when the file cannot be opened or is of a newer version
   */
  public static SqlQueue sqlite(Path file, Clock clock, RandomGenerator random, Executor writer) {
    var database = new SqliteDatabase(file);
    try {
      database.makeDirectory();
    } catch (IOException e) {
      throw new QueueException(Kind.DENIED, "making the directory of " + file, e);
    }
    return open(database, clock, random, writer);
  }

  /**
   * Opens the queue in a PostgreSQL database, which any number of processes on any number of hosts
   * may share. The database is there already; the tables are made.
   *
   * @param settings where it is, and as whom to go there
   * @param clock tells what is due; the clocks of all hosts must agree to within much less than a
   *     lease
   * @param random as in {@link #sqlite}; no two processes may have the same sequence
   * @param writer as in {@link #sqlite}
   * @throws QueueException when the database cannot be reached or opened, or is of a newer version
   */
  public static SqlQueue postgres(
      PostgresSettings settings, Clock clock, RandomGenerator random, Executor writer) {
    return open(new PostgresDatabase(settings), clock, random, writer);
  }

  static SqlQueue open(Database database, Clock clock, RandomGenerator random, Executor writer) {
    long begun = Math.max(clock.millis() - LONGEST_SUBMISSION.toMillis(), 1);
    SqlSession first =
        QueueSchema.of(database)
            .open(
                database,
                "opening the queue",
                session -> QueueTables.sweep(session, new QueueId(QueueId.first(begun))));
    var committer = new Committer(database, QueueException::of, first, writer);
    return new SqlQueue(clock, random, committer, new Readers(database, QueueException::of));
  }

  /** A message was added in this transaction; who delivers here will claim it soon. */
  void added(QueueId id, QueueEnvelope envelope, Instant arrived, byte[] octets) {
    boolean soon = !envelope.release(arrived).isAfter(arrived);
    if (soon && listener != NOBODY) {
      fresh.add(id, new FreshMessages.FreshMessage(envelope, arrived, octets));
    }
  }

  Committer committer() {
    return committer;
  }

  Instant now() {
    return clock.instant();
  }

  /** Something may have become due. */
  void tell() {
    listener.run();
  }

  @Override
  public Submission submit(QueueEnvelope envelope) {
    return new SqlSubmission(this, ids.next(), envelope, SpoolMemory.SHARED);
  }

  @Override
  public List<Claim> claim(int most, Duration lease, ClaimLimits limits) {
    Optional<Instant> next = nextDue(limits);
    if (next.isEmpty() || next.get().isAfter(now())) {
      return List.of(); // without a transaction
    }
    long token = random.nextLong(1, Long.MAX_VALUE);
    return committer.commit(
        "claiming messages",
        session -> {
          var room = new ClaimRoom(limits);
          var terms = new ClaimStatements.Terms(now(), lease, token, room, frontiers, fresh);
          return ClaimStatements.claim(session, most, terms, this::body);
        });
  }

  private MailData body(QueueId id, long octets) {
    return new SqlData(readers, id, octets);
  }

  @Override
  public boolean renew(Claim claim, Duration lease) {
    return committer.commit(
        "renewing a claim",
        claim.id().text(),
        session -> ClaimStatements.renew(session, claim, now().plus(lease)));
  }

  @Override
  public void settle(Claim claim, List<Settlement> settlements) {
    List<Settlement> kept = List.copyOf(settlements);
    committer.commit(
        "settling a message",
        claim.id().text(),
        session -> SettlementStatements.settle(session, claim, kept, false));
    if (leavesSomeDue(kept)) {
      tell();
    }
  }

  private static boolean leavesSomeDue(List<Settlement> settlements) {
    for (Settlement settlement : settlements) {
      if (!settlement.isFinal()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int hold(QueueId id) {
    return committer.commit(
        "holding a message", id.text(), session -> QueueTables.hold(session, id));
  }

  @Override
  public int release(QueueId id) {
    int count =
        committer.commit(
            "releasing a message", id.text(), session -> QueueTables.release(session, id, now()));
    tell();
    return count;
  }

  @Override
  public int retryNow(QueueId id) {
    int count =
        committer.commit(
            "retrying a message", id.text(), session -> QueueTables.retryNow(session, id, now()));
    tell();
    return count;
  }

  @Override
  public boolean cancel(QueueId id, int position) {
    return committer.commit(
        "cancelling a recipient", id.text(), session -> QueueTables.cancel(session, id, position));
  }

  @Override
  public boolean delete(QueueId id) {
    return committer.commit(
        "deleting a message",
        id.text(),
        session -> {
          fresh.forget(id);
          return QueueTables.delete(session, id);
        });
  }

  @Override
  public List<QueueEntry> list(Optional<QueueId> after, int most) {
    long from = after.isPresent() ? after.get().value() : 0;
    return readers.read("listing messages", session -> QueueTables.list(session, from, most));
  }

  @Override
  public Optional<QueueEntry> find(QueueId id) {
    List<QueueEntry> found =
        readers.read(
            "looking for a message", session -> QueueTables.list(session, id.value() - 1, 1));
    return found.stream().filter(entry -> entry.id().equals(id)).findFirst();
  }

  @Override
  public Optional<MailData> read(QueueId id) {
    Optional<Long> octets =
        readers.read("reading a message", session -> QueueTables.octets(session, id));
    return octets.isEmpty() ? Optional.empty() : Optional.of(body(id, octets.get()));
  }

  @Override
  public QueueCount count() {
    return readers.read("counting messages", QueueTables::count);
  }

  @Override
  public Optional<Instant> nextDue(ClaimLimits limits) {
    return readers.read(
        "looking for what is due",
        session ->
            ClaimStatements.nextDue(session, new ClaimRoom(limits).full(), frontiers, now()));
  }

  @Override
  public void whenDue(Runnable told) {
    listener = told;
  }

  @Override
  public void close() {
    committer.close();
    readers.close();
  }
}
