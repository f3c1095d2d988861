package org.mailshim.database;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds PostgreSQL's JDBC driver when it is first needed. It is no part of the module, so a host
 * that keeps its queue in a file neither loads nor starts with any of it.
 *
 * <p>It is looked for among the classes of the program and, where it is not there, as the jar
 * {@code drivers/postgresql-….jar} beside the directory that the Java runtime, or the jar of this
 * module, lies in: where an installed C library has it. Any thread.
 */
final class PostgresDriver {
  private static final String DRIVER = "org.postgresql.Driver";

  /** Of the driver when none can be used: as a connection that cannot be made (SQL/Foundation). */
  private static final String UNABLE_TO_CONNECT = "08001";

  private static final ReentrantLock LOCK = new ReentrantLock();

  // Under the lock.
  private static @Nullable Driver known;

  private PostgresDriver() {}

  /**
   * The driver.
   *
   * @throws SQLException when there is none
   */
  static Driver find() throws SQLException {
    LOCK.lock();
    try {
      Driver driver = known;
      if (driver == null) {
        driver = load();
        known = driver;
      }
      return driver;
    } finally {
      LOCK.unlock();
    }
  }

  private static Driver load() throws SQLException {
    try {
      return load(PostgresDriver.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      // Then it is a jar of its own.
    }
    Path directory = directory();
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "postgresql-*.jar")) {
      for (Path jar : jars) {
        URL[] urls = {jar.toUri().toURL()};
        // For as long as the process lives, as is the driver.
        return load(new URLClassLoader(urls, PostgresDriver.class.getClassLoader()));
      }
      throw absent(directory, null);
    } catch (IOException | ClassNotFoundException e) {
      throw absent(directory, e);
    }
  }

  private static Driver load(ClassLoader loader) throws ClassNotFoundException, SQLException {
    Class<?> found = Class.forName(DRIVER, true, loader);
    try {
      return (Driver) found.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new SQLException("PostgreSQL's JDBC driver does not start", UNABLE_TO_CONNECT, e);
    }
  }

  /** Where jars lie that are no part of the runtime. */
  private static Path directory() {
    Path beside = Path.of(System.getProperty("java.home"));
    CodeSource source = PostgresDriver.class.getProtectionDomain().getCodeSource();
    try {
      URL location = source == null ? null : source.getLocation();
      if (location != null && location.getProtocol().equals("file")) {
        Path jar = Path.of(new URI(location.toString()));
        beside = jar.resolveSibling("");
      }
    } catch (URISyntaxException | IllegalArgumentException e) {
      // A loader with places of its own: then beside the runtime.
    }
    return beside.toAbsolutePath().resolveSibling("drivers");
  }

  private static SQLException absent(Path directory, @Nullable Exception cause) {
    return new SQLException(
        "PostgreSQL's JDBC driver is neither among the program's classes nor in "
            + directory
            + ": add org.postgresql:postgresql",
        UNABLE_TO_CONNECT,
        cause);
  }
}
