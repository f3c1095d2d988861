package org.mailshim.smtp.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.message.MailData;
import org.mailshim.smtp.DotUnstuffer;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.SmtpSyntaxException;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.MemoryConnection;
import org.mailshim.transport.TransportException;

/**
 * How a session uses its connection, its data and its observer; outcomes are in the transcripts.
 */
final class SmtpClientSessionTest {
  private static final SessionOptions OPTIONS =
      SessionOptions.defaults().withClientName("client.example");
  private static final String PIPELINING = "250-mx.example\r\n250 PIPELINING";

  private static Envelope envelope(int recipients) {
    List<ForwardPath> paths = new ArrayList<>();
    for (int i = 0; i < recipients; i++) {
      paths.add(ForwardPath.parse((i % 3 == 2 ? "no-" : "") + "recipient" + i + "@example.net"));
    }
    return new Envelope(ReversePath.parse("ann@example.org"), paths);
  }

  @Test
  void tellsItsObserverEverythingInItsOrder() {
    List<String> heard = new ArrayList<>();
    var observer =
        new SessionObserver() {
          @Override
          public void state(SessionState before, SessionState now) {
            heard.add(before + " -> " + now);
          }

          @Override
          public void command(String line) {
            heard.add("C " + line);
          }

          @Override
          public void reply(Reply reply) {
            heard.add("S " + reply.text());
          }

          @Override
          public void sent(long messageOctets) {
            heard.add("sent " + messageOctets);
          }
        };
    var session =
        SmtpClientSession.open(new ReplyingConnection(PIPELINING, false), OPTIONS, observer);
    session.send(envelope(1), MailData.of(".dot\r\n".getBytes(US_ASCII)));
    session.quit();
    session.quit();
    assertEquals(
        List.of(
            "S 220 mx.example",
            "CONNECTED -> GREETED",
            "C EHLO client.example",
            "S 250 mx.example; PIPELINING",
            "GREETED -> READY",
            "READY -> ENVELOPE",
            "C MAIL FROM:<ann@example.org>",
            "C RCPT TO:<recipient0@example.net>",
            "C DATA",
            "S 250 ok",
            "S 250 ok",
            "S 354 go on",
            "ENVELOPE -> MAIL_DATA",
            "sent 6",
            "S 250 taken",
            "MAIL_DATA -> READY",
            "READY -> QUITTING",
            "C QUIT",
            "S 250 ok",
            "QUITTING -> CLOSED"),
        heard);
  }

  @Test
  void aRecipientsRefusalIsNotTheSessionsWhenTheConnectionBreaks() {
    var server = new ReplyingConnection("250-mx.example\r\n250-PIPELINING\r\n250 CHUNKING", false);
    var session = SmtpClientSession.open(breakingAt("BDAT", server), OPTIONS, SessionObserver.NONE);
    Envelope envelope = envelope(4); // the third is refused
    MailData data = MailData.of("x\r\n".getBytes(US_ASCII));
    var options = TransactionOptions.NONE.withChunking(true);
    var e = assertThrows(ConversationException.class, () -> session.send(envelope, data, options));
    assertEquals(ConversationException.Kind.LOST, e.kind(), e.getMessage());
    assertTrue(e.transientFailure(), "the others are not refused");
    assertTrue(e.mayHaveBeenAccepted(), "all of the message was on its way");
  }

  @Test
  void theSessionsRefusalIsHeardWhenTheConnectionBreaks() {
    var server = new ReplyingConnection("250-mx.example\r\n250-PIPELINING\r\n250 CHUNKING", false);
    server.toMail = "550 not from you";
    var session = SmtpClientSession.open(breakingAt("BDAT", server), OPTIONS, SessionObserver.NONE);
    MailData data = MailData.of("x\r\n".getBytes(US_ASCII));
    var options = TransactionOptions.NONE.withChunking(true);
    var e =
        assertThrows(ConversationException.class, () -> session.send(envelope(1), data, options));
    assertEquals(ConversationException.Kind.REFUSED, e.kind(), e.getMessage());
    assertFalse(e.mayHaveBeenAccepted());
  }

