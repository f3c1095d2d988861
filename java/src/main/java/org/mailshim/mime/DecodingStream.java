package org.mailshim.mime;

import java.io.IOException;
import java.io.InputStream;

/** What an encoded stream means. */
final class DecodingStream extends InputStream {
  private static final int BLOCK = 8 * 1024;

  private final InputStream in;
  private final boolean base64;
  private final Base64Decoder characters = new Base64Decoder();
  private final QuotedPrintableDecoder lines = new QuotedPrintableDecoder();
  private final byte[] block = new byte[BLOCK];
  private final OctetBuffer decoded = new OctetBuffer(BLOCK + 16);
  private int at;
  private boolean over;

  DecodingStream(InputStream in, TransferEncoding encoding) {
    this.in = in;
    this.base64 = encoding == TransferEncoding.BASE64;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (at == decoded.length()) {
      if (over) {
        return -1;
      }
      refill();
    }
    int count = Math.min(length, decoded.length() - at);
    System.arraycopy(decoded.array(), at, into, from, count);
    at += count;
    return count;
  }

  private void refill() throws IOException {
    decoded.clear();
    at = 0;
    int count = in.read(block);
    over = count < 0;
    if (base64) {
      decoded.need(BLOCK);
      byte[] out = decoded.array();
      decoded.end(over ? characters.finish(out, 0) : characters.decode(block, 0, count, out, 0));
    } else if (over) {
      lines.finish(decoded);
    } else {
      lines.decode(block, 0, count, decoded);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
