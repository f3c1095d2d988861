package org.mailshim.pop3.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mailshim.pop3.Pop3Transcript;
import org.mailshim.pop3.Pop3TranscriptPeer;
import org.mailshim.store.Delivery;
import org.mailshim.store.Maildrop;
import org.mailshim.store.MaildropName;
import org.mailshim.store.MaildropStore;
import org.mailshim.store.MessageContent;
import org.mailshim.store.Removal;
import org.mailshim.store.StoreException;
import org.mailshim.store.StoreException.Kind;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.MemoryConnection;

/** What a client hears when the maildrop fails: trouble that passes, never a wrong answer. */
final class StoreTroubleTest {
  private final List<String> failures = new ArrayList<>();
  private boolean closed;
  private boolean deleted;

  /** Two messages of which the second cannot be read; neither can be deleted. */
  private final class Failing implements Maildrop {
    private final int readableOctets;

    Failing(int readableOctets) {
      this.readableOctets = readableOctets;
    }

    @Override
    public int count() {
      return 2;
    }

    @Override
    public long octets(int message) {
      if (message == 1) {
        throw new StoreException(Kind.BROKEN, "counting", null);
      }
      return 3;
    }

    @Override
    public String uniqueId(int message) {
      return "id" + message;
    }

    @Override
    public MessageContent open(int message) {
      return new Content();
    }

    @Override
    public Removal delete(BitSet messages) {
      deleted = true;
      var fault = new StoreException(Kind.DENIED, "deleting", null);
      return new Removal(0, messages.cardinality(), Optional.of(fault));
    }

    @Override
    public void close() {
      closed = true;
    }

    private final class Content implements MessageContent {
      private int at;

      @Override
      public int read(byte[] into, int from, int to) {
        if (at == readableOctets) {
          throw new StoreException(Kind.VANISHED, "reading", null);
        }
        into[from] = 'x';
        at++;
        return 1;
      }

      @Override
      public void close() {}
    }
  }

  private String talk(MaildropStore store, String... commands) {
    List<Pop3Transcript.Step> steps = new ArrayList<>();
    for (String command : commands) {
      steps.add(new Pop3Transcript.Step(false, (command + "\r\n").getBytes(ISO_8859_1)));
    }
    var client = new Pop3TranscriptPeer(new Pop3Transcript("", List.of(), steps), false);
    var endpoint = new Endpoint("client.example", InetAddress.getLoopbackAddress(), 4711);
    var observer =
        new ServerObserver() {
          @Override
          public void failed(SessionFacts session, String doing, Throwable cause) {
            failures.add(doing);
          }
        };
    var setup = TestUsers.setup(TestUsers.options(true), store).withObserver(observer);
    new Pop3ServerSession(new MemoryConnection(endpoint, client), setup).run();
    return client.heard().lines().skip(2).toList().toString();
  }

  private static MaildropStore store(Maildrop maildrop) {
    return new MaildropStore() {
      @Override
      public Optional<Maildrop> lock(MaildropName name) {
        return Optional.of(maildrop);
      }

      @Override
      public Delivery deliver(MaildropName name) {
        throw new AssertionError("nobody delivers here");
      }
    };
  }

  @Test
  void aMaildropThatCannotBeOpened() {
    var store =
        new MaildropStore() {
          @Override
          public Optional<Maildrop> lock(MaildropName name) {
            throw new StoreException(Kind.DENIED, "opening", null);
          }

          @Override
          public Delivery deliver(MaildropName name) {
            throw new AssertionError("nobody delivers here");
          }
        };
    assertEquals(
        "[-ERR [SYS/PERM] the maildrop is out of order: permission denied, +OK goodbye]",
        talk(store, "USER bob", "PASS secret", "QUIT"));
    assertEquals(List.of("opening a maildrop"), failures);
  }

  @Test
  void sizesThatCannotBeTold() {
    assertEquals(
        "[+OK maildrop locked, messages: 2,"
            + " -ERR [SYS/TEMP] the maildrop is out of order: input/output error,"
            + " -ERR [SYS/TEMP] the maildrop is out of order: input/output error,"
            + " +OK 1 3, +OK goodbye]",
        talk(store(new Failing(0)), "USER bob", "PASS secret", "STAT", "LIST", "LIST 1", "QUIT"));
    assertTrue(closed);
    assertFalse(deleted);
  }

  @Test
  void aMessageThatIsGone() {
    assertEquals(
        "[+OK maildrop locked, messages: 2, -ERR that message is gone, +OK nothing done, +OK goodbye]",
        talk(store(new Failing(0)), "USER bob", "PASS secret", "RETR 1", "NOOP", "QUIT"));
  }

  /** Half a message has no end, and the session deletes nothing, whatever was marked. */
  @Test
  void aMessageThatBreaksOff() {
    assertEquals(
        "[+OK maildrop locked, messages: 2, +OK message 2 marked]",
        talk(store(new Failing(3)), "USER bob", "PASS secret", "DELE 2", "RETR 1", "QUIT")
            .replace(", +OK message follows, xxx", ""));
    assertTrue(closed);
    assertFalse(deleted);
    assertEquals(List.of("reading a message"), failures);
  }

  @Test
  void messagesThatCannotBeDeleted() {
    assertEquals(
        "[+OK maildrop locked, messages: 2, +OK message 1 marked,"
            + " -ERR [SYS/TEMP] messages that could not be deleted: 1]",
        talk(store(new Failing(0)), "USER bob", "PASS secret", "DELE 1", "QUIT"));
    assertTrue(closed);
  }
}
