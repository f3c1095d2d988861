package org.mailshim.queue;

import java.sql.SQLException;
import java.util.List;
import org.mailshim.queue.QueueException.Kind;

/**
 * The tables, and how a database gets them: each version is a list of statements that lead from the
 * version before to it, run in one transaction when the queue is opened. Whoever opens it first
 * migrates; others wait for the lock, or find it done.
 *
 * <p>{@code due} of a recipient who is claimed is when the lease expires, so that one index finds
 * those who are due for the first time, those who were deferred, and those whose deliverer is dead.
 */
final class Schema {
  private static final String VERSION_TABLE =
      "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)";

  private final Database database;

  Schema(Database database) {
    this.database = database;
  }

  /** The statements that lead to each version, from 1. */
  private List<List<String>> versions() {
    String key = database.keyType();
    List<String> first =
        List.of(
            "CREATE TABLE message (id "
                + key
                + " PRIMARY KEY, arrived BIGINT NOT NULL, octets BIGINT NOT NULL,"
                + " reverse_path TEXT NOT NULL, parameters TEXT NOT NULL,"
                + " remaining INTEGER NOT NULL)",
            "CREATE TABLE recipient (message BIGINT NOT NULL, position INTEGER NOT NULL,"
                + " forward_path TEXT NOT NULL, parameters TEXT NOT NULL, state INTEGER NOT NULL,"
                + " due BIGINT NOT NULL, lease BIGINT NOT NULL, attempts INTEGER NOT NULL,"
                + " reply TEXT NOT NULL, PRIMARY KEY (message, position))",
            "CREATE INDEX recipient_due ON recipient (state, due, message)",
            "CREATE TABLE chunk (message BIGINT NOT NULL, position INTEGER NOT NULL, octets "
                + database.octetsType()
                + " NOT NULL, PRIMARY KEY (message, position))",
            // Messages that have chunks already and are not committed yet.
            "CREATE TABLE incoming (message " + key + " PRIMARY KEY)");
    return List.of(first);
  }

  /**
   * Brings the database to this version's tables.
   *
   * @param session in a transaction, which is not ended
   * @throws QueueException of kind {@link Kind#NEWER} when it is beyond them
   * @throws SQLException when that fails
   */
  void migrate(SqlSession session) throws SQLException {
    List<List<String>> versions = versions();
    session.update(VERSION_TABLE);
    List<Integer> found = session.query("SELECT version FROM schema_version", row -> row.getInt(1));
    int version = 0;
    for (int each : found) {
      version = Math.max(version, each);
    }
    if (version > versions.size()) {
      throw new QueueException(Kind.NEWER, "opening the queue, whose schema is " + version, null);
    }
    for (; version < versions.size(); version++) {
      for (String statement : versions.get(version)) {
        session.update(statement);
      }
      session.update("INSERT INTO schema_version (version) VALUES (?)", version + 1);
    }
  }
}
