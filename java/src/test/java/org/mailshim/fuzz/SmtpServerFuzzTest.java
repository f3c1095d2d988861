package org.mailshim.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.Domain;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerObserver;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerSetup;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.smtp.server.SmtpServerSession;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.MemoryConnection;

/** Whatever octets a client sends, the server answers with replies, and no message is half. */
class SmtpServerFuzzTest {
  private static final Endpoint CLIENT = Endpoint.of(InetAddress.getLoopbackAddress(), 40000);
  private static final String BEGINNING =
      "EHLO client.example\r\nMAIL FROM:<> BODY=BINARYMIME\r\nRCPT TO:<bob@example.net>\r\n";

  /** Any octets after the greeting. */
  @FuzzTest
  void session(byte[] input) {
    new Session(input).run();
  }

  /** Any octets in two chunks arrive as they are, and nothing of them is a command. */
  @FuzzTest
  void chunks(byte[] input) {
    int half = input.length / 2;
    var said = new ByteArrayOutputStream();
    said.writeBytes((BEGINNING + "BDAT " + half + "\r\n").getBytes(ISO_8859_1));
    said.write(input, 0, half);
    said.writeBytes(("BDAT " + (input.length - half) + " LAST\r\n").getBytes(ISO_8859_1));
    said.write(input, half, input.length - half);
    said.writeBytes("QUIT\r\n".getBytes(ISO_8859_1));
    Session session = new Session(said.toByteArray());
    session.run();
    assertEquals(1, session.finished);
    byte[] kept = session.message.toByteArray();
    assertTrue(Arrays.equals(input, 0, input.length, kept, session.receivedField, kept.length));
    assertTrue(session.heard.toString(ISO_8859_1).endsWith("221 2.0.0 Goodbye\r\n"));
  }

  /** A session with a client that says all at once, after the greeting. */
  private static final class Session
      implements MemoryConnection.Peer, MailSink, MailSink.Receiving, ServerObserver {
    final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    final ByteArrayOutputStream message = new ByteArrayOutputStream();
    int receivedField;
    int finished;
    private final byte[] input;
    private int at;
    private int open;

    Session(byte[] input) {
      this.input = input;
    }

    void run() {
      ServerOptions options =
          ServerOptions.of(Domain.parse("mx.example"), ServerMode.MX)
              .withRelay((session, recipient) -> Optional.empty());
      ServerSetup setup =
          ServerSetup.of(options, this).withObserver(this).withTime(() -> 0, pause -> {});
      new SmtpServerSession(new MemoryConnection(CLIENT, this), setup).run();
      assertEquals(0, open, "a message was neither finished nor aborted");
      for (String line : heard.toString(ISO_8859_1).split("\r\n")) {
        assertTrue(line.matches("[2-5][0-9][0-9][ -][ -~]*"), line);
      }
    }

    @Override
    public void failed(SessionFacts session, String doing, Throwable cause) {
      throw new AssertionError(doing, cause);
    }

    @Override
    public Set<EhloKeyword> honours() {
      return EnumSet.allOf(EhloKeyword.class);
    }

    @Override
    public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
      open++;
      message.reset();
      return this;
    }

    @Override
    public void data(byte[] octets, int from, int to) {
      if (message.size() == 0) {
        receivedField = to - from;
      }
      message.write(octets, from, to - from);
    }

    @Override
    public Reply finish() {
      open--;
      finished++;
      return Reply.of(250, "Taken");
    }

    @Override
    public void abort() {
      open--;
    }

    @Override
    public void receive(byte[] bytes, int from, int to) {
      heard.write(bytes, from, to - from);
    }

    @Override
    public int send(byte[] into, int from, int to) {
      int count = Math.min(to - from, input.length - at);
      System.arraycopy(input, at, into, from, count);
      at += count;
      return count == 0 ? -1 : count;
    }

    /** All comes together, but does not look as if it came before the greeting. */
    @Override
    public int ready() {
      return 0;
    }
  }
}
