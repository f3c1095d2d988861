package org.mailshim.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Collecting by POP3: our client against mpop, both emptying the same maildrop of a Dovecot into
 * one file, pipelined. Nothing is deleted. mpop is timed as a whole process, for it starts in
 * milliseconds; ours after a warm-up.
 */
final class Pop3ClientBench {
  private static final int ROUNDS = 5;
  private static final int MESSAGES = 20_000;
  private static final int WARM_UP_MESSAGES = 5_000;

  private Pop3ClientBench() {}

  public static void main(String[] arguments) throws IOException {
    if (!System.getProperty("user.name").equals("root")) {
      System.out.println("POP3 is left out: Dovecot serves it as root only");
      return;
    }
    Path directory = Files.createTempDirectory("mailshim-bench-");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Pop3ServerBench.fill(directory.resolve("warm"), WARM_UP_MESSAGES);
    Pop3ServerBench.fill(directory.resolve("bob"), MESSAGES);
    try (Peer dovecot = DovecotServer.start(directory)) {
      List<String> ours =
          Programs.java(
              CollectMail.class, "PORT", directory.resolve("ours").toString(), "warm", "bob");
      List<String> mpop = mpop(directory);
      new Contest(MESSAGES + " messages of 4 KB from Dovecot by POP3, pipelined", ROUNDS)
          .add("mpop", () -> timedAnew(mpop, directory, dovecot))
          .add("mailshim", () -> Load.told(ours, dovecot, MESSAGES))
          .run();
    }
  }

  private static List<String> mpop(Path directory) {
    return List.of(
        "mpop",
        "--host=127.0.0.1",
        "--port=PORT",
        "--user=bob",
        "--passwordeval=echo " + Pop3Load.PASSWORD,
        "--auth=user",
        "--tls=off",
        "--pipelining=on",
        "--keep=on",
        "--only-new=off",
        "--received-header=off",
        "--quiet",
        "--uidls-file=" + directory.resolve("uidls"),
        "--delivery=mbox," + directory.resolve("mbox"));
  }

  /** mpop adds to its file, and remembers what it has seen: both begin anew. */
  private static Load timedAnew(List<String> mpop, Path directory, Peer dovecot) {
    try {
      Files.deleteIfExists(directory.resolve("mbox"));
      Files.deleteIfExists(directory.resolve("uidls"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return Load.timed(mpop, dovecot, MESSAGES);
  }
}
