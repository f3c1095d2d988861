package org.mailshim.mime;

import java.util.Base64;

/** Writes base64 in lines of 76 characters, each with its CRLF (RFC 2045 §6.8). */
final class Base64LineEncoder implements Encoder {
  /** The octets that make a line. */
  private static final int OCTETS = 57;

  private static final int CHARACTERS = 76;

  /** Lines at a time: enough for the JDK's fast path, few enough for the processor's cache. */
  private static final int LINES = 128;

  private final Base64.Encoder encoder = Base64.getEncoder();
  private final byte[] line = new byte[OCTETS];
  private int lineEnd;
  private byte[] block = {};
  private byte[] characters = {};

  /** How many octets that many octets become. */
  static long length(long octets) {
    long lines = (octets + OCTETS - 1) / OCTETS;
    return (octets + 2) / 3 * 4 + 2 * lines;
  }

  @Override
  public void encode(byte[] in, int from, int to, OctetBuffer out) {
    int at = from;
    out.need((int) Math.min(Integer.MAX_VALUE / 2, length(to - from + lineEnd) + 2));
    if (lineEnd > 0) {
      int more = Math.min(OCTETS - lineEnd, to - from);
      System.arraycopy(in, from, line, lineEnd, more);
      lineEnd += more;
      at += more;
      if (lineEnd < OCTETS) {
        return;
      }
      finish(out);
    }
    while (to - at >= OCTETS) {
      at += lines(in, at, Math.min(LINES, (to - at) / OCTETS), out);
    }
    System.arraycopy(in, at, line, 0, to - at);
    lineEnd = to - at;
  }

  private int lines(byte[] in, int from, int lines, OctetBuffer out) {
    int octets = lines * OCTETS;
    if (block.length != octets) {
      block = new byte[octets];
    }
    if (characters.length < lines * CHARACTERS) {
      characters = new byte[lines * CHARACTERS];
    }
    System.arraycopy(in, from, block, 0, octets);
    encoder.encode(block, characters);
    for (int i = 0; i < lines; i++) {
      out.octets(characters, i * CHARACTERS, (i + 1) * CHARACTERS).crlf();
    }
    return octets;
  }

  @Override
  public void finish(OctetBuffer out) {
    if (lineEnd == 0) {
      return;
    }
    byte[] rest = new byte[lineEnd];
    System.arraycopy(line, 0, rest, 0, lineEnd);
    lineEnd = 0;
    out.octets(encoder.encode(rest)).crlf();
  }
}
