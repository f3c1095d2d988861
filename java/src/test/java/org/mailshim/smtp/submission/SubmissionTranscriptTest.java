package org.mailshim.smtp.submission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailshim.EscapedOctets;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.client.Transcript;
import org.mailshim.smtp.client.TranscriptPeer;
import org.mailshim.smtp.submission.Submission.Encryption;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.MemoryConnection;
import org.mailshim.transport.MemoryConnection.Fault;

/**
 * Every transcript of {@code sessions/submission}, whole and disturbed: however the server's octets
 * arrive the same is told, and wherever they stop what was told until then holds, a fault follows,
 * and nobody has the message who was not said to have it.
 */
final class SubmissionTranscriptTest {
  private static final Endpoint PEER =
      new Endpoint("mx.example", InetAddress.getLoopbackAddress(), 587);

  private static final String DROPPED = "fault " + org.mailshim.smtp.submission.Fault.DROPPED;

  static List<Transcript> transcripts() throws IOException, URISyntaxException {
    var directory =
        Path.of(SubmissionTranscriptTest.class.getResource("/sessions/submission").toURI());
    List<Transcript> transcripts = new ArrayList<>();
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path file : entries.sorted().toList()) {
        transcripts.add(Transcript.read(file));
      }
    }
    return transcripts;
  }

  @Test
  void theTranscriptsAreThere() throws IOException, URISyntaxException {
    assertTrue(transcripts().size() >= 30);
    for (Transcript transcript : transcripts()) {
      assertFalse(transcript.outcomes().isEmpty(), transcript.name());
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void whole(Transcript transcript) {
    var run = new Run(transcript, Fault.none(), false);
    assertEquals("", run.peer.mismatch(), transcript.name());
    assertEquals(transcript.outcomes(), run.outcomes(), transcript.name());
    assertTrue(run.peer.isAtEnd(), "the client stopped before the end of the transcript");
  }

  /** Who hears of each line has the text looked at by lines; the octets are the same. */
  @ParameterizedTest
  @MethodSource("transcripts")
  void lineByLine(Transcript transcript) {
    var run = new Run(transcript, Fault.none(), true);
    assertEquals("", run.peer.mismatch());
    assertEquals(transcript.outcomes(), run.outcomes());
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void cutAtEveryOctet(Transcript transcript) {
    var single = new Run(transcript, new Fault(Fault.Kind.SINGLE_BYTES, 0), false);
    assertEquals(transcript.outcomes(), single.outcomes());
    for (int at = 0; at <= transcript.serverOctets(); at++) {
      var run = new Run(transcript, new Fault(Fault.Kind.CUT, at), false);
      assertEquals(transcript.outcomes(), run.outcomes(), "cut at " + at);
      assertEquals("", run.peer.mismatch(), "cut at " + at);
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void endingAtEveryOctet(Transcript transcript) {
    for (int at = 0; at < transcript.serverOctets(); at++) {
      new Run(transcript, new Fault(Fault.Kind.END, at), false).assertTruncated("ended at " + at);
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void silentFromEveryOctet(Transcript transcript) {
    for (int at = 0; at < transcript.serverOctets(); at++) {
      new Run(transcript, new Fault(Fault.Kind.SILENCE, at), false)
          .assertTruncated("silent from " + at);
    }
  }

  /** One replay, and what was told. */
  private static final class Run {
    final TranscriptPeer peer;
    private final Transcript transcript;
    private final RecordingListener listener;
    private final Submission submission = new Submission(new FixedHost());
    private final boolean goesOn;

    Run(Transcript transcript, Fault fault, boolean lines) {
      this.transcript = transcript;
      this.peer = new TranscriptPeer(transcript);
      this.listener = new RecordingListener(lines);
      prepare();
      var connection = new MemoryConnection(PEER, peer, fault);
      var dialogue = new Dialogue(submission, new Wire(connection, listener), listener);
      goesOn = dialogue.run();
      dialogue.close();
    }

    private void prepare() {
      submission.server("mx.example", "587");
      submission.clientName("client.example");
      submission.requiresAllRecipients(isSet("require-all"));
      submission.declaresUtf8(isSet("utf8"));
      submission.encryption(
          Encryption.valueOf(transcript.setting("starttls", "DISABLED")), new NoSecurity());
      if (transcript.settings().containsKey("auth")) {
        submission.authenticator(new PlainAuthenticator());
      }
      for (String node : transcript.setting("etrn", "").split(" ")) {
        if (!node.isEmpty()) {
          submission.add(new RemoteQueue('@', node, new ReplyStatus()));
        }
      }
      int messages = Integer.parseInt(transcript.setting("messages", "1"));
      for (int i = 0; i < messages; i++) {
        submission.add(message());
      }
    }

    private boolean isSet(String key) {
      return transcript.setting(key, "false").equals("true");
    }

    private SubmittedMessage message() {
      var message = new SubmittedMessage(new ReplyStatus(), new ReplyStatus());
      String text = "From: ann\\r\\nDate: x\\r\\nMessage-Id: y\\r\\n\\r\\nhello\\r\\n";
      byte[] octets = EscapedOctets.of(transcript.setting("data", text));
      int size = Integer.parseInt(transcript.setting("pieces", "1000000"));
      message.source(new PiecesSource(octets, size));
      message.reversePath(transcript.setting("from", "ann@example.org"));
      if (transcript.settings().containsKey("body")) {
        message.body(Optional.of(BodyType.valueOf(transcript.setting("body", ""))));
      }
      for (String to : transcript.setting("to", "bob@example.net").split(", ")) {
        byte[] mailbox = EscapedOctets.of(to);
        message.add(new SubmittedRecipient(new String(mailbox, ISO_8859_1), new ReplyStatus()));
      }
      return message;
    }

    /** What was told, and in the end who has it or will never have it. */
    List<String> outcomes() {
      List<String> outcomes = new ArrayList<>(listener.log);
      for (SubmittedRecipient recipient : complete()) {
        outcomes.add(RecordingListener.name(recipient) + " complete");
      }
      if (goesOn) {
        outcomes.add("next address");
      }
      return outcomes.isEmpty() ? List.of("nothing") : outcomes;
    }

    private List<SubmittedRecipient> complete() {
      List<SubmittedRecipient> complete = new ArrayList<>();
      for (SubmittedMessage message : submission.messages()) {
        for (SubmittedRecipient recipient : message.recipients()) {
          if (recipient.isComplete()) {
            complete.add(recipient);
          }
        }
      }
      return complete;
    }

    void assertTruncated(String how) {
      if (outcomes().equals(transcript.outcomes())) {
        return; // it had broken before: what is not answered is QUIT
      }
      List<String> log = new ArrayList<>(listener.log);
      assertEquals(
          DROPPED, log.isEmpty() ? "nothing" : log.removeLast(), how + ": " + listener.log);
      List<String> whole = transcript.outcomes();
      boolean transferToldEarly =
          !log.isEmpty() && log.getLast().startsWith("transfer ") && !isPrefix(log, whole);
      if (transferToldEarly) {
        log.removeLast(); // a chunk without a reply is as good as refused
      }
      assertTrue(isPrefix(log, whole), how + ": " + log);
      for (SubmittedRecipient recipient : complete()) {
        assertTrue(
            whole.contains(RecordingListener.name(recipient) + " complete"), how + ": " + log);
        assertTrue(recipient.status().isPermanent() || isSettled(log), how + ": " + log);
      }
    }

    /** Whether a message was taken, or refused for good. */
    private static boolean isSettled(List<String> log) {
      for (String told : log) {
        if (told.startsWith("transfer 2") || told.startsWith("transfer 5")) {
          return true;
        }
      }
      return false;
    }

    private static boolean isPrefix(List<String> log, List<String> whole) {
      return log.size() <= whole.size() && whole.subList(0, log.size()).equals(log);
    }
  }

  /** TLS that changes nothing. */
  private static final class NoSecurity implements SubmissionSecurity {
    @Override
    public boolean isReady(String host) {
      return true;
    }

    @Override
    public Optional<Secured> secure(Connection under, String host, Deadline deadline) {
      return Optional.of(new Secured(under, true));
    }
  }

  /** "ann" with the password "secret", by PLAIN. */
  private static final class PlainAuthenticator implements SubmissionAuthenticator {
    @Override
    public boolean isEnabled() {
      return true;
    }

    @Override
    public void offered(List<String> mechanisms) {
      assertTrue(mechanisms.contains("PLAIN"));
    }

    @Override
    public boolean select(String name) {
      return name.equals("PLAIN");
    }

    @Override
    public byte @Nullable [] respond(byte @Nullable [] challenge) {
      return challenge == null ? "\0ann\0secret".getBytes(ISO_8859_1) : null;
    }

    @Override
    public boolean succeeded() {
      return true;
    }
  }
}
