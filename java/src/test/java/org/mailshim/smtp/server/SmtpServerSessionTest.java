package org.mailshim.smtp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.smtp.server.ServerRun.ENVELOPE;
import static org.mailshim.smtp.server.ServerRun.HELO;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailshim.smtp.LineEnds;
import org.mailshim.transport.AddressRange;

/** What transcripts do not show: time, delays, what the observer is told, and who is behind. */
final class SmtpServerSessionTest {
  @Test
  void errorsBeyondALimitAreAnsweredSlowly() {
    ServerRun run =
        ServerRun.saying("A\r\n", "B\r\n", "C\r\n", "NOOP\r\n", "QUIT\r\n")
            .with(
                ServerRun.options(ServerMode.MX)
                    .withLimits(
                        ServerLimits.defaults()
                            .with(new ServerLimits.Errors(2, 20, Duration.ofSeconds(7)))));
    assertEquals(List.of("220", "500", "500", "500", "250", "221"), run.codes());
    assertEquals(List.of(Duration.ofSeconds(7)), run.pauses);
  }

  @Test
  void theGreetingMayBeHeldBack() {
    ServerOptions options = ServerRun.options(ServerMode.MX);
    ServerTimeouts held = options.timeouts().withGreetingDelay(Duration.ofSeconds(6));
    ServerRun run = ServerRun.saying("QUIT\r\n").with(options.withTimeouts(held));
    assertEquals(List.of("220", "221"), run.codes());
    assertEquals(List.of(Duration.ofSeconds(6)), run.pauses);
  }

  @Test
  void dataThatTricklesIsGivenUp() {
    String[] trickle = new String[63];
    trickle[0] = HELO;
    trickle[1] = ENVELOPE;
    trickle[2] = "DATA\r\n";
    for (int i = 3; i < trickle.length; i++) {
      trickle[i] = "0123456789\r\n";
    }
    ServerRun run = ServerRun.saying(trickle).withTimePerPiece(Duration.ofSeconds(10));
    assertEquals(List.of("220", "250", "250", "250", "354", "421"), run.codes());
    assertEquals(List.of("aborted <ann@example.org> > <bob@example.net>"), run.sink.words());
  }

  @Test
  void dataThatIsSlowButSteadyIsNot() {
    String[] steady = new String[65];
    steady[0] = HELO;
    steady[1] = ENVELOPE;
    steady[2] = "DATA\r\n";
    for (int i = 3; i < 63; i++) {
      steady[i] = "0123456789012345678901234567890123456789\r\n".repeat(200);
    }
    steady[63] = ".\r\n";
    steady[64] = "QUIT\r\n";
    ServerRun run = ServerRun.saying(steady).withTimePerPiece(Duration.ofSeconds(10));
    assertEquals(List.of("220", "250", "250", "250", "354", "250", "221"), run.codes());
  }

  /** All short messages over the octets that matter: refused or not, they end at CRLF.CRLF. */
  @Test
  void whateverTheDataItEndsAtItsEnd() {
    char[] octets = {'\r', '\n', '.', '\0', 'x'};
    String end = "\r\n.\r\n";
    int refused = 0;
    for (int i = 0; i < 15_625; i++) {
      StringBuilder data = new StringBuilder("..\r\n");
      for (int rest = i, j = 0; j < 6; rest /= 5, j++) {
        data.append(octets[rest % 5]);
      }
      String sent = data + end;
      if (("\r\n" + sent).indexOf(end) == sent.length() + 2 - end.length()) {
        LineEnds lineEnds = i % 2 == 0 ? LineEnds.REFUSE : LineEnds.NORMALIZE;
        List<String> codes =
            ServerRun.saying(HELO, ENVELOPE, "DATA\r\n", sent + "QUIT\r\n")
                .with(ServerRun.options(ServerMode.MX).withLineEnds(lineEnds))
                .codes();
        boolean no = codes.get(5).equals("550");
        refused += no ? 1 : 0;
        List<String> expected = List.of("354", no ? "550" : "250", "221");
        assertEquals(expected, codes.subList(4, codes.size()), RecordingSink.shown(sent));
      }
    }
    assertTrue(refused > 1000);
  }

