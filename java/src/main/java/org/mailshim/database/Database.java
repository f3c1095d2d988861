package org.mailshim.database;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What one kind of SQL database does in its own way. Everything else is SQL that SQLite,
 * PostgreSQL, CockroachDB and YugabyteDB all take. Any thread.
 */
public interface Database {
  /**
   * Connects, with what durability needs set up.
   *
   * @return a connection of its own, which commits each statement by itself
   * @throws SQLException when the database cannot be reached or opened
   */
  Connection connect() throws SQLException;

  /** The statement that begins a transaction which writes. */
  String begin();

  /** The type of a column of octets. */
  String octetsType();

  /** The type of a column that is the primary key of its table and a whole number of 64 bits. */
  String keyType();

  /**
   * What stands behind the definition of a table whose rows are short and lie in the order of their
   * primary key, so that key and row need not be kept apart; empty where there is no such thing.
   */
  String clustered();

  /** What may help against an error of this database. */
  Remedy remedy(SQLException error);

  /**
   * Whether an error while tables are made says that another process makes them at the same moment.
   */
  boolean isCollision(SQLException error);

  /** What an error of this database means. */
  Fault fault(SQLException error);
}
