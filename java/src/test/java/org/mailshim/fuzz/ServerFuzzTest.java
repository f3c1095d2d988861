package org.mailshim.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.mailshim.address.Domain;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.ReplyAssembler;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.RelayPolicy;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerObserver;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerSetup;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.smtp.server.SmtpServerSession;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.MemoryConnection;

/** What a server's session makes of any client: replies, and messages that are whole. */
class ServerFuzzTest {
  private static final Endpoint CLIENT = Endpoint.of(InetAddress.ofLiteral("192.0.2.7"), 40000);

  private static final String RECIPIENT = "RCPT TO:<bob@example.net>\r\n";

  /**
   * A session in which anything is said after EHLO, in pieces that the octet {@code 0xff} cuts. It
   * ends without a bug, each of its answers is a reply, and every message is finished or aborted.
   */
  @FuzzTest
  void session(byte[] input) {
    List<byte[]> pieces = new ArrayList<>(List.of("EHLO c.example\r\n".getBytes(ISO_8859_1)));
    int from = 0;
    for (int i = 0; i <= input.length; i++) {
      if (i == input.length || input[i] == (byte) 0xff) {
        pieces.add(Arrays.copyOfRange(input, from, i));
        from = i + 1;
      }
    }
    Session session = new Session(pieces);
    session.replies();
    assertEquals(session.opened, session.sink.size() + session.aborted);
  }

  /**
   * A message in chunks whose sizes are made of its own octets: it arrives as it was, and nothing
   * of it is taken for a command (RFC 3030 §2).
   */
  @FuzzTest
  void chunks(byte[] input) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int from = 0;
    int count = 0;
    while (from < input.length && count < 20) {
      int size = Math.min(input.length - from, 1 + (input[from] & 0x3f));
      said.writeBytes(("BDAT " + size + "\r\n").getBytes(ISO_8859_1));
      said.write(input, from, size);
      from += size;
      count++;
    }
    byte[] data = Arrays.copyOf(input, from);
    said.writeBytes("BDAT 0 LAST\r\nQUIT\r\n".getBytes(ISO_8859_1));
    String envelope = "MAIL FROM:<ann@example.org> BODY=BINARYMIME\r\n" + RECIPIENT;
    Session session =
        new Session(
            List.of(
                "EHLO c.example\r\n".getBytes(ISO_8859_1),
                envelope.getBytes(ISO_8859_1),
                said.toByteArray()));
    List<Reply> replies = session.replies();
    // The greeting, EHLO, MAIL, RCPT, the chunks, the last one and QUIT.
    assertEquals(count + 6, replies.size(), replies::toString);
    assertEquals(221, replies.getLast().code());
    if (replies.get(count + 4).isPositiveCompletion()) {
      byte[] whole = session.sink.getFirst();
      byte[] end = Arrays.copyOfRange(whole, whole.length - data.length, whole.length);
      assertArrayEquals(data, end);
      String received = new String(whole, 0, whole.length - data.length, ISO_8859_1);
      assertTrue(received.startsWith("Received: ") && received.endsWith("\r\n"), received);
    }
  }

  /** One session over a connection in memory. */
  private static final class Session implements MemoryConnection.Peer, MailSink, ServerObserver {
    private final List<byte[]> pieces;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final List<byte[]> sink = new ArrayList<>();
    private int piece;
    private int offset;
    private int opened;
    private int aborted;

    Session(List<byte[]> pieces) {
      this.pieces = pieces;
      RelayPolicy relay = RelayPolicy.forDomains(Set.of(Domain.parse("example.net")), List.of());
      ServerOptions options =
          ServerOptions.of(Domain.parse("mx.example"), ServerMode.MX).withRelay(relay);
      Instant now = Instant.parse("2026-11-20T10:03:31Z");
      ServerSetup setup =
          ServerSetup.of(options, this)
              .withClock(Clock.fixed(now, ZoneOffset.UTC), new Random(1))
              .withTime(() -> 0, pause -> {})
              .withObserver(this);
      new SmtpServerSession(new MemoryConnection(CLIENT, this), setup).run();
    }

    /** What the server said, which must be replies. */
    List<Reply> replies() {
      List<Reply> replies = new ArrayList<>();
      ReplyAssembler assembler = new ReplyAssembler();
      String text = heard.toString(ISO_8859_1);
      assertTrue(text.endsWith("\r\n"), text);
      for (String line : text.split("\r\n")) {
        Optional<Reply> reply = assembler.line(line);
        reply.ifPresent(replies::add);
      }
      assertTrue(!assembler.isInsideReply());
      return replies;
    }

    @Override
    public void receive(byte[] bytes, int from, int to) {
      heard.write(bytes, from, to - from);
    }

    @Override
    public int send(byte[] into, int from, int to) {
      while (piece < pieces.size() && offset == pieces.get(piece).length) {
        piece++;
        offset = 0;
      }
      // The greeting first: who talks before it is no mail client.
      if (piece == pieces.size() || heard.size() == 0) {
        return piece == pieces.size() ? -1 : 0;
      }
      int count = Math.min(to - from, pieces.get(piece).length - offset);
      System.arraycopy(pieces.get(piece), offset, into, from, count);
      offset += count;
      return count;
    }

    @Override
    public int ready() {
      boolean begun = piece < pieces.size() && offset > 0;
      return begun ? pieces.get(piece).length - offset : 0;
    }

    @Override
    public MailSink.Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
      opened++;
      ByteArrayOutputStream message = new ByteArrayOutputStream();
      return new MailSink.Receiving() {
        @Override
        public void data(byte[] octets, int from, int to) {
          message.write(octets, from, to - from);
        }

        @Override
        public Reply finish() {
          sink.add(message.toByteArray());
          return Reply.of(250, "taken");
        }

        @Override
        public void abort() {
          aborted++;
        }
      };
    }

    @Override
    public Set<EhloKeyword> honours() {
      return Set.of(EhloKeyword.BINARYMIME, EhloKeyword.DSN);
    }

    @Override
    public void failed(SessionFacts session, String doing, Throwable cause) {
      throw new AssertionError(doing, cause);
    }
  }
}
