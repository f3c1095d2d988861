package org.mailshim.mime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Octets that grow at their end: where a composer writes. Knows the column of the line that it
 * writes, since folding depends on it. One thread at a time.
 */
final class OctetBuffer {
  private byte[] octets;
  private int end;
  private int lineStart;

  OctetBuffer(int room) {
    octets = new byte[room];
  }

  int length() {
    return end;
  }

  /** How many octets the last line has so far. */
  int column() {
    return end - lineStart;
  }

  /** The array, of which {@link #length} octets count. */
  byte[] array() {
    return octets;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(octets, end);
  }

  void clear() {
    end = 0;
    lineStart = 0;
  }

  /** Forgets the octets, but not the column: the line goes on. */
  void restart() {
    lineStart -= end;
    end = 0;
  }

  /** Says that somebody has written into the array, up to there. */
  void end(int newEnd) {
    end = newEnd;
  }

  /** Makes room for so many octets more. */
  void need(int more) {
    if (octets.length - end < more) {
      octets = Arrays.copyOf(octets, Math.max(end + more, octets.length * 2));
    }
  }

  OctetBuffer octet(int octet) {
    need(1);
    octets[end++] = (byte) octet;
    return this;
  }

  OctetBuffer ascii(String text) {
    int length = text.length();
    need(length);
    for (int i = 0; i < length; i++) {
      octets[end++] = (byte) text.charAt(i);
    }
    return this;
  }

  OctetBuffer utf8(String text) {
    return octets(text.getBytes(StandardCharsets.UTF_8));
  }

  OctetBuffer octets(byte[] source) {
    return octets(source, 0, source.length);
  }

  /** Octets without a line end, or whose lines nobody counts any more. */
  OctetBuffer octets(byte[] source, int from, int to) {
    need(to - from);
    System.arraycopy(source, from, octets, end, to - from);
    end += to - from;
    return this;
  }

  OctetBuffer crlf() {
    need(2);
    octets[end++] = '\r';
    octets[end++] = '\n';
    lineStart = end;
    return this;
  }

  /** Says that what was written last ended its line. */
  void lineEnded() {
    lineStart = end;
  }

  /** {@code =3D} for an equals sign. */
  OctetBuffer hex(char before, int octet) {
    need(3);
    octets[end++] = (byte) before;
    octets[end++] = digit(octet >> 4 & 0xf);
    octets[end++] = digit(octet & 0xf);
    return this;
  }

  private static byte digit(int value) {
    return (byte) (value < 10 ? '0' + value : 'A' - 10 + value);
  }
}
