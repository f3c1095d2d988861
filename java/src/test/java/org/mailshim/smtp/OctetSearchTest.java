package org.mailshim.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@link OctetSearch} against a loop that looks at each octet. */
class OctetSearchTest {

  @Test
  void itFindsWhatALoopFinds() {
    Random random = new Random(1);
    // Neighbours of the wanted octets in value: those that borrow and carry could touch.
    byte[] alphabet = {'.', '-', '/', '.' ^ (byte) 0x80, '\n', '\r', 0, 1, -1, (byte) 0x80};
    for (int round = 0; round < 20_000; round++) {
      byte[] octets = new byte[random.nextInt(40)];
      for (int i = 0; i < octets.length; i++) {
        octets[i] = alphabet[random.nextInt(alphabet.length)];
      }
      int from = random.nextInt(octets.length + 1);
      int to = from + random.nextInt(octets.length - from + 1);
      byte wanted = alphabet[random.nextInt(alphabet.length)];
      ByteBuffer words = OctetSearch.words(octets);
      assertEquals(plainly(octets, from, to, wanted), OctetSearch.next(words, from, to, wanted));
    }
  }

  private static int plainly(byte[] octets, int from, int to, byte wanted) {
    int i = from;
    while (i < to && octets[i] != wanted) {
      i++;
    }
    return i;
  }
}
