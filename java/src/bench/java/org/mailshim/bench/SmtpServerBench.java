package org.mailshim.bench;

import java.util.List;
import java.util.Locale;

/**
 * Receiving SMTP: our server with a sink that discards against Postfix's {@code smtp-sink}, both
 * loaded by {@code smtp-source}; and the memory of many idle sessions.
 *
 * <p>Load and server share the machine, as when the peers' figures were taken.
 */
final class SmtpServerBench {
  private static final int ROUNDS = 5;
  private static final int SESSIONS = 50;
  private static final int IDLE_SESSIONS = 10_000;

  private SmtpServerBench() {}

  public static void main(String[] arguments) {
    try (Peer ours = Peer.printingItsPort(Programs.java(DiscardingServer.class));
        Peer hooked = hooked();
        Peer sink = Peer.onFreePort(Programs.smtpSink())) {
      var servers = new Servers(sink, ours, hooked);
      servers.contest("1 KB, 50 sessions, kept", 40_000, 1_024, true);
      servers.contest("10 KB, 50 sessions, kept", 30_000, 10_240, true);
      servers.contest("100 KB, 50 sessions, kept", 8_000, 102_400, true);
      servers.contest("1 KB, 50 sessions, a connection for each", 20_000, 1_024, false);
    }
    idle();
  }

  private static Peer hooked() {
    return Peer.printingItsPort(Programs.java(DiscardingServer.class, DiscardingServer.HOOKED));
  }

  /** Who takes part: smtp-sink, which is one thread, and ours without and with hooks. */
  private record Servers(Peer sink, Peer ours, Peer hooked) {
    void contest(String task, int messages, int octets, boolean kept) {
      List<String> load = Programs.smtpSource(SESSIONS, messages, octets, kept);
      new Contest(task, ROUNDS)
          .add("smtp-sink", () -> Load.timed(load, sink, messages))
          .add("mailshim", () -> Load.timed(load, ours, messages))
          .add("mailshim, hooks pull the data", () -> Load.timed(load, hooked, messages))
          .run();
    }
  }

  private static void idle() {
    try (Peer server = Peer.printingItsPort(Programs.java(DiscardingServer.class));
        var sessions = new IdleSessions(server.port())) {
      long before = server.memoryKilobytes();
      sessions.open(IDLE_SESSIONS);
      long after = server.memoryKilobytes();
      System.out.printf(
          Locale.ROOT,
          "%d idle sessions%n  %-36s %10.1f MB, %.1f kB each%n",
          IDLE_SESSIONS,
          "mailshim, the whole process",
          after / 1024.0,
          (after - before) / (double) IDLE_SESSIONS);
    }
  }
}
