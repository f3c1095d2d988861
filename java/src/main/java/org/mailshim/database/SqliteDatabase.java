package org.mailshim.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * An SQLite file, made when it is first opened. Its write-ahead log is synced at each commit
 * (synchronous=FULL), and readers do not wait for the writer. Several processes of one machine may
 * share it; a network file system may not hold it, since SQLite's locks do not work there.
 *
 * <p>The driver's native library is loaded from beside the Java runtime where it lies there, so
 * that nothing has to be unpacked into a temporary directory; else the driver unpacks it.
 */
public final class SqliteDatabase implements Database {
  /** How long another process may keep the file locked. */
  private static final int BUSY_MILLIS = 15_000;

  private static final String SLF4J_VERBOSITY = "slf4j.internal.verbosity";

  private final Path file;

  /**
   * Names the file; nothing is opened.
   *
   * @param file on a local disk; SQLite keeps two more files beside it while it is open
   */
  public SqliteDatabase(Path file) {
    this.file = file;
  }

  /**
   * Makes the directory of the file, where there is none.
   *
   * @throws IOException when that fails
   */
  public void makeDirectory() throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
  }

  @Override
  public Connection connect() throws SQLException {
    findLibrary();
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    // Each INSERT would be followed by a query for the key that it made; ours are given.
    config.setGetGeneratedKeys(false);
    return quietly(config);
  }

  /**
   * SLF4J, which the driver logs to, prints warnings on the host's standard error when it is first
   * used without a provider. It reads this property once, when its first logger is made; so it is
   * set for that moment only, and only if the host has not chosen for itself.
   */
  private Connection quietly(SQLiteConfig config) throws SQLException {
    boolean ours = System.getProperty(SLF4J_VERBOSITY) == null;
    if (ours) {
      System.setProperty(SLF4J_VERBOSITY, "ERROR");
    }
    try {
      return config.createConnection("jdbc:sqlite:" + file);
    } finally {
      if (ours) {
        System.clearProperty(SLF4J_VERBOSITY);
      }
    }
  }

  private static void findLibrary() {
    Path directory = Path.of(System.getProperty("java.home"), "lib");
    if (System.getProperty("org.sqlite.lib.path") == null
        && Files.exists(directory.resolve(System.mapLibraryName("sqlitejdbc")))) {
      System.setProperty("org.sqlite.lib.path", directory.toString());
    }
  }

  /** It locks at once: one that has read first could not wait for another writer. */
  @Override
  public String begin() {
    return "BEGIN IMMEDIATE";
  }

  @Override
  public String octetsType() {
    return "BLOB";
  }

  @Override
  public String keyType() {
    return "INTEGER"; // 64 bits, and the table's own order
  }

  @Override
  public String clustered() {
    return " WITHOUT ROWID";
  }

  /** Who has the lock lets others wait for it: nothing that was begun is undone. */
  @Override
  public Remedy remedy(SQLException error) {
    return Remedy.NONE;
  }

  /** There is one writer. */
  @Override
  public boolean isCollision(SQLException error) {
    return false;
  }

  @Override
  public Fault fault(SQLException error) {
    if (!(error instanceof SQLiteException known)) {
      return Fault.BROKEN;
    }
    SQLiteErrorCode code = known.getResultCode();
    // Extended codes have the primary one in their lowest octet.
    int primary = code.code & 0xFF;
    if (primary == SQLiteErrorCode.SQLITE_FULL.code) {
      return Fault.FULL;
    }
    if (primary == SQLiteErrorCode.SQLITE_BUSY.code
        || primary == SQLiteErrorCode.SQLITE_LOCKED.code) {
      return Fault.BUSY;
    }
    boolean denied =
        primary == SQLiteErrorCode.SQLITE_CANTOPEN.code
            || primary == SQLiteErrorCode.SQLITE_READONLY.code
            || primary == SQLiteErrorCode.SQLITE_PERM.code;
    return denied ? Fault.DENIED : Fault.BROKEN;
  }
}
