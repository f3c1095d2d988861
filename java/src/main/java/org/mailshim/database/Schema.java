package org.mailshim.database;

import java.sql.SQLException;
import java.util.List;

/**
 * Tables, and how a database gets them: each version is a list of statements that lead from the
 * version before to it, run in one transaction when the database is opened. Whoever opens it first
 * migrates; others wait for the lock, find it done, or are thrown back and try again. Several
 * schemas may share a database, each with tables and a version of its own. Immutable, for any
 * thread.
 *
 * @param versionTable the name of the table that tells the version
 * @param versions the statements that lead to each version, from 1
 * @param failures makes the exceptions
 */
public record Schema(String versionTable, List<List<String>> versions, Failures failures) {
  /** How often it is tried again when others open the database at the same moment. */
  private static final int MOST_ROUNDS = 20;

  /**
   * Connects, and brings the database to these tables.
   *
   * @param database where
   * @param attempt for the exception: {@code opening the queue}
   * @param cleaning is done in the same transaction, behind that
   * @return the connection, outside of a transaction
   * @throws RuntimeException of {@link Failures}: of {@link Fault#NEWER} when the database is
   *     beyond these tables, of another fault when it cannot be opened or changed
   */
  public SqlSession open(Database database, String attempt, Committer.Work<?> cleaning) {
    for (int round = 1; ; round++) {
      try {
        return openOnce(database, attempt, cleaning);
      } catch (SQLException e) {
        boolean again = database.isCollision(e) || database.remedy(e) == Remedy.AGAIN;
        if (!again || round == MOST_ROUNDS) {
          throw failures.of(database.fault(e), attempt, e);
        }
      }
    }
  }

  private SqlSession openOnce(Database database, String attempt, Committer.Work<?> cleaning)
      throws SQLException {
    SqlSession session = new SqlSession(database.connect());
    boolean ready = false;
    try {
      session.begin(database.begin());
      migrate(session, attempt);
      cleaning.run(session);
      session.commit();
      ready = true;
      return session;
    } finally {
      if (!ready) {
        session.rollback();
        session.close();
      }
    }
  }

  private void migrate(SqlSession session, String attempt) throws SQLException {
    session.update("CREATE TABLE IF NOT EXISTS " + versionTable + " (version INTEGER PRIMARY KEY)");
    // Whoever migrates has these rows to the end; who comes second waits, and reads the new ones.
    session.update("UPDATE " + versionTable + " SET version = version");
    List<Integer> found =
        session.query("SELECT version FROM " + versionTable, row -> row.getInt(1));
    int version = 0;
    for (int each : found) {
      version = Math.max(version, each);
    }
    if (version > versions.size()) {
      throw failures.of(Fault.NEWER, attempt + ", whose schema is " + version, null);
    }
    for (; version < versions.size(); version++) {
      for (String statement : versions.get(version)) {
        session.update(statement);
      }
      session.update("INSERT INTO " + versionTable + " (version) VALUES (?)", version + 1);
    }
  }
}
