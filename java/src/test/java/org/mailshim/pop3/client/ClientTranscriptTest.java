package org.mailshim.pop3.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailshim.pop3.Pop3Transcript;
import org.mailshim.pop3.Pop3TranscriptPeer;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.ScanListing;
import org.mailshim.pop3.UniqueIdListing;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.MemoryConnection;
import org.mailshim.transport.MemoryConnection.Fault;

/**
 * Every client transcript, whole and disturbed: however the server's octets arrive the outcome is
 * the same, and wherever they stop it is what was certain until then, followed by a {@link
 * ConversationException}.
 */
final class ClientTranscriptTest {
  private static final int POSITIONS = 1500;

  static List<Pop3Transcript> transcripts() throws IOException, URISyntaxException {
    return Pop3Transcript.all(".client");
  }

  @Test
  void theTranscriptsAreThere() throws Exception {
    assertTrue(transcripts().size() >= 20);
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void whole(Pop3Transcript transcript) {
    var run = new Run(transcript, Fault.none());
    assertEquals(transcript.values("outcome"), run.log);
    assertEquals("", run.server.mismatch());
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void cutAtEveryOctet(Pop3Transcript transcript) {
    var single = new Run(transcript, new Fault(Fault.Kind.SINGLE_BYTES, 0));
    assertEquals(transcript.values("outcome"), single.log);
    for (int at = 0; at <= positions(transcript); at++) {
      var run = new Run(transcript, new Fault(Fault.Kind.CUT, at));
      assertEquals(transcript.values("outcome"), run.log, "cut at " + at);
      assertEquals("", run.server.mismatch());
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void endingAtEveryOctet(Pop3Transcript transcript) {
    for (int at = 0; at < positions(transcript); at++) {
      new Run(transcript, new Fault(Fault.Kind.END, at)).assertTruncated("LOST", "ended at " + at);
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void silentFromEveryOctet(Pop3Transcript transcript) {
    for (int at = 0; at < positions(transcript); at++) {
      new Run(transcript, new Fault(Fault.Kind.SILENCE, at))
          .assertTruncated("TIMED_OUT", "silent from " + at);
    }
  }

  private static int positions(Pop3Transcript transcript) {
    return Math.min(POSITIONS, transcript.octetsOf(true));
  }

  /** One replay, and its outcome in the words of the transcripts. */
  private static final class Run implements SessionObserver {
    final Pop3TranscriptPeer server;
    final List<String> log = new ArrayList<>();
    private final Pop3Transcript transcript;

    Run(Pop3Transcript transcript, Fault fault) {
      this.transcript = transcript;
      this.server = new Pop3TranscriptPeer(transcript, true);
      var endpoint = new Endpoint("pop.example", InetAddress.getLoopbackAddress(), 110);
      var connection = new MemoryConnection(endpoint, server, fault);
      boolean clearText = transcript.value("clear-text", "yes").equals("yes");
      SessionSecurity security = clearText ? SessionSecurity.inClear() : SessionSecurity.none();
      var options = SessionOptions.of("pop.example", security).withLimits(10, 1000);
      try (var session = Pop3ClientSession.open(connection, options, this)) {
        for (String action : transcript.values("do")) {
          act(session, action.split("[ -]"));
        }
      } catch (ConversationException e) {
        assertTrue(
            e.getMessage().startsWith("while " + e.stage().phrase() + " to pop.example [127."),
            e.getMessage());
        assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e.getMessage());
        log.add("broken " + e.stage() + " " + e.kind());
      }
    }

    private void act(Pop3ClientSession session, String[] words) {
      int first = words.length > 1 ? Integer.parseInt(words[1]) : 0;
      int second = words.length > 2 ? Integer.parseInt(words[2]) : 0;
      switch (words[0]) {
        case "login" -> log.add(login(session));
        case "stat" -> log.add(session.stat().text());
        case "list" -> log.add(session.list().stream().map(ScanListing::text).toList().toString());
        case "uidl" ->
            log.add(
                session
                    .uniqueIds()
                    .map(ids -> ids.stream().map(UniqueIdListing::text).toList().toString())
                    .orElse("none"));
        case "identify" -> {
          for (IdentifiedMessage message : session.identify()) {
            log.add(message.number() + " " + message.key());
          }
        }
        case "retr" -> content(out -> session.retrieve(first, out::write));
        case "top" -> content(out -> session.top(first, second, out::write));
        case "all" ->
            session.retrieveAll(IntStream.rangeClosed(first, second).toArray(), new Messages());
        case "dele" -> log.add(session.delete(first).text());
        case "deleall" ->
            log.add(session.deleteAll(IntStream.rangeClosed(first, second).toArray()).toString());
        case "rset" -> log.add(session.reset().text());
        case "noop" -> log.add(session.noop().text());
        case "quit" -> log.add(session.quit().text());
        default -> throw new IllegalArgumentException(words[0]);
      }
    }

    private static String login(Pop3ClientSession session) {
      try (Secret secret = Secret.of("secret")) {
        LoginOutcome outcome = session.login(new Credentials.Password("bob", secret));
        return outcome instanceof LoginOutcome.Failed failed
            ? "Failed "
                + failed.last().method()
                + (failed.isTemporary() ? " temporary " : " ")
                + failed.last().response().text()
            : outcome.toString();
      }
    }

    /** Collects octets. */
    private static final class Out {
      private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

      void write(byte[] more, int from, int to) {
        octets.write(more, from, to - from);
      }

      String text() {
        String text = octets.toString(ISO_8859_1);
        assertEquals(text, text.replaceAll("(?<!\r)\n|\r(?!\n)", ""));
        return octets.size() + " " + text.replace("\r\n", "|").replace("\u00ff", "\\xff");
      }
    }

    private interface Asking {
      Retrieval ask(Out out);
    }

    private void content(Asking asking) {
      var out = new Out();
      if (asking.ask(out) instanceof Retrieval.Retrieved retrieved) {
        log.add(out.text());
        assertEquals(out.octets.size(), retrieved.octets());
      }
    }

    private final class Messages implements MessageHandler {
      private Out out = new Out();

      @Override
      public ContentSink begin(int number) {
        out = new Out();
        return out::write;
      }

      @Override
      public void complete(int number, long octets) {
        assertEquals(out.octets.size(), octets);
        log.add(number + ": " + out.text());
      }

      @Override
      public void refused(int number, Response response) {
        log.add(number + ": " + response.text());
      }
    }

    @Override
    public void command(String line) {
      assertTrue(
          !line.contains("secret") || line.equals("PASS (secret)") || line.endsWith("(secret)"));
    }

    void assertTruncated(String kind, String how) {
      assertEquals("", server.mismatch(), how);
      List<String> outcomes = transcript.values("outcome");
      boolean whole = log.equals(outcomes);
      String last = log.getLast();
      assertTrue(whole || last.endsWith(" " + kind), how + ": " + log);
      List<String> certain = whole ? log : log.subList(0, log.size() - 1);
      assertEquals(outcomes.subList(0, certain.size()), certain, how);
    }
  }
}
