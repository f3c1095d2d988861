package org.mailshim.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mailshim.Eventually;
import org.mailshim.peers.Peers;
import org.mailshim.sasl.Secret;

/**
 * A PostgreSQL of our own: its files in a temporary directory, a port of the loopback interface,
 * one role that needs its password. One is shared by the tests of a run, each with a schema of its
 * own, and ended with the JVM; a test that stops it has one for itself.
 */
public final class PostgresServer implements AutoCloseable {
  private static final String ROLE = "mailshim";
  private static final String PASSWORD = "not a secret%&";
  private static final long DEADLINE_SECONDS = 120;
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private static @Nullable PostgresServer shared;

  private final Path directory;
  private final int port;
  private @Nullable Process process;

  private PostgresServer(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /** The one of this run; started by whoever comes first. */
  public static synchronized PostgresServer shared() throws Exception {
    PostgresServer server = shared;
    if (server == null) {
      server = start();
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      shared = server;
    }
    return server;
  }

  /** One for the caller alone, to be closed. */
  public static PostgresServer start() throws Exception {
    Peers.program("postgres");
    Path directory = Files.createTempDirectory("mailshim-postgres");
    var server = new PostgresServer(directory, Peers.freePort());
    Path password = Files.writeString(directory.resolve("password"), PASSWORD);
    if (Peers.isRoot()) {
      own(directory);
      own(password);
    }
    Process made =
        server.run(
            "initdb",
            "--pgdata=" + directory.resolve("data"),
            "--username=" + ROLE,
            "--pwfile=" + password,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync");
    assertTrue(made.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), "initdb goes on for ever");
    assertEquals(0, made.exitValue(), server::log);
    server.go();
    return server;
  }

  /** PostgreSQL refuses to run as root; Debian's package brings the user. */
  private static void own(Path path) throws IOException {
    UserPrincipal owner =
        path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres");
    Files.setOwner(path, owner);
  }

  private Process run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (Peers.isRoot()) {
      command.addAll(
          List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"));
    }
    command.add(Peers.program(program));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
    builder.environment().put("LC_ALL", "C.UTF-8");
    return builder.start();
  }

  /** Starts it, for the first time or again, and waits until it answers. */
  public void go() throws Exception {
    process =
        run(
            "postgres",
            "-D",
            directory.resolve("data").toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "fsync=off",
            "-c",
            "max_connections=200");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!answers()) {
      boolean ended = process.waitFor(20, TimeUnit.MILLISECONDS);
      assertTrue(!ended && System.nanoTime() < deadline, this::log);
    }
  }

  private boolean answers() {
    try (Connection connection = connect("public")) {
      return connection.isValid(0);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Ends it as a crash would: no client hears a farewell that it could act on. */
  public void crash() throws Exception {
    end("-QUIT");
  }

  private void end(String signal) throws IOException, InterruptedException {
    Process running = process;
    if (running != null && running.isAlive()) {
      new ProcessBuilder("kill", signal, Long.toString(running.pid())).start().waitFor();
      assertTrue(running.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), this::log);
    }
  }

  /** A schema that nobody else has. */
  public PostgresSettings settings() {
    return settings("test_" + SCHEMAS.incrementAndGet());
  }

  /** That schema. */
  public PostgresSettings settings(String schema) {
    return PostgresSettings.of("jdbc:postgresql://127.0.0.1:" + port + "/postgres")
        .withUser(ROLE, Secret.of(PASSWORD))
        .withSchema(schema);
  }

  /** The same as one text. */
  public String url(String schema) {
    return "jdbc:postgresql://127.0.0.1:"
        + port
        + "/postgres?user="
        + ROLE
        + "&password=not+a+secret%25%26&currentSchema="
        + schema;
  }

  /** A connection of the test's own. */
  public Connection connect(String schema) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", ROLE);
    properties.setProperty("password", PASSWORD);
    properties.setProperty("currentSchema", schema);
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", properties);
  }

  /** A number that a query gives. */
  public long number(PostgresSettings where, String query) throws SQLException {
    try (Connection connection = connect(where.schema().orElseThrow());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }

  /** Waits until one of ours waits for the end of a transaction. */
  public void awaitWhoWaitsFor(Connection holder) throws SQLException {
    try (Statement statement = holder.createStatement();
        ResultSet pid = statement.executeQuery("SELECT pg_backend_pid()")) {
      pid.next();
      String waiting =
          "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'mailshim' AND "
              + pid.getInt(1)
              + " = ANY (pg_blocking_pids(pid))";
      Eventually.await("somebody waits", () -> number(settings("public"), waiting) > 0);
    }
  }

  /** Changes something behind our back. */
  public void execute(PostgresSettings where, String sql) throws SQLException {
    try (Connection connection = connect(where.schema().orElseThrow());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  @Override
  public void close() {
    try {
      end("-QUIT");
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.deleteIfExists(each);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
