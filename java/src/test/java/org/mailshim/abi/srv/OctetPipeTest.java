package org.mailshim.abi.srv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The way of a message between a session and a callback. */
final class OctetPipeTest {
  private static final int MORE_THAN_FITS = 1_000_003;

  private final OctetPipe pipe = new OctetPipe();

  private static MemorySegment segment(byte[] octets) {
    return MemorySegment.ofArray(octets);
  }

  private byte[] readAll(Random sizes) {
    var all = new ByteArrayOutputStream();
    byte[] buffer = new byte[70_000];
    for (; ; ) {
      int length = pipe.read(segment(buffer), 0, 1 + sizes.nextInt(buffer.length));
      if (length <= 0) {
        assertEquals(OctetPipe.END, length);
        return all.toByteArray();
      }
      all.write(buffer, 0, length);
    }
  }

  @Test
  void whatGoesInComesOutWhateverThePieces() throws Exception {
    byte[] octets = new byte[MORE_THAN_FITS];
    new Random(1).nextBytes(octets);
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  var sizes = new Random(2);
                  for (int at = 0; at < octets.length; ) {
                    int length = Math.min(1 + sizes.nextInt(90_000), octets.length - at);
                    assertTrue(pipe.write(segment(octets), at, length));
                    at += length;
                  }
                  pipe.end();
                });
    assertArrayEquals(octets, readAll(new Random(3)));
    writer.join();
    assertEquals(OctetPipe.END, pipe.read(segment(new byte[1]), 0, 1), "the end stays");
  }

  /** Begins to write; what it gives is counted down when the writer is told to stop. */
  private CountDownLatch writeMoreThanFits() {
    var refused = new CountDownLatch(1);
    Thread.ofPlatform()
        .start(
            () -> {
              if (!pipe.write(segment(new byte[MORE_THAN_FITS]), 0, MORE_THAN_FITS)) {
                refused.countDown();
              }
            });
    return refused;
  }

  @Test
  void aReaderThatWantsNoMoreFreesTheWriter() throws Exception {
    CountDownLatch refused = writeMoreThanFits();
    pipe.read(segment(new byte[10]), 0, 10);
    pipe.abandon();
    assertTrue(refused.await(50, TimeUnit.SECONDS));
    assertFalse(pipe.write(segment(new byte[1]), 0, 1));
  }

  @Test
  void whatBreaksOffIsNotTheEnd() {
    pipe.write(segment(new byte[3]), 0, 3);
    pipe.breakOff();
    pipe.end();
    assertEquals(OctetPipe.BROKEN, pipe.read(segment(new byte[10]), 0, 10));
  }

  @Test
  void whatHasEndedDoesNotBreakOff() {
    pipe.write(segment(new byte[3]), 0, 3);
    pipe.end();
    pipe.breakOff();
    assertEquals(3, pipe.read(segment(new byte[10]), 0, 10));
    assertEquals(OctetPipe.END, pipe.read(segment(new byte[10]), 0, 10));
  }

  @Test
  void whatIsDiscardedIsNeverRead() throws Exception {
    CountDownLatch refused = writeMoreThanFits();
    assertEquals(10, pipe.read(segment(new byte[10]), 0, 10));
    pipe.discard();
    pipe.discard();
    assertTrue(refused.await(50, TimeUnit.SECONDS));
    assertFalse(pipe.write(segment(new byte[1]), 0, 1));
    assertEquals(OctetPipe.BROKEN, pipe.read(segment(new byte[10]), 0, 10));
  }

  @Test
  void aBlockServesTheNextPipeWithoutWhatTheLastOneLeft() {
    pipe.write(segment("secret".getBytes(StandardCharsets.US_ASCII)), 0, 6);
    pipe.discard();
    var next = new OctetPipe();
    next.write(segment("abc".getBytes(StandardCharsets.US_ASCII)), 0, 3);
    next.end();
    byte[] read = new byte[10];
    assertEquals(3, next.read(segment(read), 0, read.length));
    assertArrayEquals(new byte[] {'a', 'b', 'c', 0, 0, 0, 0, 0, 0, 0}, read);
  }
}
