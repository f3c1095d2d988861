package org.mailshim.smtp.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
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
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.MemoryConnection;

/** Mail data of several chunks, and servers that refuse one. Short messages are in transcripts. */
final class ChunkStreamTest {
  private static final Envelope ENVELOPE =
      new Envelope(
          ReversePath.parse("ann@example.org"), List.of(ForwardPath.parse("bob@example.net")));
  private static final TransactionOptions OPTIONS = TransactionOptions.NONE.withChunking(true);
  private static final int CHUNK = 1 << 20;

  /** Counts chunks, and answers those it is told to with a no; a no drops what comes after. */
  private static final class Server implements MemoryConnection.Peer {
    final ByteArrayOutputStream data = new ByteArrayOutputStream();
    final List<String> commands = new ArrayList<>();
    private final StringBuilder said = new StringBuilder("220 mx.example\r\n");
    private final StringBuilder line = new StringBuilder();
    private final String extensions;
    private final int refusedChunk;
    private final boolean forgets;
    private int chunks;
    private long left;
    private String reply = "";

    /** Whether nothing follows the first refusal but the end. */
    private boolean leaves;

    private boolean gone;

    Server(String extensions, int refusedChunk, boolean forgets) {
      this.extensions = extensions;
      this.refusedChunk = refusedChunk;
      this.forgets = forgets;
    }

    @Override
    public void receive(byte[] bytes, int from, int to) {
      int at = from;
      while (at < to) {
        if (left > 0) {
          int count = (int) Math.min(left, to - at);
          data.write(bytes, at, count);
          at += count;
          left -= count;
          endChunk();
        } else {
          line.append((char) bytes[at++]);
          if (line.toString().endsWith("\r\n")) {
            command(line.toString().strip());
            line.setLength(0);
          }
        }
      }
    }

    private void endChunk() {
      if (left == 0 && !gone) {
        said.append(reply);
        gone = leaves && reply.startsWith("552");
      }
    }

    private void command(String command) {
      commands.add(command);
      if (command.startsWith("EHLO")) {
        said.append(extensions);
      } else if (command.startsWith("BDAT")) {
        left = Long.parseLong(command.split(" ")[1]);
        boolean refused = chunks == refusedChunk || (chunks > refusedChunk && !forgets);
        reply = refused && refusedChunk >= 0 ? "552 5.3.4 no\r\n" : "250 ok\r\n";
        chunks++;
        endChunk();
      } else {
        said.append("250 ok\r\n");
      }
    }

    @Override
    public int send(byte[] into, int from, int to) {
      int count = Math.min(to - from, said.length());
      System.arraycopy(said.substring(0, count).getBytes(US_ASCII), 0, into, from, count);
      said.delete(0, count);
      return count == 0 && gone ? -1 : count;
    }

    @Override
    public int ready() {
      return said.length();
    }
  }

  private static final String LOCKSTEP = "250-mx.example\r\n250 CHUNKING\r\n";
  private static final String PIPELINED = "250-mx.example\r\n250-PIPELINING\r\n250 CHUNKING\r\n";

  private static SmtpClientSession open(Server server) {
    var endpoint = new Endpoint("mx.example", InetAddress.getLoopbackAddress(), 25);
    return SmtpClientSession.open(
        new MemoryConnection(endpoint, server),
        SessionOptions.defaults().withClientName("client.example"),
        SessionObserver.NONE);
  }

  private static byte[] octets(int length) {
    byte[] octets = new byte[length];
    new Random(3030).nextBytes(octets);
    return octets;
  }