  @Test
  void aCommandHasItsTimeAsAWhole() {
    ServerRun run =
        ServerRun.saying("N", "O", "O", "P", "\r\n").withTimePerPiece(Duration.ofMinutes(2));
    assertEquals("220 mx.example ESMTP\r\n421 4.4.2 Timed out waiting for you\r\n", run.run());
  }

  /** The time in which it waits without a thread counts, too. */
  @Test
  void aCommandHasItsTimeAsAWholeAlsoByTurns() {
    ServerRun run =
        ServerRun.saying("N", "O", "OP\r\n", "QUIT\r\n").withTimePerPiece(Duration.ofMinutes(2));
    assertEquals(
        "220 mx.example ESMTP\r\n421 4.4.2 Timed out waiting for you\r\n",
        run.runByTurns(Duration.ofMinutes(2)));
  }

  @Test
  void noSecretReachesTheObserver() {
    ServerRun run =
        ServerRun.saying(
                HELO,
                "AUTH PLAIN AHRpbQB3cm9uZw==\r\n",
                "AUTH PLAIN AHRpbQB3cm9uZw==!\r\n",
                "AUTH PLAIN\r\n",
                "AHRpbQB3cm9uZw==\r\n",
                "QUIT\r\n")
            .with(
                ServerRun.options(ServerMode.MX)
                    .withAuthentication(
                        ServerAuthentication.with(TestUsers.tim()).allowedInClear()));
    run.run();
    assertTrue(run.told.contains("command AUTH PLAIN (hidden)"), run.told::toString);
    assertTrue(run.told.contains("failed PLAIN"), run.told::toString);
    assertFalse(run.told.toString().contains("AHRpb"), run.told::toString);
  }

  @Test
  void whatIsNotPrintableIsShownEscaped() {
    ServerRun run = ServerRun.saying("X\u001b[2J\r\n", "QUIT\r\n");
    run.run();
    assertTrue(run.told.get(0).chars().noneMatch(Character::isISOControl), run.told.get(0));
  }

  @Test
  void aProxySaysWhoTheClientIs() {
    List<AddressRange> proxies = List.of(AddressRange.parse("192.0.2.0/24"));
    ServerRun run =
        ServerRun.saying(
                "PROXY TCP6 2001:db8::9 2001:db8::25 40001 25\r\n",
                HELO,
                ENVELOPE,
                "DATA\r\n",
                "x\r\n.\r\n",
                "QUIT\r\n")
            .with(
                ServerRun.options(ServerMode.MX).withTrusted(new TrustedPeers(proxies, List.of())));
    assertEquals(List.of("220", "250", "250", "250", "354", "250", "221"), run.codes());
    String text = run.sink.messages.get(0).text();
    assertTrue(
        text.startsWith("Received: from client.example ([IPv6:2001:db8:0:0:0:0:0:9])"), text);
  }

  @Test
  void xclientTrustsTheConnectionAndNotTheClaim() {
    List<AddressRange> trusted = List.of(AddressRange.parse("192.0.2.7"));
    ServerRun run =
        ServerRun.saying(
                "EHLO proxy\r\n",
                "XCLIENT ADDR=198.51.100.1 NAME=client.example LOGIN=ann\r\n",
                "EHLO client.example\r\n",
                "XCLIENT ADDR=198.51.100.2 LOGIN=[UNAVAILABLE]\r\n",
                "EHLO client.example\r\n",
                "MAIL FROM:<>\r\nRCPT TO:<mal@example.edu>\r\n",
                "QUIT\r\n")
            .with(
                ServerRun.options(ServerMode.MX).withTrusted(new TrustedPeers(List.of(), trusted)));
    assertEquals(
        List.of("220", "250", "220", "250", "220", "250", "250", "550", "221"), run.codes());
  }

  @Test
  void recipientsBeyondTheLimitDoNotCostTheMessage() {
    String all = "RCPT TO:<bob@example.net>\r\n".repeat(100);
    ServerRun run =
        ServerRun.saying(HELO, "MAIL FROM:<>\r\n" + all, "DATA\r\n", "x\r\n.\r\n", "QUIT\r\n")
            .with(
                ServerRun.options(ServerMode.MX)
                    .withLimits(ServerLimits.defaults().withRecipients(60)));
    List<String> codes = run.codes();
    assertEquals(60 + 3, codes.indexOf("452"));
    assertEquals(List.of("452", "354", "250", "221"), codes.subList(102, 106));
    assertEquals(60, run.sink.messages.get(0).envelope.recipients().size());
  }

