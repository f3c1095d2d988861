package org.mailshim.smtp.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailshim.EscapedOctets;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.message.MailData;
import org.mailshim.smtp.Reply;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.MemoryConnection;
import org.mailshim.transport.MemoryConnection.Fault;

/**
 * Every transcript, whole and disturbed: however the server's octets arrive the outcome is the
 * same, and wherever they stop it is what was certain until then, followed by a {@link
 * ConversationException}.
 */
final class TranscriptTest {
  /** Beyond this many octets, positions in a reply are all alike. */
  private static final int POSITIONS = 1500;

  private static final Endpoint PEER =
      new Endpoint("mx.example", InetAddress.getLoopbackAddress(), 25);

  static List<Transcript> transcripts() throws IOException, URISyntaxException {
    var directory = Path.of(TranscriptTest.class.getResource("/sessions").toURI());
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files = entries.filter(file -> file.toString().endsWith(".smtp")).sorted().toList();
    }
    List<Transcript> transcripts = new ArrayList<>();
    for (Path file : files) {
      transcripts.add(Transcript.read(file));
    }
    return transcripts;
  }

  @Test
  void theTranscriptsAreThere() throws IOException, URISyntaxException {
    assertTrue(transcripts().size() >= 64);
    for (Transcript transcript : transcripts()) {
      assertFalse(transcript.outcomes().isEmpty(), transcript.name());
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void whole(Transcript transcript) {
    var run = new Run(transcript, Fault.none());
    assertEquals(transcript.outcomes(), run.log);
    run.assertOnScript();
    if (run.log.getLast().equals("quit")) {
      assertTrue(run.peer.isAtEnd(), "the client stopped before the end of the transcript");
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void cutAtEveryOctet(Transcript transcript) {
    var single = new Run(transcript, new Fault(Fault.Kind.SINGLE_BYTES, 0));
    assertEquals(transcript.outcomes(), single.log);
    for (int at = 0; at <= positions(transcript); at++) {
      var run = new Run(transcript, new Fault(Fault.Kind.CUT, at));
      assertEquals(transcript.outcomes(), run.log, "cut at " + at);
      run.assertOnScript();
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void endingAtEveryOctet(Transcript transcript) {
    for (int at = 0; at < positions(transcript); at++) {
      var run = new Run(transcript, new Fault(Fault.Kind.END, at));
      run.assertTruncated("LOST", "ended at " + at);
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void silentFromEveryOctet(Transcript transcript) {
    for (int at = 0; at < positions(transcript); at++) {
      var run = new Run(transcript, new Fault(Fault.Kind.SILENCE, at));
      run.assertTruncated("TIMED_OUT", "silent from " + at);
    }
  }

  private static int positions(Transcript transcript) {
    return Math.min(POSITIONS, transcript.serverOctets());
  }

  /** One replay, and its outcome in the words of the transcripts. */
  private static final class Run implements SessionObserver {
    final TranscriptPeer peer;
    final List<String> log = new ArrayList<>();
    private final Transcript transcript;
    private SessionState state = SessionState.CONNECTED;
    private long sent;

    Run(Transcript transcript, Fault fault) {
      this.transcript = transcript;
      this.peer = new TranscriptPeer(transcript);
      var connection = new MemoryConnection(PEER, peer, fault);
      var options =
          SessionOptions.defaults()
              .withClientName("client.example")
              .withDialect(Dialect.valueOf(transcript.setting("dialect", "SMTP")));
      try (var session = SmtpClientSession.open(connection, options, this)) {
        converse(session);
      } catch (ConversationException e) {
        assertEquals(SessionState.CLOSED, state);
        assertTrue(
            e.getMessage().startsWith("while " + e.stage().phrase() + " to mx.example [127."),
            e.getMessage());
        assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), e.getMessage());
        assertNoSecret(e.getMessage());
        log.add(words(e));
      }
    }

    private void converse(SmtpClientSession session) {
      prepare(session);
      List<ForwardPath> recipients = new ArrayList<>();
      for (String text : utf8("to", "bob@example.net").split(", ")) {
        recipients.add(ForwardPath.parse(text));
      }
      var envelope = new Envelope(ReversePath.parse(utf8("from", "ann@example.org")), recipients);
      byte[] message =
          EscapedOctets.of(transcript.setting("data", "Subject: x\\r\\n\\r\\nhello\\r\\n"));
      TransactionOptions options = TranscriptOptions.of(transcript);
      int messages = Integer.parseInt(transcript.setting("messages", "1"));
      for (int i = 0; i < messages; i++) {
        if (session.state() == SessionState.CLOSED) {
          log.add("closed");
          return;
        }
        sent = 0;
        MailData data = MailData.verbatim(message);
        TransactionOutcome outcome = session.send(envelope, data, options);
        if (!outcome.dropped().isEmpty()) {
          log.add("dropped " + new TreeSet<>(outcome.dropped()));
        }
        for (RecipientOutcome recipient : outcome.recipients()) {
          log.add(words(recipient));
          assertTrue(!recipient.isAccepted() || sent == data.octets());
        }
      }
      session.quit();
      assertEquals(SessionState.CLOSED, state);
      log.add("quit");
    }

    private void prepare(SmtpClientSession session) {
      if (transcript.setting("starttls", "").equals("true")) {
        Reply reply = session.startTls(TlsClientSource.unverified());
        log.add("STARTTLS " + reply.code());
      }
      if (!transcript.setting("auth", "").isEmpty()) {
        boolean clear = transcript.setting("clear", "false").equals("true");
        log.add(words(session.authenticate(TranscriptOptions.credentials(transcript), clear)));
      }
      String commands = transcript.setting("ask", "");
      for (String command : commands.isEmpty() ? new String[0] : commands.split(", ")) {
        log.add(command + " " + TranscriptOptions.ask(session, command).text());
      }
    }

    private static String words(AuthenticationOutcome outcome) {
      return switch (outcome) {
        case AuthenticationOutcome.Authenticated yes -> "authenticated " + yes.mechanism().text();
        case AuthenticationOutcome.NoMechanism none -> "no mechanism of " + none.offered();
        case AuthenticationOutcome.Failed failed -> {
          var words = new StringBuilder("failed");
          for (AuthenticationOutcome.Attempt each : failed.attempts()) {
            words.append(' ').append(each.mechanism().text());
            words.append(each.reply().map(reply -> " " + reply.code()).orElse(""));
            words.append(each.problem().isPresent() ? " ours" : "");
          }
          yield words.toString();
        }
      };
    }

    private String utf8(String key, String otherwise) {
      return new String(EscapedOctets.of(transcript.setting(key, otherwise)), UTF_8);
    }

    void assertOnScript() {
      assertEquals("", peer.mismatch());
    }

    /**
     * What was certain, and then the end. Where a server speaks out of turn, the client goes on as
     * if it had not when it is stopped just before that, and so leaves the script.
     */
    void assertTruncated(String kind, String message) {
      if (!transcript.name().startsWith("broken-unsolicited")) {
        assertOnScript();
      }
      String last = log.getLast();
      boolean ended = List.of("quit", "closed", transcript.outcomes().getLast()).contains(last);
      assertTrue(ended || last.contains(" " + kind + " transient"), message + ": " + log);
      List<String> certain = log.subList(0, log.size() - 1);
      assertTrue(certain.size() <= transcript.outcomes().size(), message + ": " + log);
      for (int i = 0; i < certain.size(); i++) {
        // Refused at MAIL; what the server would have said to RCPT is not heard any more.
        String heard = certain.get(i);
        String whole = transcript.outcomes().get(i);
        boolean unanswered =
            heard.endsWith(" 451 4.4.2 transient unanswered rcpt 250")
                && whole.startsWith(heard.substring(0, heard.indexOf(' ')) + " END_OF_DATA ");
        assertTrue(
            whole.equals(heard) || whole.startsWith(heard + " rcpt ") || unanswered,
            message + ": " + log);
      }
    }

    @Override
    public void command(String line) {
      assertNoSecret(line);
    }

    @Override
    public void reply(Reply reply) {
      assertNoSecret(reply.text());
    }

    private static void assertNoSecret(String text) {
      for (String secret : TranscriptOptions.SECRETS) {
        assertFalse(text.contains(secret), "the observer was told the secret: " + text);
      }
    }

    @Override
    public void state(SessionState before, SessionState now) {
      assertEquals(state, before);
      state = now;
    }

    @Override
    public void sent(long messageOctets) {
      assertTrue(messageOctets >= sent);
      sent = messageOctets;
    }

    private static String words(ConversationException e) {
      return "broken "
          + e.stage()
          + " "
          + e.kind()
          + (e.transientFailure() ? " transient" : " permanent")
          + (e.mayHaveBeenAccepted() ? " maybe-accepted" : "")
          + e.reply().map(reply -> " " + reply.code()).orElse("");
    }

    private static String words(RecipientOutcome.Origin origin) {
      return switch (origin) {
        case RecipientOutcome.Origin.Server said -> "";
        case RecipientOutcome.Origin.NotOffered missing -> " lacks " + missing.keyword().text();
        case RecipientOutcome.Origin.NotVerified insecure -> " not verified";
        case RecipientOutcome.Origin.TooLarge large -> " limit " + large.limit();
        case RecipientOutcome.Origin.TooMany many -> " limit " + many.limit();
        case RecipientOutcome.Origin.Unanswered lost -> " unanswered";
      };
    }

    private static String words(RecipientOutcome outcome) {
      Reply reply = outcome.reply();
      String path = outcome.recipient().text();
      var words = new StringBuilder(path.substring(1, path.length() - 1));
      words.append(' ').append(outcome.stage()).append(' ').append(reply.code());
      reply.enhanced().ifPresent(enhanced -> words.append(' ').append(enhanced.text()));
      words.append(outcome.isAccepted() ? " accepted" : "");
      words.append(outcome.isTransientFailure() ? " transient" : "");
      words.append(outcome.isPermanentFailure() ? " permanent" : "");
      words.append(words(outcome.origin()));
      Reply toRcpt = outcome.rcptReply().orElse(reply);
      boolean usual = outcome.isAccepted() ? toRcpt.code() == 250 : toRcpt.code() == reply.code();
      if (!usual && outcome.stage() != Stage.DATA && outcome.reply().code() != 554) {
        words.append(" rcpt ").append(toRcpt.code());
      }
      return words.toString();
    }
  }
}