  /** A connection of which the server takes what comes before {@code word}, and then no more. */
  private static Connection breakingAt(String word, ReplyingConnection server) {
    return new Connection() {
      @Override
      public int read(byte[] into, int from, int to) {
        return server.read(into, from, to);
      }

      @Override
      public int available() {
        return server.available();
      }

      @Override
      public void write(byte[] bytes, int from, int to) {
        int at = new String(bytes, from, to - from, US_ASCII).indexOf(word);
        server.write(bytes, from, at < 0 ? to : from + at);
        if (at >= 0) {
          throw new TransportException.Closed(server.peer().text(), "connection lost");
        }
      }

      @Override
      public void flush() {}

      @Override
      public void deadline(Deadline deadline) {}

      @Override
      public Endpoint peer() {
        return server.peer();
      }

      @Override
      public Endpoint local() {
        return server.local();
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"C NOOP", "S 250 ok"})
  void anObserverThatThrowsEndsTheSession(String at) {
    var observer =
        new SessionObserver() {
          @Override
          public void command(String line) {
            refuse("C " + line);
          }

          @Override
          public void reply(Reply reply) {
            refuse("S " + reply.text());
          }

          private void refuse(String heard) {
            if (heard.equals(at)) {
              throw new IllegalStateException(heard);
            }
          }
        };
    var connection = new ReplyingConnection(PIPELINING, false);
    var session = SmtpClientSession.open(connection, OPTIONS, observer);
    assertThrows(IllegalStateException.class, session::noop);
    assertTrue(connection.closed, "else the next command would get this one's reply");
    assertEquals(SessionState.CLOSED, session.state());
  }

  @Test
  void leavesWithoutReadingTheAnswerUntilItQuits() {
    var connection = new ReplyingConnection(PIPELINING, false);
    var session = SmtpClientSession.open(connection, OPTIONS, SessionObserver.NONE);
    session.leave();
    session.leave();
    assertEquals(2, connection.writes.size(), "EHLO and QUIT");
    assertTrue(connection.available() > 0);
    assertFalse(connection.closed);
    assertEquals(SessionState.QUITTING, session.state());
    Envelope envelope = envelope(1);
    MailData data = MailData.of(new byte[0]);
    assertThrows(IllegalStateException.class, () -> session.send(envelope, data));
    session.quit();
    assertEquals(0, connection.available());
    assertTrue(connection.closed);
    session.leave();
    assertEquals(SessionState.CLOSED, session.state());
  }

  /** Takes one message's first octets and refuses it there and then. */
  private static final class Hasty implements MemoryConnection.Peer {
    private final StringBuilder said = new StringBuilder("220 mx.example\r\n");
    private boolean inData;
    private long dataOctets;

    @Override
    public void receive(byte[] bytes, int from, int to) {
      if (inData) {
        said.append(dataOctets == 0 ? "552 too large\r\n" : "");
        dataOctets += to - from;
      } else {
        inData = new String(bytes, from, to - from, US_ASCII).startsWith("DATA");
        said.append(inData ? "354 go on\r\n" : "250 ok\r\n");
      }
    }

    @Override
    public int send(byte[] into, int from, int to) {
      int count = Math.min(to - from, said.length());
      byte[] bytes = said.substring(0, count).getBytes(US_ASCII);
      System.arraycopy(bytes, 0, into, from, count);
      said.delete(0, count);
      return count;
    }

    @Override
    public int ready() {
      return said.length();
    }
  }

  @Test
  void doesNotSendTheRestOfWhatIsRefusedInTheMiddle() {
    var peer = new Hasty();
    var endpoint = new Endpoint("mx.example", InetAddress.getLoopbackAddress(), 25);
    var connection = new MemoryConnection(endpoint, peer);
    var session = SmtpClientSession.open(connection, OPTIONS, SessionObserver.NONE);
    var refusal =
        assertThrows(
            ConversationException.class, () -> session.send(envelope(1), new PatternData(1 << 20)));
    assertEquals(ConversationException.Kind.REFUSED, refusal.kind());
    assertEquals(Stage.MAIL_DATA, refusal.stage());
    assertEquals(552, refusal.reply().orElseThrow().code());
    assertFalse(refusal.mayHaveBeenAccepted());
    assertTrue(peer.dataOctets < 1 << 16, "octets sent: " + peer.dataOctets);
  }

  @Test
  void aShortMessageIsTwoWrites() {
    var connection = new ReplyingConnection(PIPELINING, false);
    var session = SmtpClientSession.open(connection, OPTIONS, SessionObserver.NONE);
    connection.writes.clear();
    assertTrue(session.send(envelope(2), MailData.of("x\r\n".getBytes(US_ASCII))).isAccepted());
    assertEquals(2, connection.writes.size());
  }

  @Test
  void withoutANameItGivesItsAddress() {
    List<String> commands = new ArrayList<>();
    var observer =
        new SessionObserver() {
          @Override
          public void command(String line) {
            commands.add(line);
          }
        };
    SmtpClientSession.open(
        new ReplyingConnection("250 mx.example", false), SessionOptions.defaults(), observer);
    assertEquals(List.of("EHLO [127.0.0.1]"), commands);
  }

  @Test
  void aNameThatIsNoneIsRefusedAndTheConnectionClosed() {
    var connection = new ReplyingConnection("250 mx.example", false);
    var options = OPTIONS.withClientName("client.example\r\nMAIL FROM:<x@example.org>");
    assertThrows(
        SmtpSyntaxException.class,
        () -> SmtpClientSession.open(connection, options, SessionObserver.NONE));
    assertTrue(connection.closed);
    assertEquals(List.of(), connection.writes);
  }

  @Test
  void groupsOfManyRecipientsAreBoundedAndEachHasItsReply() {
    var connection = new ReplyingConnection(PIPELINING, false);
    var session = SmtpClientSession.open(connection, OPTIONS, SessionObserver.NONE);
    Envelope envelope = envelope(3000);
    TransactionOutcome outcome = session.send(envelope, MailData.of(new byte[0]));
    for (int i = 0; i < 3000; i++) {
      RecipientOutcome recipient = outcome.recipients().get(i);
      assertEquals(envelope.forwardPaths().get(i), recipient.recipient());
      assertEquals(i % 3 != 2, recipient.isAccepted());
    }
    assertTrue(connection.writes.size() > 10);
    for (int octets : connection.writes) {
      assertTrue(octets <= 8192 + 512, "a group of " + octets + " octets");
    }
  }

  @Test
  void eachWaitHasTheTimeOutOfTheRfc() {
    var connection = new ReplyingConnection(PIPELINING, false);
    var session = SmtpClientSession.open(connection, OPTIONS, SessionObserver.NONE);
    session.send(envelope(1), MailData.of("x\r\n".getBytes(US_ASCII)));
    session.quit();
    List<Long> seconds = new ArrayList<>();
    for (var deadline : connection.deadlines) {
      seconds.add(deadline.remaining().plusSeconds(2).toSeconds() / 5 * 5);
    }
    // greeting; EHLO out, in; group out (DATA is its last); MAIL, RCPT, DATA in; data out; its
    // reply in; QUIT out, in
    assertEquals(List.of(300L, 300L, 300L, 120L, 300L, 300L, 120L, 180L, 600L, 5L, 5L), seconds);
  }

  @Test
  void dataOfAnyShapeArrivesAsItIs() {
    Random random = new Random(5321);
    byte[] alphabet = "..\r\nab".getBytes(US_ASCII);
    for (int round = 0; round < 40; round++) {
      byte[] raw = new byte[random.nextInt(150_000)];
      for (int i = 0; i < raw.length; i++) {
        raw[i] = alphabet[random.nextInt(alphabet.length)];
      }
      MailData data = inOddPieces(MailData.of(raw), random);
      var connection = new ReplyingConnection(PIPELINING, true);
      var session = SmtpClientSession.open(connection, OPTIONS, SessionObserver.NONE);
      assertTrue(session.send(envelope(1), data).isAccepted());
      byte[] expected = read(data);
      byte[] stuffed = connection.heard.toByteArray();
      var unstuffer = new DotUnstuffer();
      int length = unstuffer.decode(stuffed, 0, stuffed.length);
      assertTrue(unstuffer.isEnded());
      assertEquals(stuffed.length, unstuffer.consumed());
      boolean open = expected.length > 0 && expected[expected.length - 1] != '\n';
      String wanted = new String(expected, UTF_8) + (open ? "\r\n" : "");
      assertEquals(wanted, new String(stuffed, 0, length, UTF_8));
    }
  }

  private static MailData inOddPieces(MailData data, Random random) {
    return new MailData() {
      @Override
      public long octets() {
        return data.octets();
      }

      @Override
      public InputStream open() throws IOException {
        return new FilterInputStream(data.open()) {
          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            return super.read(into, from, Math.min(length, 1 + random.nextInt(9000)));
          }
        };
      }
    };
  }

