package org.mailshim.policy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.mailshim.database.Committer;
import org.mailshim.database.Database;
import org.mailshim.database.Fault;
import org.mailshim.database.PostgresDatabase;
import org.mailshim.database.PostgresSettings;
import org.mailshim.database.Readers;
import org.mailshim.database.SqlSession;
import org.mailshim.database.SqliteDatabase;

/**
 * Remembers in an SQL database, which may be the queue's: then every process that shares the queue
 * shares greylisting and limits too. The table comes into being when it is opened.
 *
 * <p>A change is read, decided and written where the row's version is still what was read; where
 * another process was quicker it is decided again. This needs nothing of the database but that one
 * UPDATE is atomic. Changes that come together share one transaction and one fsync ({@link
 * Committer}); one alone waits for the disk, so a limit kept here costs each message some
 * milliseconds, and one kept in a {@link RamPolicyStore} nothing.
 *
 * <p>Known limit: where the connection to a server breaks while it commits, a change may be made
 * twice, so that a message counts as two for a limit.
 *
 * <p>What has expired is swept away once an hour, by whoever changes something then. Any thread.
 */
public final class SqlPolicyStore implements PolicyStore {
  private static final int MOST_ATTEMPTS = 50;
  private static final Duration SWEEPING = Duration.ofHours(1);
  private static final String ATTEMPT = "changing what a policy remembers";
  private static final String SELECT =
      "SELECT since, amount, expires, version FROM policy_state WHERE kind = ? AND subject = ?";

  private final Committer committer;
  private final Readers readers;
  private final AtomicReference<Instant> nextSweep = new AtomicReference<>(Instant.MIN);

  /** A row: the state, and which version of it. */
  private record Row(PolicyState state, long version) {
    static Row of(ResultSet row) throws SQLException {
      PolicyState state =
          new PolicyState(
              Instant.ofEpochMilli(row.getLong(1)),
              row.getLong(2),
              Instant.ofEpochMilli(row.getLong(3)));
      return new Row(state, row.getLong(4));
    }

    boolean isValid(Instant now) {
      return now.isBefore(state.expires());
    }
  }

  private SqlPolicyStore(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  /**
   * Opens what is remembered in an SQLite file, which is made if it is not there, as is its
   * directory.
   *
   * @param file on a local disk, perhaps the queue's
   * @param writer runs, for as long as the store is open, what writes; on a platform thread of its
   *     own
   * @throws PolicyStoreException when the file cannot be opened, or is of a newer version
   */
  public static SqlPolicyStore sqlite(Path file, Executor writer) {
    var database = new SqliteDatabase(file);
    try {
      database.makeDirectory();
    } catch (IOException e) {
      throw PolicyStoreException.of(Fault.DENIED, "making the directory of " + file, e);
    }
    return open(database, writer);
  }

  /**
   * Opens what is remembered in a PostgreSQL database, which any number of processes on any number
   * of hosts may share. The database is there already; the table is made.
   *
   * @param settings where it is, and as whom to go there; perhaps the queue's
   * @param writer as in {@link #sqlite}
   * @throws PolicyStoreException when the database cannot be reached or opened, or is of a newer
   *     version
   */
  public static SqlPolicyStore postgres(PostgresSettings settings, Executor writer) {
    return open(new PostgresDatabase(settings), writer);
  }

  static SqlPolicyStore open(Database database, Executor writer) {
    SqlSession first =
        PolicySchema.of(database).open(database, "opening what policies remember", session -> true);
    var committer = new Committer(database, PolicyStoreException::of, first, writer);
    return new SqlPolicyStore(committer, new Readers(database, PolicyStoreException::of));
  }

  @Override
  public <T> T update(PolicyKey key, Instant now, Change<T> change) {
    sweepWhenDue(now);
    String subject = key.kind().name() + ' ' + key.subject();
    return committer.commit(ATTEMPT, subject, session -> update(session, key, now, change));
  }

  private static <T> T update(SqlSession session, PolicyKey key, Instant now, Change<T> change)
      throws SQLException {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      Optional<Row> row = row(session, key);
      Changed<T> changed = change.of(row.filter(known -> known.isValid(now)).map(Row::state));
      if (put(session, key, row, changed.now())) {
        return changed.result();
      }
    }
    throw new SQLException("others were quicker " + MOST_ATTEMPTS + " times");
  }

  private static boolean put(
      SqlSession session, PolicyKey key, Optional<Row> before, PolicyState state)
      throws SQLException {
    long since = state.since().toEpochMilli();
    long expires = state.expires().toEpochMilli();
    String kind = key.kind().name();
    if (before.isEmpty()) {
      return session.update(
              "INSERT INTO policy_state (kind, subject, since, amount, expires, version)"
                  + " VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT DO NOTHING",
              kind,
              key.subject(),
              since,
              state.amount(),
              expires)
          == 1;
    }
    return session.update(
            "UPDATE policy_state SET since = ?, amount = ?, expires = ?, version = version + 1"
                + " WHERE kind = ? AND subject = ? AND version = ?",
            since,
            state.amount(),
            expires,
            kind,
            key.subject(),
            before.get().version())
        == 1;
  }

  private static Optional<Row> row(SqlSession session, PolicyKey key) throws SQLException {
    List<Row> rows = session.query(SELECT, Row::of, key.kind().name(), key.subject());
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
  }

  @Override
  public Optional<PolicyState> find(PolicyKey key, Instant now) {
    Optional<Row> row =
        readers.read("asking for what a policy remembers", session -> row(session, key));
    return row.filter(known -> known.isValid(now)).map(Row::state);
  }

  private void sweepWhenDue(Instant now) {
    Instant due = nextSweep.get();
    if (!now.isBefore(due) && nextSweep.compareAndSet(due, now.plus(SWEEPING))) {
      sweep(now);
    }
  }

  @Override
  public int sweep(Instant now) {
    return committer.commit(
        "forgetting what has expired",
        session ->
            session.update("DELETE FROM policy_state WHERE expires <= ?", now.toEpochMilli()));
  }

  @Override
  public void close() {
    committer.close();
    readers.close();
  }
}
