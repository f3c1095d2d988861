package org.mailshim.mime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads base64 as mail has it (RFC 2045 §6.8): characters of no meaning are passed over, the end
 * may lack its padding, and padding in the middle ends one quantum and begins another, as where two
 * texts were put together. Never fails. One text per instance.
 */
final class Base64Decoder {
  private static final byte SKIP = -1;
  private static final byte PAD = -2;
  private static final byte[] VALUES = values();

  private int bits;
  private int count;

  private static byte[] values() {
    byte[] values = new byte[256];
    Arrays.fill(values, SKIP);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = (byte) i;
    }
    values['='] = PAD;
    return values;
  }

  /** A whole text. */
  static byte[] decode(String text) {
    byte[] in = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] out = new byte[in.length];
    var decoder = new Base64Decoder();
    int end = decoder.decode(in, 0, in.length, out, 0);
    return Arrays.copyOf(out, decoder.finish(out, end));
  }

  /** Decodes a piece; {@code to - from} octets of room are enough. Gives the end in {@code out}. */
  int decode(byte[] in, int from, int to, byte[] out, int at) {
    int end = at;
    int i = from;
    while (i < to) {
      if (count == 0) {
        int whole = quanta(in, i, to, out, end);
        end += whole / 4 * 3;
        i += whole;
        if (i == to) {
          return end;
        }
      }
      int value = VALUES[in[i++] & 0xff];
      if (value >= 0) {
        bits = bits << 6 | value;
        if (++count == 4) {
          end = put(out, end, 3);
        }
      } else if (value == PAD) {
        end = finish(out, end);
      }
    }
    return end;
  }

  /** Quanta without anything between; the octets of {@code in} that they took. */
  private static int quanta(byte[] in, int from, int to, byte[] out, int at) {
    int i = from;
    int end = at;
    while (i + 4 <= to) {
      int a = VALUES[in[i] & 0xff];
      int b = VALUES[in[i + 1] & 0xff];
      int c = VALUES[in[i + 2] & 0xff];
      int d = VALUES[in[i + 3] & 0xff];
      if ((a | b | c | d) < 0) {
        break;
      }
      int three = a << 18 | b << 12 | c << 6 | d;
      out[end] = (byte) (three >> 16);
      out[end + 1] = (byte) (three >> 8);
      out[end + 2] = (byte) three;
      end += 3;
      i += 4;
    }
    return i - from;
  }

  /** What an unfinished quantum gives: one octet for two characters, two for three. */
  int finish(byte[] out, int at) {
    int octets = Math.max(0, count - 1);
    bits <<= 6 * (4 - count);
    return put(out, at, octets);
  }

  private int put(byte[] out, int at, int octets) {
    for (int i = 0; i < octets; i++) {
      out[at + i] = (byte) (bits >> 16 - 8 * i);
    }
    bits = 0;
    count = 0;
    return at + octets;
  }
}
