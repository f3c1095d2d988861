package org.mailshim.retrieval;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.mailshim.database.Committer;
import org.mailshim.database.Database;
import org.mailshim.database.Fault;
import org.mailshim.database.PostgresDatabase;
import org.mailshim.database.PostgresSettings;
import org.mailshim.database.Readers;
import org.mailshim.database.SqlSession;
import org.mailshim.database.SqliteDatabase;
import org.mailshim.pop3.client.MessageKey;

/**
 * Remembers in an SQL database, which may be the queue's: then every process that shares the queue
 * knows what was collected. The table comes into being when it is opened. Each message costs one
 * commit, which mailboxes that are collected at the same time share. Any thread.
 */
public final class SqlCollectionMemory implements CollectionMemory {
  private record Row(String message, Instant collected) {
    static Row of(ResultSet row) throws SQLException {
      return new Row(row.getString(1), Instant.ofEpochMilli(row.getLong(2)));
    }
  }

  private final Committer committer;
  private final Readers readers;

  private SqlCollectionMemory(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  /**
   * Opens what is remembered in an SQLite file, which is made if it is not there, as is its
   * directory.
   *
   * @param file on a local disk, perhaps the queue's
   * @param writer runs, for as long as the memory is open, what writes; on a platform thread of its
   *     own
   * @return the memory
   * @throws RetrievalException when the file cannot be opened, or is of a newer version
   */
  public static SqlCollectionMemory sqlite(Path file, Executor writer) {
    var database = new SqliteDatabase(file);
    try {
      database.makeDirectory();
    } catch (IOException e) {
      throw RetrievalException.of(Fault.DENIED, "making the directory of " + file, e);
    }
    return open(database, writer);
  }

  /**
   * Opens what is remembered in a PostgreSQL database, which any number of processes on any number
   * of hosts may share. The database is there already; the table is made.
   *
   * @param settings where it is, and as whom to go there; perhaps the queue's
   * @param writer as in {@link #sqlite}
   * @return the memory
   * @throws RetrievalException when the database cannot be reached or opened, or is of a newer
   *     version
   */
  public static SqlCollectionMemory postgres(PostgresSettings settings, Executor writer) {
    return open(new PostgresDatabase(settings), writer);
  }

  private static SqlCollectionMemory open(Database database, Executor writer) {
    SqlSession first =
        RetrievalSchema.of(database).open(database, "opening what was collected", session -> true);
    var committer = new Committer(database, RetrievalException::of, first, writer);
    return new SqlCollectionMemory(committer, new Readers(database, RetrievalException::of));
  }

  @Override
  public Map<MessageKey, Instant> collected(String mailbox) {
    List<Row> rows =
        readers.read(
            "asking what was collected",
            session ->
                session.query(
                    "SELECT message, collected FROM collected_message WHERE mailbox = ?",
                    Row::of,
                    mailbox));
    Map<MessageKey, Instant> collected = HashMap.newHashMap(rows.size());
    for (Row row : rows) {
      collected.put(new MessageKey(row.message()), row.collected());
    }
    return collected;
  }

  @Override
  public void remember(String mailbox, MessageKey message, Instant now) {
    committer.commit(
        "noting what was collected",
        session ->
            session.update(
                "INSERT INTO collected_message (mailbox, message, collected) VALUES (?, ?, ?)"
                    + " ON CONFLICT DO NOTHING",
                mailbox,
                message.text(),
                now.toEpochMilli()));
  }

  @Override
  public void forget(String mailbox, Collection<MessageKey> messages) {
    List<MessageKey> gone = List.copyOf(messages);
    if (!gone.isEmpty()) {
      committer.commit("forgetting what is gone", session -> forget(session, mailbox, gone));
    }
  }

  private static int forget(SqlSession session, String mailbox, List<MessageKey> gone)
      throws SQLException {
    int forgotten = 0;
    for (MessageKey key : gone) {
      forgotten +=
          session.update(
              "DELETE FROM collected_message WHERE mailbox = ? AND message = ?",
              mailbox,
              key.text());
    }
    return forgotten;
  }

  @Override
  public void close() {
    committer.close();
    readers.close();
  }
}
