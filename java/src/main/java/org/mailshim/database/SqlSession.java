package org.mailshim.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A connection to the database with the statements that were prepared on it, which are few and
 * always the same. For one thread at a time.
 */
public final class SqlSession implements AutoCloseable {
  /** Takes one row. */
  public interface Row<T> {
    /** Makes of it what the query is for. */
    T of(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private boolean mayBeDone;

  /** Takes over a connection that commits each statement by itself outside of a transaction. */
  public SqlSession(Connection connection) {
    this.connection = connection;
  }

  /** Runs a statement; gives how many rows it changed. */
  public int update(String sql, Object... arguments) throws SQLException {
    boolean done = false;
    try {
      int rows = prepared(sql, arguments).executeUpdate();
      done = true;
      return rows;
    } finally {
      if (!done) {
        forget(sql);
      }
    }
  }

  /** Runs a query; gives its rows. */
  public <T> List<T> query(String sql, Row<T> row, Object... arguments) throws SQLException {
    List<T> rows = new ArrayList<>();
    boolean done = false;
    try (ResultSet result = prepared(sql, arguments).executeQuery()) {
      while (result.next()) {
        rows.add(row.of(result));
      }
      done = true;
      return rows;
    } finally {
      if (!done) {
        forget(sql);
      }
    }
  }

  /** SQLite's driver leaves a statement that has failed in a state in which it always fails. */
  private void forget(String sql) {
    PreparedStatement statement = statements.remove(sql);
    if (statement != null) {
      try {
        statement.close();
      } catch (SQLException e) {
        // It is not used again.
      }
    }
  }

  private PreparedStatement prepared(String sql, Object... arguments) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
    return statement;
  }

  /**
   * Begins a transaction.
   *
   * @param statement as {@link Database#begin} has it. Not JDBC's own way, by which SQLite's driver
   *     would begin the next one with the end of the last, and lock others out until it is used
   */
  public void begin(String statement) throws SQLException {
    update(statement);
  }

  /**
   * Whether the work that runs now ran before and may have been committed: its connection broke
   * before the database could say so. Then whatever it is to add may be there already, and whatever
   * it is to remove gone.
   */
  public boolean mayBeDone() {
    return mayBeDone;
  }

  /** Says so of the work that runs next. */
  void mayBeDone(boolean known) {
    mayBeDone = known;
  }

  /** Ends the transaction: on disk when this returns. */
  public void commit() throws SQLException {
    update("COMMIT");
  }

  /** Undoes the transaction, if there is one, as far as that is possible. */
  public void rollback() {
    try {
      update("ROLLBACK");
    } catch (SQLException e) {
      // What was not committed is not there, whether or not the database could say so.
    }
  }

  /** Whether the connection is of no use any more. */
  public boolean isBroken() {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  @Override
  public void close() {
    try {
      connection.close(); // and with it its statements
    } catch (SQLException e) {
      // There is nothing that it could lose.
    }
  }
}
