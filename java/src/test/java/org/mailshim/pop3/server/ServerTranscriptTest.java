package org.mailshim.pop3.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailshim.EscapedOctets;
import org.mailshim.pop3.Pop3Transcript;
import org.mailshim.pop3.Pop3TranscriptPeer;
import org.mailshim.store.Delivery;
import org.mailshim.store.Maildrop;
import org.mailshim.store.MaildropName;
import org.mailshim.store.RamStore;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.MemoryConnection;
import org.mailshim.transport.MemoryConnection.Fault;

/**
 * Every server transcript, whole and disturbed: however the client's octets arrive the answers are
 * the same, and wherever they stop the server has said what was due and deleted nothing, unless
 * QUIT was there.
 */
final class ServerTranscriptTest {
  private static final MaildropName BOB = new MaildropName("bob");
  private static final int POSITIONS = 1500;

  static List<Pop3Transcript> transcripts() throws IOException, URISyntaxException {
    return Pop3Transcript.all(".server");
  }

  @Test
  void theTranscriptsAreThere() throws Exception {
    assertTrue(transcripts().size() >= 15);
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void whole(Pop3Transcript transcript) {
    var run = new Run(transcript, Fault.none());
    run.assertComplete("whole");
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void cutAtEveryOctet(Pop3Transcript transcript) {
    new Run(transcript, new Fault(Fault.Kind.SINGLE_BYTES, 0)).assertSame("single octets");
    for (int at = 0; at <= positions(transcript); at++) {
      new Run(transcript, new Fault(Fault.Kind.CUT, at)).assertSame("cut at " + at);
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void endingAtEveryOctet(Pop3Transcript transcript) {
    for (int at = 0; at < positions(transcript); at++) {
      new Run(transcript, new Fault(Fault.Kind.END, at)).assertPrefix("", "ended at " + at);
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void silentFromEveryOctet(Pop3Transcript transcript) {
    for (int at = 0; at < positions(transcript); at++) {
      String farewell = Responses.IDLE.line() + "\r\n";
      new Run(transcript, new Fault(Fault.Kind.SILENCE, at))
          .assertPrefix(farewell, "silent from " + at);
    }
  }

  private static int positions(Pop3Transcript transcript) {
    return Math.min(POSITIONS, transcript.octetsOf(false));
  }

  /** One replay. */
  private static final class Run {
    private final Pop3Transcript transcript;
    private final Pop3TranscriptPeer client;
    private final List<String> pauses = new ArrayList<>();
    private final int messages;
    private final int left;

    Run(Pop3Transcript transcript, Fault fault) {
      this.transcript = transcript;
      this.client = new Pop3TranscriptPeer(transcript, false);
      var store = new RamStore();
      for (String message : transcript.values("message")) {
        deliver(store, EscapedOctets.of(message));
      }
      this.messages = transcript.values("message").size();
      Maildrop other = transcript.values("locked").isEmpty() ? null : store.lock(BOB).orElseThrow();
      boolean inClear = !transcript.value("in-clear", "yes").equals("no");
      var setup = TestUsers.setup(TestUsers.options(inClear), store, pauses);
      var connection =
          new MemoryConnection(
              new Endpoint("client.example", InetAddress.getLoopbackAddress(), 4711),
              client,
              fault);
      new Pop3ServerSession(connection, setup).run();
      if (other != null) {
        other.close();
      }
      try (Maildrop after = store.lock(BOB).orElseThrow()) {
        this.left = after.count();
      }
    }

    private static void deliver(RamStore store, byte[] message) {
      try (Delivery delivery = store.deliver(BOB)) {
        delivery.write(message, 0, message.length);
        delivery.commit();
      }
    }

    void assertComplete(String how) {
      assertEquals("", client.mismatch(), how);
      assertTrue(client.isAtEnd(), how + ": the server stopped before the end");
      assertSame(how);
      assertEquals(
          transcript.value("pauses", String.join(" ", pauses)), String.join(" ", pauses), how);
    }

    void assertSame(String how) {
      assertEquals(transcript.serverText(), client.heard(), how);
      assertEquals(Integer.parseInt(transcript.value("left", "-1")), left, how);
    }

    /** What was said is the transcript's as far as it goes, and perhaps a farewell. */
    void assertPrefix(String farewell, String how) {
      String said = client.heard();
      String expected = transcript.serverText();
      boolean isPrefix = expected.startsWith(said);
      if (!isPrefix && !farewell.isEmpty() && said.endsWith(farewell)) {
        isPrefix = expected.startsWith(said.substring(0, said.length() - farewell.length()));
      }
      assertTrue(isPrefix, how + ": " + said);
      boolean updated = said.endsWith("goodbye\r\n") && said.contains("marked");
      assertTrue(left == messages || updated, how + ": deleted without QUIT");
    }
  }

  @Test
  void escapesAreOctets() {
    assertEquals("a\r\n\u00ff", new String(EscapedOctets.of("a\\r\\n\\xff"), ISO_8859_1));
  }
}
