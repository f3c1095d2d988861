package org.mailshim.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Serving POP3 from a Maildir: our server beside Dovecot, each with maildrops of its own that hold
 * the same messages of 4 KB, in alternation. Before each run the server is warmed up with another
 * maildrop. And the memory of many idle sessions.
 *
 * <p>Nothing is deleted between runs but what the task itself deletes: a file system that has just
 * deleted many files creates new ones more slowly for some minutes.
 */
final class Pop3ServerBench {
  private static final int ROUNDS = 3;
  private static final int OCTETS = 4_096;
  private static final int WARM_UP_MESSAGES = 1_000;
  private static final int WARM_UP_PASSES = 10;
  private static final long SETTLING_MILLIS = 3_000;
  private static final int IDLE_SESSIONS = 5_000;

  /** What is timed, in the order of a run. */
  private enum Task {
    COLD("login and STAT, no index yet"),
    WARM("login and STAT again, at once"),
    TRUSTED("login and STAT, nothing changed for 3 s"),
    UIDL("UIDL of all"),
    IN_TURN("RETR of all, in turn"),
    PIPELINED("RETR of all, pipelined"),
    DELETE("DELE of all"),
    QUIT("QUIT, which deletes them");

    private final String text;

    Task(String text) {
      this.text = text;
    }
  }

  /** A server over a directory of Maildirs. */
  private interface Contender {
    Peer start(Path directory);
  }

  /** What a client does, and is timed at. */
  private interface Work {
    void run() throws IOException;
  }

  private final int messages;
  private final Map<String, Map<Task, List<Double>>> seconds = new LinkedHashMap<>();

  private Pop3ServerBench(int messages) {
    this.messages = messages;
  }

  public static void main(String[] arguments) throws IOException {
    if (!System.getProperty("user.name").equals("root")) {
      System.out.println("POP3 is left out: Dovecot serves it as root only");
      return;
    }
    for (int messages : new int[] {10_000, 50_000}) {
      var bench = new Pop3ServerBench(messages);
      for (int round = 0; round < ROUNDS; round++) {
        bench.run("Dovecot", DovecotServer::start);
        bench.run("mailshim", Pop3ServerBench::startOurs);
      }
      bench.print();
    }
    idle();
  }

  /** Sessions that are logged in and say nothing; each has a maildrop of its own, for its lock. */
  private static void idle() throws IOException {
    Path directory = Files.createTempDirectory("mailshim-bench-");
    List<String> users = new ArrayList<>();
    for (int i = 0; i < IDLE_SESSIONS; i++) {
      users.add("user" + i);
    }
    List<String> arguments = new ArrayList<>(List.of(directory.toString()));
    arguments.addAll(users);
    List<Pop3Load> sessions = new ArrayList<>();
    try (Peer server =
        Peer.printingItsPort(
            Programs.java(MaildirServer.class, arguments.toArray(String[]::new)))) {
      for (String user : users) {
        sessions.add(Pop3Load.login(server.port(), user));
      }
      System.out.printf(
          Locale.ROOT,
          "%d idle POP3 sessions%n  %-36s %10.1f MB%n",
          IDLE_SESSIONS,
          "mailshim, the whole process",
          server.memoryKilobytes() / 1024.0);
      for (Pop3Load session : sessions) {
        session.close();
      }
    }
  }

  private static Peer startOurs(Path directory) {
    return Peer.printingItsPort(
        Programs.java(MaildirServer.class, directory.toString(), "warm", "bob"));
  }

  private void run(String name, Contender contender) throws IOException {
    Path directory = Files.createTempDirectory("mailshim-bench-");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    fill(directory.resolve("warm"), WARM_UP_MESSAGES);
    fill(directory.resolve("bob"), messages);
    try (Peer server = contender.start(directory)) {
      warmUp(server.port());
      measure(server.port(), seconds.computeIfAbsent(name, key -> new EnumMap<>(Task.class)));
    }
  }

  static void fill(Path maildir, int count) throws IOException {
    UserPrincipal nobody =
        maildir.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    for (Path each : List.of(maildir, maildir.resolve("cur"), maildir.resolve("tmp"))) {
      Files.setOwner(Files.createDirectories(each), nobody);
    }
    Path arrived = Files.setOwner(Files.createDirectory(maildir.resolve("new")), nobody);
    byte[] message = TestMessage.of(OCTETS);
    for (int i = 0; i < count; i++) {
      String file = "1795160000.M" + i + "P1.host,S=" + OCTETS + ",W=" + OCTETS;
      Files.setOwner(Files.write(arrived.resolve(file), message), nobody);
    }
  }

  private static void warmUp(int port) throws IOException {
    for (int pass = 0; pass < WARM_UP_PASSES; pass++) {
      Pop3Load load = Pop3Load.login(port, "warm");
      int count = load.messages();
      load.uniqueIds();
      load.retrieveInTurn(count);
      load.retrievePipelined(count);
      load.delete(count);
      load.reset();
      load.quit();
    }
  }

  private void measure(int port, Map<Task, List<Double>> times) throws IOException {
    time(times, Task.COLD, () -> count(Pop3Load.login(port, "bob")).quit());
    time(times, Task.WARM, () -> count(Pop3Load.login(port, "bob")).quit());
    settle();
    count(Pop3Load.login(port, "bob")).quit();
    time(times, Task.TRUSTED, () -> count(Pop3Load.login(port, "bob")).quit());
    Pop3Load load = Pop3Load.login(port, "bob");
    time(times, Task.UIDL, load::uniqueIds);
    time(times, Task.IN_TURN, () -> load.retrieveInTurn(messages));
    time(times, Task.PIPELINED, () -> load.retrievePipelined(messages));
    time(times, Task.DELETE, () -> load.delete(messages));
    time(times, Task.QUIT, load::quit);
  }

  /**
   * A directory that has changed just now may change again within the same tick of the file
   * system's clock: only a listing made later is believed at the next login, by either server.
   */
  private static void settle() {
    try {
      Thread.sleep(SETTLING_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Pop3Load count(Pop3Load load) throws IOException {
    int counted = load.messages();
    if (counted != messages) {
      throw new IOException("the maildrop has " + counted + " messages, not " + messages);
    }
    return load;
  }

  private static void time(Map<Task, List<Double>> times, Task task, Work work) throws IOException {
    long begun = System.nanoTime();
    work.run();
    double took = (System.nanoTime() - begun) / 1e9;
    times.computeIfAbsent(task, key -> new ArrayList<>()).add(took);
  }

  private void print() {
    System.out.println(messages + " messages of 4 KB by POP3, in seconds");
    for (Task task : Task.values()) {
      System.out.printf("  %-36s", task.text);
      double base = 0;
      for (Map.Entry<String, Map<Task, List<Double>>> each : seconds.entrySet()) {
        double median = Contest.median(each.getValue().get(task));
        base = base == 0 ? median : base;
        System.out.printf(Locale.ROOT, "  %s %8.4f (%.2f x)", each.getKey(), median, median / base);
      }
      System.out.println();
    }
  }
}
