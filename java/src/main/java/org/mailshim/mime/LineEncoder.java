package org.mailshim.mime;

import org.mailshim.message.LineEndNormalizer;

/** Writes a part as it is, with CRLF at each line's end (RFC 2045 §2.7, §2.8). */
final class LineEncoder implements Encoder {
  private final LineEndNormalizer normalizer = new LineEndNormalizer();

  @Override
  public void encode(byte[] in, int from, int to, OctetBuffer out) {
    int room = LineEndNormalizer.limit(to - from);
    out.need(room);
    out.end(normalizer.normalize(in, from, to, out.array(), out.length()));
  }

  @Override
  public void finish(OctetBuffer out) {
    out.need(LineEndNormalizer.FINISH_LIMIT);
    out.end(normalizer.finish(out.array(), out.length()));
  }

  /** Whether an octet above 127 has passed. */
  boolean isEightBit() {
    return normalizer.isEightBit();
  }
}
