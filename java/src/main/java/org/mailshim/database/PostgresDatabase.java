package org.mailshim.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.mailshim.sasl.Secret;

/**
 * A PostgreSQL server, which several processes on several hosts may share; or one that speaks its
 * protocol, as CockroachDB and YugabyteDB do, since nothing is used that only PostgreSQL has. A
 * commit is on the server's disk when it returns, whatever the server's own configuration says of
 * {@code synchronous_commit}.
 *
 * <p>A server that does not answer is given up after {@value #ANSWER_SECONDS} s, one that cannot be
 * reached after {@value #CONNECT_SECONDS} s; parameters of the URL change both ({@code
 * socketTimeout}, {@code connectTimeout}).
 *
 * <p>A host that is switched off in the middle of a transaction, or cut off from the server, keeps
 * the others from the rows that it has changed until the server ends that transaction: after
 * {@value #SILENCE_SECONDS} s, where the server's own configuration has no limit ({@code
 * idle_in_transaction_session_timeout}).
 *
 * <p>Known limits: when a connection breaks in the middle of a commit, nobody knows what became of
 * it. It is tried once more, and nothing is added a second time; but what is counted may be, and
 * where the server cannot be reached again at once, whoever waits is told that it failed, though it
 * may not have. GSSAPI cannot encrypt the connection, nor log in where the Java runtime has no
 * module for it. What migrates large tables may not take longer than an answer may.
 */
public final class PostgresDatabase implements Database {
  private static final int CONNECT_SECONDS = 10;
  private static final int ANSWER_SECONDS = 60;

  /** Less than others wait for an answer, so that they get one. */
  private static final int SILENCE_SECONDS = 30;

  private final PostgresSettings settings;

  /** Names the server; nothing is opened. */
  public PostgresDatabase(PostgresSettings settings) {
    this.settings = settings;
  }

  @Override
  public Connection connect() throws SQLException {
    Connection connection = PostgresDriver.find().connect(settings.url(), properties());
    if (connection == null) {
      throw new SQLException("the driver does not know " + settings.url(), "08001");
    }
    boolean ready = false;
    try {
      prepare(connection);
      ready = true;
      return connection;
    } finally {
      if (!ready) {
        connection.close();
      }
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "mailshim");
    properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
    properties.setProperty("socketTimeout", Integer.toString(ANSWER_SECONDS));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("gssEncMode", "disable");
    settings.schema().ifPresent(name -> properties.setProperty("currentSchema", name));
    settings.user().ifPresent(name -> properties.setProperty("user", name));
    settings.password().ifPresent(secret -> properties.setProperty("password", text(secret)));
    return properties;
  }

  /** The driver wants a string, which stays in memory until it is collected. */
  private static String text(Secret secret) {
    byte[] octets = secret.octets();
    try {
      return new String(octets, UTF_8);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  private void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean schemaIsThere;
      boolean commitsLater;
      boolean waitsForEver;
      try (ResultSet row =
          statement.executeQuery(
              "SELECT current_schema(), current_setting('synchronous_commit', true),"
                  + " current_setting('idle_in_transaction_session_timeout', true)")) {
        row.next();
        schemaIsThere = row.getString(1) != null;
        commitsLater = "off".equals(row.getString(2));
        waitsForEver = "0".equals(row.getString(3));
      }
      Optional<String> schema = settings.schema();
      if (!schemaIsThere && schema.isPresent()) {
        statement.execute("CREATE SCHEMA IF NOT EXISTS " + schema.get());
      }
      if (commitsLater) {
        statement.execute("SET synchronous_commit = on");
      }
      if (waitsForEver) {
        statement.execute("SET idle_in_transaction_session_timeout = '" + SILENCE_SECONDS + "s'");
      }
    }
  }

  @Override
  public String begin() {
    return "BEGIN";
  }

  @Override
  public String octetsType() {
    return "BYTEA";
  }

  @Override
  public String keyType() {
    return "BIGINT";
  }

  /** PostgreSQL keeps every table as a heap. */
  @Override
  public String clustered() {
    return "";
  }

  /**
   * Class 08: no connection; 57P0x: the server stops or starts; 25006: it was the primary once;
   * 25P03: we were silent for too long; 40003: it does not know itself. 40001 and 40P01:
   * serialization failure and deadlock.
   */
  @Override
  public Remedy remedy(SQLException error) {
    String state = state(error);
    if (state.startsWith("08") || state.startsWith("57P")) {
      return Remedy.RECONNECT;
    }
    return switch (state) {
      case "25006", "25P03", "40003" -> Remedy.RECONNECT;
      case "40001", "40P01" -> Remedy.AGAIN;
      default -> Remedy.NONE;
    };
  }

  /**
   * Two who make the same table, column, index or schema at once: the second hears one of these.
   */
  @Override
  public boolean isCollision(SQLException error) {
    return switch (state(error)) {
      case "23505", "42P07", "42P06", "42701", "42710" -> true;
      case "XX000" -> String.valueOf(error.getMessage()).contains("concurrently updated");
      default -> false;
    };
  }

  @Override
  public Fault fault(SQLException error) {
    String state = state(error);
    if (state.equals("53100")) {
      return Fault.FULL;
    }
    boolean denied = state.startsWith("28") || state.equals("3D000") || state.equals("42501");
    if (denied) {
      return Fault.DENIED;
    }
    boolean busy = remedy(error) != Remedy.NONE || state.startsWith("53") || state.equals("55P03");
    return busy ? Fault.BUSY : Fault.BROKEN;
  }

  private static String state(SQLException error) {
    @Nullable String state = error.getSQLState();
    return state == null ? "" : state;
  }
}