  private static MailData raw(byte[] octets, long said) {
    return new MailData() {
      @Override
      public long octets() {
        return said;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(octets);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {32767, 32768, 32769, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 77})
  void arrivesAsItIs(int length) {
    for (String extensions : List.of(LOCKSTEP, PIPELINED)) {
      var server = new Server(extensions, -1, false);
      byte[] octets = octets(length);
      SmtpClientSession session = open(server);
      TransactionOutcome outcome = session.send(ENVELOPE, raw(octets, length), OPTIONS);
      assertTrue(outcome.isAccepted());
      assertTrue(Arrays.equals(octets, server.data.toByteArray()));
      assertEquals((length + CHUNK - 1) / CHUNK, server.chunks);
      assertTrue(server.commands.getLast().endsWith(" LAST"));
      assertTrue(session.noop().isPositiveCompletion(), "in step");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aRefusedChunkStopsTheRest(int refused) {
    for (String extensions : List.of(LOCKSTEP, PIPELINED)) {
      var server = new Server(extensions, refused, false);
      SmtpClientSession session = open(server);
      TransactionOutcome outcome =
          session.send(ENVELOPE, raw(octets(4 * CHUNK), 4 * CHUNK), OPTIONS);
      RecipientOutcome bob = outcome.recipients().getFirst();
      assertTrue(bob.isPermanentFailure());
      assertEquals(552, bob.reply().code());
      assertEquals(refused == 3 ? Stage.END_OF_DATA : Stage.BDAT, bob.stage());
      int under = extensions.equals(PIPELINED) ? 2 : 1;
      assertTrue(server.chunks <= refused + under, server.commands.toString());
      // The next message is not this one's continuation.
      session.send(ENVELOPE, raw(octets(10), 10), OPTIONS);
      assertTrue(server.commands.contains("RSET"), server.commands.toString());
    }
  }

  /** Its refusal counts, and not that there are replies that it owes. */
  @Test
  void aServerThatRefusesAChunkAndGoesHasRefused() {
    for (int length : new int[] {2 * CHUNK, 4 * CHUNK}) {
      var server = new Server(PIPELINED, 0, false);
      server.leaves = true;
      SmtpClientSession session = open(server);
      TransactionOutcome outcome = session.send(ENVELOPE, raw(octets(length), length), OPTIONS);
      RecipientOutcome bob = outcome.recipients().getFirst();
      assertEquals(552, bob.reply().code());
      assertEquals(Stage.BDAT, bob.stage());
      assertEquals(SessionState.CLOSED, session.state());
    }
  }

  @Test
  void aServerThatTakesAMessageWithAHoleIsNotBelieved() {
    var server = new Server(PIPELINED, 0, true);
    var e =
        assertThrows(
            ConversationException.class,
            () -> open(server).send(ENVELOPE, raw(octets(2 * CHUNK), 2 * CHUNK), OPTIONS));
    assertEquals(ConversationException.Kind.OUT_OF_STEP, e.kind());
    assertTrue(e.mayHaveBeenAccepted());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void dataOfAnotherLengthIsNotSentWhole(int difference) {
    for (int length : new int[] {100, 100_000, CHUNK + 100}) {
      var server = new Server(PIPELINED, -1, false);
      SmtpClientSession session = open(server);
      MailData data = raw(octets(length), length - difference);
      assertThrows(AssertionError.class, () -> session.send(ENVELOPE, data, OPTIONS));
      assertEquals(SessionState.CLOSED, session.state());
      assertFalse(
          server.left == 0 && server.commands.getLast().endsWith("LAST"), "a whole message");
    }
  }

  @Test
  void theDataOfAShortMessageGoesWithTheLastOfManyRecipients() {
    List<ForwardPath> paths = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      paths.add(ForwardPath.parse("recipient" + i + "@example.net"));
    }
    var server = new Server(PIPELINED, -1, false);
    SmtpClientSession session = open(server);
    var envelope = new Envelope(ReversePath.parse("ann@example.org"), paths);
    int length = 32 * 1024;
    assertTrue(session.send(envelope, raw(octets(length), length), OPTIONS).isAccepted());
    assertTrue(Arrays.equals(octets(length), server.data.toByteArray()));
  }

  @Test
  void aCommandThatNoServerTakesIsNotSent() {
    var server = new Server(PIPELINED, -1, false);
    SmtpClientSession session = open(server);
    String endless = "x".repeat(100_000);
    assertThrows(IllegalArgumentException.class, () -> session.vrfy(endless));
    assertEquals(1, server.commands.size());
    assertTrue(session.noop().isPositiveCompletion());
  }
}
