package org.mailshim.message;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import org.mailshim.message.SevenBitMessage.Output;

/** Base64 (RFC 2045 §6.8) in lines of 76 characters. */
final class Base64Encoding implements BodyEncoding {
  /** Gives a line of 76 characters. */
  private static final int OCTETS_EACH = 57;

  private static final byte[] LINE_END = {'\r', '\n'};

  private final byte[] group = new byte[OCTETS_EACH];
  private int length;

  /** The line end that may belong to a boundary. */
  private byte[] held = {};

  @Override
  public String name() {
    return "base64";
  }

  @Override
  public void encode(byte[] octets, int from, int to, Output out) throws IOException {
    if (from == to) {
      return;
    }
    byte[] before = held;
    boolean completes = to - from == 1 && octets[from] == '\n' && before.length == 1;
    if (completes && before[0] == '\r') {
      held = LINE_END; // cut between the two
      return;
    }
    held = lineEnd(octets, from, to);
    add(before, before.length, 0, out);
    add(octets, to - held.length, from, out);
  }

  private static byte[] lineEnd(byte[] octets, int from, int to) {
    int start = to;
    if (octets[to - 1] == '\n') {
      start = to - from > 1 && octets[to - 2] == '\r' ? to - 2 : to - 1;
    } else if (octets[to - 1] == '\r') {
      start = to - 1;
    }
    return Arrays.copyOfRange(octets, start, to);
  }

  private void add(byte[] octets, int to, int from, Output out) throws IOException {
    for (int i = from; i < to; i++) {
      group[length++] = octets[i];
      if (length == OCTETS_EACH) {
        flush(out);
      }
    }
  }

  private void flush(Output out) throws IOException {
    byte[] encoded = Base64.getEncoder().encode(Arrays.copyOf(group, length));
    out.write(encoded, 0, encoded.length);
    out.write(LINE_END, 0, LINE_END.length);
    length = 0;
  }

  @Override
  public void end(boolean beforeBoundary, Output out) throws IOException {
    if (!beforeBoundary) {
      add(held, held.length, 0, out);
    }
    held = new byte[0];
    if (length > 0) {
      flush(out);
    }
  }
}