  @Test
  void aClientThatEndsTellsWhy() {
    ServerRun run = ServerRun.saying(HELO);
    assertEquals(List.of("220", "250"), run.codes());
    assertEquals("closed: [192.0.2.7]:40000: closed the connection", run.told.getLast());
    ServerRun quit = ServerRun.saying("QUIT\r\n");
    quit.run();
    assertEquals("closed: said goodbye", quit.told.getLast());
  }

  @Test
  void aLineWithoutEndIsGivenUp() {
    ServerRun run = ServerRun.saying("x".repeat(100_000), "x".repeat(100_000));
    assertEquals(List.of("220"), run.codes());
    assertTrue(run.told.getLast().contains("does not end"), run.told::toString);
  }

  @Test
  void aRefusedMessageWithoutEndIsGivenUp() {
    String[] pieces = new String[90];
    pieces[0] = HELO;
    pieces[1] = ENVELOPE;
    pieces[2] = "DATA\r\n";
    String much = "x".repeat(1022) + "\r\n";
    for (int i = 3; i < pieces.length; i++) {
      pieces[i] = much.repeat(1024);
    }
    ServerRun run =
        ServerRun.saying(pieces)
            .with(
                ServerRun.options(ServerMode.MX)
                    .withLimits(ServerLimits.defaults().withMessageOctets(1_000_000)));
    assertEquals(List.of("220", "250", "250", "250", "354", "552"), run.codes());
    assertEquals("closed: gave no end of its mail data", run.told.getLast());
  }

  private static final String LINE = "0123456789abcdefgh\r\n";

  /**
   * A message beyond its size of ten octets, fast enough for the least rate, and far from the most
   * that may be thrown away.
   */
  private static ServerRun refused(String begins, String line) {
    String[] pieces = new String[60];
    pieces[0] = HELO;
    pieces[1] = ENVELOPE;
    pieces[2] = begins;
    Arrays.fill(pieces, 3, pieces.length, line.repeat(3000));
    ServerOptions options = ServerRun.options(ServerMode.MX);
    return ServerRun.saying(pieces)
        .with(options.withLimits(options.limits().withMessageOctets(10)))
        .withTimePerPiece(Duration.ofSeconds(30));
  }

  @Test
  void aRefusedMessageIsTakenOnlyForAsLongAsACommand() {
    ServerRun run = refused("DATA\r\n", LINE);
    assertEquals(List.of("220", "250", "250", "250", "354", "552"), run.codes());
    assertEquals("closed: gave no end of its mail data", run.told.getLast());
    assertEquals(List.of("aborted <ann@example.org> > <bob@example.net>"), run.sink.words());
  }

  @Test
  void aChunkThatIsRefusedInItsMiddleIsToo() {
    ServerRun run =
        refused("BDAT 3000000 LAST\r\n", "lone\n").with(ServerRun.options(ServerMode.MX));
    assertEquals(List.of("220", "250", "250", "250", "550"), run.codes());
    assertEquals("closed: gave no end of its mail data", run.told.getLast());
  }

  @Test
  void soIsAChunkThatNobodyWants() {
    ServerRun run = refused("BDAT 3000000 LAST\r\n", LINE);
    assertEquals("421", run.codes().getLast());
  }

  /** Always says the same. */
  private static final class NoChance extends SecureRandom {
    private static final long serialVersionUID = 1L;

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, (byte) 7);
    }
  }

  @Test
  void noncesComeFromTheSetup() {
    assertEquals(cramMd5(new NoChance()), cramMd5(new NoChance()));
    assertNotEquals(cramMd5(new SecureRandom()), cramMd5(new SecureRandom()));
  }

  private static String cramMd5(SecureRandom random) {
    ServerAuthentication tim = ServerAuthentication.with(TestUsers.tim()).allowedInClear();
    return ServerRun.saying("EHLO client.example\r\n", "AUTH CRAM-MD5\r\n", "*\r\n", "QUIT\r\n")
        .with(ServerRun.options(ServerMode.MX).withAuthentication(tim))
        .with(random)
        .run();
  }
}
