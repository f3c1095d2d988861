package org.mailshim.bench;

import java.util.List;
import java.util.function.IntConsumer;

/**
 * Composing, sending what was composed, and reading: our MailMessage beside Angus Mail and Simple
 * Java Mail. Composing and reading run in this process, in alternation; senders are processes, as
 * in {@link SmtpClientBench}.
 */
final class MessageBench {
  private static final int ROUNDS = 5;
  private static final int MESSAGES = 5_000;
  private static final int SENT = 3_200;

  private MessageBench() {}

  public static void main(String[] arguments) {
    byte[] message = Composers.mailshim(1).toBytes();
    new Contest("composing a message of 12 KB in memory", ROUNDS)
        .add(
            "Angus Mail", () -> timed(i -> Composers.octets(Composers.angus(Composers.SESSION, i))))
        .add("Simple Java Mail", () -> timed(i -> Composers.octets(Composers.simple(i))))
        .add("mailshim", () -> timed(i -> Composers.mailshim(i).toBytes()))
        .run();
    new Contest("reading it, every part decoded", ROUNDS)
        .add("Angus Mail", () -> timed(i -> Composers.readByAngus(message)))
        .add("Simple Java Mail", () -> timed(i -> Composers.readBySimple(message)))
        .add("mailshim", () -> timed(i -> Composers.readByMailshim(message)))
        .run();
    try (Peer sink = Peer.onFreePort(Programs.smtpSink())) {
      for (String connections : List.of("1", "8")) {
        var contest =
            new Contest(
                "sending it composed (the others with TCP_NODELAY), connections: " + connections,
                ROUNDS);
        for (String library : List.of("Angus Mail", "Simple Java Mail", "mailshim")) {
          List<String> command =
              Programs.javaWithHeap(
                  "256m", SendComposed.class, "PORT", library, connections, "" + SENT);
          contest.add(library, () -> Load.told(command, sink, SENT));
        }
        contest.run();
      }
    }
  }

  private static Load timed(IntConsumer task) {
    long begun = System.nanoTime();
    for (int i = 0; i < MESSAGES; i++) {
      task.accept(i);
    }
    return new Load(MESSAGES / ((System.nanoTime() - begun) / 1e9), 0);
  }
}
