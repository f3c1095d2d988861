package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.ReversePath;
import org.mailshim.filter.ClamdFilter;
import org.mailshim.filter.FilterDaemon;
import org.mailshim.filter.FilterVerdict;
import org.mailshim.filter.MessageFilter;
import org.mailshim.filter.ProgramFilter;
import org.mailshim.filter.SpamdFilter;
import org.mailshim.message.MailData;
import org.mailshim.program.Program;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.transport.Endpoint;

/** ClamAV's and SpamAssassin's daemons, with a signature of our own and the text that is spam. */
@Timeout(400)
class FilterPeersTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String VIRUS = "MAILSHIM-TEST-VIRUS";

  /** SpamAssassin's generic test for unsolicited bulk mail. */
  private static final String SPAM =
      "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

  @TempDir Path directory;

  private static FilterVerdict ask(MessageFilter filter, String body) throws IOException {
    var session =
        new SessionFacts(
            "1",
            Endpoint.of(InetAddress.ofLiteral("192.0.2.9"), 40000),
            Endpoint.of(InetAddress.ofLiteral("192.0.2.1"), 25),
            ServerMode.MX,
            new SessionFacts.Hello.None(),
            Optional.empty(),
            Optional.empty());
    var envelope =
        new ReceivedEnvelope("1", ReversePath.parse("<>"), MailParameters.NONE, List.of());
    String message =
        "From: ann@example.net\r\nTo: bob@example.org\r\nSubject: Lunch on Thursday\r\n"
            + "Date: Fri, 2 Jan 2026 03:04:05 +0000\r\nMessage-ID: <1@example.net>\r\n\r\n"
            + "Shall we meet at noon, as last week?\r\n"
            + body
            + "\r\n";
    return filter.filter(session, envelope, MailData.verbatim(message.getBytes(US_ASCII)));
  }

  @Test
  void clamdFindsASignature() throws Exception {
    String clamd = Peers.program("clamd");
    Path database = Peers.open(directory.resolve("database"));
    String pattern = HexFormat.of().formatHex(VIRUS.getBytes(US_ASCII));
    Files.writeString(database.resolve("test.ndb"), "Mailshim.Test:0:*:" + pattern + "\n");
    Path socket = directory.resolve("clamd.sock");
    int port = Peers.freePort();
    List<String> settings =
        new ArrayList<>(
            List.of(
                "DatabaseDirectory " + database,
                "LocalSocket " + socket,
                "TCPSocket " + port,
                "TCPAddr 127.0.0.1",
                "StreamMaxLength 1M",
                "Foreground yes"));
    if (Peers.isRoot()) {
      settings.add("User root");
    }
    Path configuration = Files.write(directory.resolve("clamd.conf"), settings);
    List<String> command = List.of(clamd, "--config-file=" + configuration);
    try (PeerProcess peer = PeerProcess.start(directory, command)) {
      peer.awaitPort(port);
      peer.awaitFile(socket);
      for (FilterDaemon daemon :
          List.of(FilterDaemon.at("127.0.0.1", port, LONG), FilterDaemon.at(socket, LONG))) {
        var filter = new ClamdFilter(daemon);
        assertEquals(FilterVerdict.ACCEPTED, ask(filter, "harmless"));
        assertEquals(
            FilterVerdict.refused("The message holds a virus: Mailshim.Test.UNOFFICIAL"),
            ask(filter, VIRUS));
        String tooLong = ("y".repeat(70) + "\r\n").repeat(60_000);
        assertInstanceOf(FilterVerdict.Failed.class, ask(filter, tooLong));
      }
    }
  }

  @Test
  void spamdKnowsSpam() throws Exception {
    String spamd = Peers.program("spamd");
    int port = Peers.freePort();
    String number = Integer.toString(port);
    List<String> command =
        new ArrayList<>(
            List.of(spamd, "-L", "-x", "-m", "1", "-i", "127.0.0.1", "-p", number, "-s", "stderr"));
    if (Peers.isRoot()) {
      command.addAll(List.of("-u", "nobody"));
    }
    try (PeerProcess peer = PeerProcess.start(directory, command)) {
      peer.awaitPort(port);
      var daemon = FilterDaemon.at("127.0.0.1", port, LONG);
      var tagging = new SpamdFilter(daemon);
      assertEquals(FilterVerdict.ACCEPTED, ask(tagging, "See you."));
      var tagged = assertInstanceOf(FilterVerdict.Tagged.class, ask(tagging, SPAM));
      assertTrue(tagged.reason().contains("GTUBE"), tagged.reason());
      var refusing = new SpamdFilter(daemon, OptionalDouble.of(100));
      assertInstanceOf(FilterVerdict.Refused.class, ask(refusing, SPAM));

      List<String> words =
          List.of(Peers.program("spamc"), "-c", "-x", "-d", "127.0.0.1", "-p", number);
      MessageFilter spamc = ProgramFilter.spam(Program.of(words, LONG));
      assertEquals(FilterVerdict.ACCEPTED, ask(spamc, "See you."));
      assertInstanceOf(FilterVerdict.Tagged.class, ask(spamc, SPAM));
    }
  }
}
