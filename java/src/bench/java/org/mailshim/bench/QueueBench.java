package org.mailshim.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The durable queue: accepting messages of 10 KB with 250 said when they are on disk, against
 * Postfix that delivers them to a Maildir; accepting and relaying them to smtp-sink, against
 * Postfix; and a queue with a million deferred messages against an empty one.
 *
 * <p>Our queue is an SQLite file, and what is accepted stays in it; the time that Postfix needs
 * after the last 250 does not count, though both work on while a run lasts. No file is deleted
 * before the end, since ext4 is slow to create files where many were deleted, but for those that
 * Postfix deletes itself.
 */
final class QueueBench {
  private static final int ROUNDS = 3;
  private static final int OCTETS = 10_240;
  private static final int MILLION = 1_000_000;

  private QueueBench() {}

  public static void main(String[] arguments) throws IOException {
    if (!PostfixServer.isPossible()) {
      System.out.println("The queue against Postfix: only root can start Postfix");
      return;
    }
    // Not below target: Postfix's users have to reach it.
    Path directory = PostfixServer.readable(Files.createTempDirectory("mailshim-bench"));
    try {
      accept(directory);
      relay(directory);
      million(directory);
    } finally {
      delete(directory);
    }
  }

  private static void accept(Path directory) throws IOException {
    Path queue = directory.resolve("accepting/queue.db");
    int nowhere = Peer.freePort();
    try (Peer ours = Peer.printingItsPort(Programs.java(QueueServer.class, queue.toString()));
        PostfixServer postfix =
            PostfixServer.start(Files.createDirectory(directory.resolve("local")), nowhere)) {
      contest("10 KB, 50 sessions, kept, durable", postfix, ours, 50, 2_500, 15_000);
      contest("10 KB, one session, durable", postfix, ours, 1, 1_000, 2_500);
    }
  }

  private static void contest(
      String task, PostfixServer postfix, Peer ours, int sessions, int theirs, int messages) {
    List<String> few = Programs.smtpSource(sessions, theirs, OCTETS, true);
    List<String> many = Programs.smtpSource(sessions, messages, OCTETS, true);
    new Contest(task, ROUNDS)
        .add(
            "Postfix, to a Maildir",
            () -> settled(postfix, Load.timed(few, postfix.peer(), theirs)))
        .add("mailshim", () -> Load.timed(many, ours, messages))
        .run();
  }

  private static Load settled(PostfixServer postfix, Load load) {
    postfix.settle();
    return load;
  }

  private static void relay(Path directory) throws IOException {
    int theirs = 1_500;
    // A relay runs for months; its first 20,000 messages, at which the JVM compiles, do not count.
    int messages = 20_000;
    int theirSink = Peer.freePort();
    int ourSink = Peer.freePort();
    Path queue = directory.resolve("relaying/queue.db");
    List<String> server =
        Programs.java(QueueServer.class, queue.toString(), Integer.toString(ourSink));
    try (Peer ours = Peer.printingItsPort(server);
        PostfixServer postfix =
            PostfixServer.start(Files.createDirectory(directory.resolve("relay")), theirSink)) {
      new Contest("10 KB, 50 sessions, accepted and relayed to smtp-sink", ROUNDS)
          .add(
              "Postfix",
              () -> settled(postfix, relayed(postfix.peer(), "example.com", theirSink, theirs)))
          .add("mailshim", () -> relayed(ours, "example.net", ourSink, messages))
          .run();
    }
  }

  /** From the first connection to the last message that the sink has. */
  private static Load relayed(Peer server, String domain, int sinkPort, int messages) {
    double before = server.processorMicros();
    Process sink = Programs.start(Programs.smtpSink(sinkPort, messages));
    long begun = System.nanoTime();
    Load.timed(Programs.smtpSource(50, messages, OCTETS, true, domain), server, messages);
    Programs.await(sink);
    double seconds = (System.nanoTime() - begun) / 1e9;
    return new Load(messages / seconds, (server.processorMicros() - before) / messages);
  }

  private static void million(Path directory) {
    Path full = directory.resolve("full/queue.db");
    Path empty = directory.resolve("empty/queue.db");
    Programs.output(Programs.java(DeferredMessages.class, full.toString(), MILLION + ""));
    int messages = 10_000;
    List<String> load = Programs.smtpSource(50, messages, OCTETS, true);
    try (Peer none = queueOf(empty, "no message");
        Peer many = queueOf(full, "1,000,000 deferred messages")) {
      new Contest("10 KB, 50 sessions, kept, durable", ROUNDS)
          .add("an empty queue", () -> Load.timed(load, none, messages))
          .add("1,000,000 deferred messages", () -> Load.timed(load, many, messages))
          .run();
      print("an empty queue's process", none);
      print("the process with 1,000,000 deferred", many);
    }
  }

  /** Starts a server that also looks for what is due, and says how long that took. */
  private static Peer queueOf(Path file, String what) {
    List<Double> seconds = new ArrayList<>();
    Peer peer = null;
    for (int i = 0; i < ROUNDS; i++) {
      if (peer != null) {
        peer.close();
      }
      long begun = System.nanoTime();
      peer =
          Peer.printingItsPort(
              Programs.java(QueueServer.class, file.toString(), Peer.freePort() + ""));
      seconds.add((System.nanoTime() - begun) / 1e9);
    }
    System.out.printf(Locale.ROOT, "start-up with %s: %.2f s%n", what, Contest.median(seconds));
    return peer;
  }

  private static void print(String what, Peer peer) {
    System.out.printf(
        Locale.ROOT, "  %-36s %10.1f MB resident%n", what, peer.memoryKilobytes() / 1024.0);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(each);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
