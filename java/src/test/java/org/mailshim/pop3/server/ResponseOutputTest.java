package org.mailshim.pop3.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailshim.pop3.Pop3Transcript;
import org.mailshim.pop3.Pop3TranscriptPeer;
import org.mailshim.pop3.Response;
import org.mailshim.pop3.TopCut;
import org.mailshim.store.Delivery;
import org.mailshim.store.Maildrop;
import org.mailshim.store.MaildropName;
import org.mailshim.store.RamStore;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.MemoryConnection;

/** What goes out is the same whichever arrays it goes through. */
final class ResponseOutputTest {
  private static final MaildropName BOB = new MaildropName("bob");

  private static String sent(RamStore store, TransferBuffers pool) {
    var peer = new Pop3TranscriptPeer(new Pop3Transcript("", List.of(), List.of()), false);
    var endpoint = new Endpoint("client.example", InetAddress.getLoopbackAddress(), 4711);
    var output =
        new ResponseOutput(
            new MemoryConnection(endpoint, peer), pool, Duration.ofMinutes(1), System::nanoTime);
    try (Maildrop maildrop = store.lock(BOB).orElseThrow()) {
      for (int i = 0; i < maildrop.count(); i++) {
        output.number(i);
        output.octet(' ');
        output.number(Long.MAX_VALUE - i);
        output.lineEnd();
        try (var content = maildrop.open(i)) {
          output.message(Response.ok("ü" + "x".repeat(20_000)), content, Optional.empty());
        }
        try (var content = maildrop.open(i)) {
          output.message(Response.ok(""), content, Optional.of(new TopCut(2)));
        }
        if (i % 7 == 0) {
          output.flush();
          output.settle();
        }
      }
      output.flush();
      output.settle();
    }
    return peer.heard();
  }

  @Test
  void smallArraysAndLargeOnesSendTheSame() {
    var store = new RamStore();
    var random = new Random(3);
    for (int i = 0; i < 30; i++) {
      byte[] message =
          ("Subject: x\n\n" + "..\n\n.a\r\n".repeat(random.nextInt(9000))).getBytes(UTF_8);
      try (Delivery delivery = store.deliver(BOB)) {
        delivery.write(message, 0, message.length);
        delivery.commit();
      }
    }
    String large = sent(store, new TransferBuffers(1));
    assertTrue(large.length() > 1_000_000);
    assertEquals(large, sent(store, new TransferBuffers(0)));
  }

  @Test
  void whatIsGivenBackIsLentAgain() {
    var pool = new TransferBuffers(1);
    TransferBuffers.Pair large = pool.borrow();
    TransferBuffers.Pair small = pool.borrow();
    assertTrue(small.output().length < large.output().length);
    pool.giveBack(small);
    pool.giveBack(large);
    assertEquals(large, pool.borrow());
  }
}
