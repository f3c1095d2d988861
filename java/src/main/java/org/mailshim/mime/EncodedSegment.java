package org.mailshim.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/** A content that is encoded while it is read. */
final class EncodedSegment implements Composition.Segment {
  private static final int BLOCK = 57 * 256;

  /** Makes the encoder of one pass. */
  interface Encoding {
    Encoder start();
  }

  private final Content content;
  private final Encoding encoding;
  private final long octets;

  private EncodedSegment(Content content, Encoding encoding, long octets) {
    this.content = content;
    this.encoding = encoding;
    this.octets = octets;
  }

  /** In base64, whose size follows from the content's where that is known. */
  static EncodedSegment base64(Content content) throws IOException {
    OptionalLong octets = content.octets();
    return octets.isPresent()
        ? new EncodedSegment(
            content, Base64LineEncoder::new, Base64LineEncoder.length(octets.getAsLong()))
        : of(content, Base64LineEncoder::new);
  }

  /** In any encoding: what it becomes is counted first. */
  static EncodedSegment of(Content content, Encoding encoding) throws IOException {
    long count = 0;
    try (InputStream in = new Pass(content.open(), encoding.start(), -1)) {
      byte[] block = new byte[BLOCK];
      for (int got = in.read(block); got >= 0; got = in.read(block)) {
        count += got;
      }
    }
    return new EncodedSegment(content, encoding, count);
  }

  @Override
  public long octets() {
    return octets;
  }

  @Override
  public InputStream open() throws IOException {
    return new Pass(content.open(), encoding.start(), octets);
  }

  /** One pass over the content. */
  private static final class Pass extends InputStream {
    private final InputStream in;
    private final Encoder encoder;
    private final OctetBuffer encoded = new OctetBuffer(2 * BLOCK);
    private final byte[] block = new byte[BLOCK];
    private long left;
    private final boolean counted;
    private int at;
    private boolean over;

    Pass(InputStream in, Encoder encoder, long octets) {
      this.in = in;
      this.encoder = encoder;
      this.left = octets;
      this.counted = octets >= 0;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      while (at == encoded.length()) {
        if (over) {
          return atEnd();
        }
        refill();
      }
      int count = Math.min(length, encoded.length() - at);
      System.arraycopy(encoded.array(), at, into, from, count);
      at += count;
      left -= count;
      if (counted && left < 0) {
        throw changed();
      }
      return count;
    }

    private int atEnd() throws IOException {
      if (counted && left != 0) {
        throw changed();
      }
      return -1;
    }

    private static IOException changed() {
      return new IOException("an attachment has changed while the message was being sent");
    }

    private void refill() throws IOException {
      encoded.restart();
      at = 0;
      int count = in.read(block);
      if (count < 0) {
        over = true;
        encoder.finish(encoded);
      } else {
        encoder.encode(block, 0, count, encoded);
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
