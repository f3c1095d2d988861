package org.mailshim.abi.srv;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mailshim.Eventually;
import org.mailshim.smtp.server.MailDataSource;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.transport.TransportException;

/** What a host gets of a message that it pulls, without a host and without a client. */
final class PulledMailDataTest {
  private static final MailSink KEPT = MailSink.DISCARDING;

  private final Client client = new Client();
  private final PulledMailData mailData = new PulledMailData(client, KEPT);

  /** Sends pieces, each as one array that is used again for the next. */
  private final class Client implements MailDataSource {
    private final ArrayDeque<String> fields = new ArrayDeque<>();
    private final ArrayDeque<Runnable> pieces = new ArrayDeque<>();
    private final byte[] buffer = new byte[1000];
    private int begun;

    Client sends(String... texts) {
      for (String text : texts) {
        pieces.add(() -> give(text));
      }
      return this;
    }

    private void give(String text) {
      byte[] octets = text.getBytes(US_ASCII);
      System.arraycopy(octets, 0, buffer, 3, octets.length);
      mailData.data(buffer, 3, 3 + octets.length);
    }

    @Override
    public void begin(MailSink sink) {
      begun++;
      for (String field : fields) {
        byte[] octets = field.getBytes(US_ASCII);
        mailData.data(octets, 0, octets.length);
      }
    }

    @Override
    public boolean pull() {
      Runnable piece = pieces.poll();
      if (piece == null) {
        return false;
      }
      piece.run();
      return true;
    }
  }

  /** Reads once; the call is only handed on to the sink, which is not used here. */
  private String read(int most) {
    byte[] target = new byte[most];
    int length = mailData.read(null, MemorySegment.ofArray(target), most);
    return length == OctetPipe.BROKEN ? "broken" : new String(target, 0, length, US_ASCII);
  }

  @Test
  void nothingBeginsBeforeTheFirstRead() {
    client.sends("text");
    assertEquals(0, client.begun);
    assertFalse(mailData.isBegun());
    assertEquals("text", read(10));
    assertEquals("", read(10), "the end");
    assertEquals("", read(10), "stays");
    assertEquals(1, client.begun);
    assertTrue(mailData.isBegun());
  }

  @Test
  void allOctetsComeInTheirOrderWhateverTheBlocks() {
    String all = "X-Tag: x\r\nReceived: y\r\none\r\ntwo\r\nthree\r\n";
    for (int most = 1; most <= all.length() + 1; most++) {
      var test = new PulledMailDataTest();
      test.client.fields.addAll(List.of("X-Tag: x\r\n", "Received: y\r\n"));
      test.client.sends("one\r\n", "", "two\r\n", "three\r\n");
      var read = new StringBuilder();
      for (String block = test.read(most); !block.isEmpty(); block = test.read(most)) {
        assertTrue(block.length() == most || read.length() + block.length() == all.length());
        read.append(block);
      }
      assertEquals(all, read.toString(), "blocks of " + most);
    }
  }

  @Test
  void whatBreaksIsToldAtOnceAndStays() {
    client.sends("half");
    client.pieces.add(
        () -> {
          throw new TransportException.Closed("client", "gone");
        });
    client.sends("never");
    assertEquals("ha", read(2));
    assertEquals("broken", read(10));
    assertEquals("broken", read(10));
    assertEquals(1, client.pieces.size(), "and is not tried again");
  }

  @Test
  void whatIsRefusedIsToldAtOnceAndStays() {
    client.sends("half");
    client.pieces.add(mailData::breakOff);
    client.sends("never");
    assertEquals("broken", read(10));
    assertEquals("broken", read(10));
    assertEquals(1, client.pieces.size());
  }

  @Test
  void afterTheCallbackThereIsNothingMore() {
    client.sends("one", "two");
    assertEquals("on", read(2));
    mailData.close();
    assertEquals("broken", read(10));
    assertEquals(1, client.pieces.size());
    client.give("what the session drains");
    assertEquals("broken", read(10));
  }

  @Test
  void theSessionWaitsForAThreadThatStillReads() throws Exception {
    var waiting = new CountDownLatch(1);
    var octets = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    client.pieces.add(
        () -> {
          waiting.countDown();
          await(octets);
          assertEquals(1, closed.getCount(), "the session goes on while somebody reads");
          client.give("late");
        });
    client.sends("never");
    var read = new String[1];
    Thread reader = Thread.ofPlatform().start(() -> read[0] = read(100));
    await(waiting);
    Thread session =
        Thread.ofVirtual()
            .start(
                () -> {
                  mailData.close();
                  closed.countDown();
                });
    Eventually.awaitState(session, Thread.State.WAITING);
    octets.countDown();
    await(closed);
    reader.join();
    assertEquals("broken", read[0]);
    assertEquals(1, client.pieces.size());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(50, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