  private static byte[] read(MailData data) {
    try (InputStream in = data.open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void dataThatCannotBeReadGetsNoEnd() {
    var connection = new ReplyingConnection(PIPELINING, true);
    var session = SmtpClientSession.open(connection, OPTIONS, SessionObserver.NONE);
    var data = new Faulty(100_000, 70_000, true);
    assertThrows(UncheckedIOException.class, () -> session.send(envelope(1), data));
    assertWithoutEnd(connection, session);
  }

  @Test
  void dataThatIsShorterThanItSaidGetsNoEnd() {
    var connection = new ReplyingConnection(PIPELINING, true);
    var session = SmtpClientSession.open(connection, OPTIONS, SessionObserver.NONE);
    var data = new Faulty(100_000, 70_000, false);
    assertThrows(AssertionError.class, () -> session.send(envelope(1), data));
    assertWithoutEnd(connection, session);
  }

  private static void assertWithoutEnd(ReplyingConnection connection, SmtpClientSession session) {
    assertTrue(connection.closed);
    assertEquals(SessionState.CLOSED, session.state());
    assertFalse(connection.heard.toString(UTF_8).contains("\r\n.\r\n"));
    assertThrows(
        IllegalStateException.class,
        () -> session.send(envelope(1), MailData.of("x".getBytes(US_ASCII))));
  }

  /** Says {@code octets}, gives {@code given}, then ends or fails. */
  private record Faulty(long octets, int given, boolean fails) implements MailData {
    @Override
    public InputStream open() {
      byte[] bytes = new byte[given];
      Arrays.fill(bytes, (byte) 'x');
      return new FilterInputStream(new ByteArrayInputStream(bytes)) {
        @Override
        public int read(byte[] into, int from, int length) throws IOException {
          int count = super.read(into, from, length);
          if (count < 0 && fails) {
            throw new IOException("the disk is gone");
          }
          return count;
        }
      };
    }
  }

  @Test
  void aMessageOfAnySizeGoesThroughTwoArrays() {
    var connection = new ReplyingConnection(PIPELINING, false);
    var session = SmtpClientSession.open(connection, OPTIONS, SessionObserver.NONE);
    long size = 256L << 20;
    long before = allocated();
    assertTrue(session.send(envelope(1), new PatternData(size)).isAccepted());
    long grown = allocated() - before;
    assertEquals(2, connection.arrays.size(), "one for commands, one for data");
    assertTrue(grown < 8 << 20, grown + " octets allocated for " + size + " octets of data");
  }

  /** What this thread has allocated so far: an exact count, whatever the collector does. */
  private static long allocated() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }
}
