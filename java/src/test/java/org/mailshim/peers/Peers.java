package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * What all programs that we did not write have in common: they may be missing, and want a port and
 * a directory of their own.
 */
public final class Peers {
  private static final List<Path> FOLDERS = folders();

  /** Of the ports that were given away. */
  private static final Queue<Socket> KEPT = new ConcurrentLinkedQueue<>();

  private Peers() {}

  private static List<Path> folders() {
    List<Path> folders = new ArrayList<>();
    for (String folder :
        List.of("/usr/bin", "/usr/sbin", "/bin", "/usr/lib/postfix/sbin", "/usr/lib/dovecot")) {
      folders.add(Path.of(folder));
    }
    // PostgreSQL's programs lie in a folder of their release.
    Path releases = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(releases)) {
      try (Stream<Path> each = Files.list(releases)) {
        each.map(release -> release.resolve("bin")).forEach(folders::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return folders;
  }

  /**
   * The program's path; a test whose program is missing is skipped, or fails where all must run.
   */
  public static String program(String name) {
    for (Path folder : FOLDERS) {
      Path path = folder.resolve(name);
      if (Files.isExecutable(path)) {
        return path.toString();
      }
    }
    skip(name + " is not installed (cmake/need-packages test installs it)");
    return name;
  }

  /** The path of a program that is not installed but unpacked for the tests. */
  static String unpacked(String name) {
    Path path = Path.of(System.getProperty("mailshim.basedir"), "target", "peers", name);
    if (!Files.isExecutable(path)) {
      skip(name + " is not in target/peers (make test puts it there)");
    }
    return path.toString();
  }

  /** Postfix and Dovecot are started by root and give their rights away themselves. */
  static void needRoot(String name) {
    if (!isRoot()) {
      skip(name + " can be started by root only");
    }
  }

  public static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** Whether the command can be started, and ends well: a namespace may not be permitted. */
  public static boolean works(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Skips a test, or fails it where all must run. */
  public static void skip(String reason) {
    if (System.getenv("MAILSHIM_REQUIRE_ALL") != null) {
      fail(reason);
    }
    System.err.println("SKIPPED, and with it what only a real peer shows: " + reason);
    Assumptions.abort(reason);
  }

  /**
   * A port that nobody else is given as long as this process lives. The programs here cannot say
   * which port the kernel chose for them, so it is chosen before they start, and kept from others
   * by a socket that does not listen: beside that one, a program that takes its address although
   * old connections have it (SO_REUSEADDR, as servers do) can listen.
   */
  public static int freePort() throws IOException {
    Socket keeping = new Socket();
    keeping.setReuseAddress(true);
    keeping.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    KEPT.add(keeping);
    return keeping.getLocalPort();
  }

  /** Lets the users that the programs turn into look into the directory. */
  static Path open(Path directory) throws IOException {
    Files.createDirectories(directory);
    return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A directory that anybody may write to. */
  static Path shared(Path directory) throws IOException {
    Files.createDirectories(directory);
    return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
  }
}
