package org.mailshim.bench;

import java.util.List;

/**
 * Sending SMTP to Postfix's {@code smtp-sink}: our client beside libcurl, Angus Mail and {@code
 * smtp-source}. Each sender is a process; those that a JVM or a library has to warm up send some
 * messages first and tell the time of the rest.
 */
final class SmtpClientBench {
  private static final int ROUNDS = 5;
  private static final int SMALL = 4_096;
  private static final int LARGE = 50 * 1024 * 1024;

  private SmtpClientBench() {}

  /**
   * @param arguments the path of {@code send_curl}
   */
  public static void main(String[] arguments) {
    String curl = arguments[0];
    try (Peer sink = Peer.onFreePort(Programs.smtpSink())) {
      one(sink, curl, "4 KB, one connection", 20_000, SMALL);
      eight(sink, 40_000);
      one(sink, curl, "50 MB, one connection", 4, LARGE);
    }
  }

  private static void one(Peer sink, String curl, String task, int messages, int octets) {
    List<String> libcurl = List.of(curl, "PORT", text(messages), text(octets));
    // Angus Mail holds the message several times over.
    List<String> angus =
        Programs.javaWithHeap("1g", AngusSend.class, "PORT", text(messages), text(octets));
    List<String> ours = Programs.java(SendMail.class, "PORT", text(messages), text(octets), "1");
    new Contest(task, ROUNDS)
        .add("libcurl, connection kept", () -> Load.told(libcurl, sink, messages))
        .add("Angus Mail, raw octets", () -> Load.told(angus, sink, messages))
        .add("mailshim", () -> Load.told(ours, sink, messages))
        .run();
  }

  private static void eight(Peer sink, int messages) {
    List<String> source = Programs.smtpSource(8, messages, SMALL, true);
    List<String> ours = Programs.java(SendMail.class, "PORT", text(messages), text(SMALL), "8");
    new Contest("4 KB, 8 connections", ROUNDS)
        .add("smtp-source -s 8", () -> Load.timed(source, sink, messages))
        .add("mailshim", () -> Load.told(ours, sink, messages))
        .run();
  }

  private static String text(int number) {
    return Integer.toString(number);
  }
}
