package org.mailshim.mime;

import java.io.IOException;
import java.io.InputStream;

/** The next so many octets of a stream, which it closes. */
final class RangeStream extends InputStream {
  private final InputStream in;
  private long left;

  RangeStream(InputStream in, long octets) {
    this.in = in;
    this.left = octets;
  }

  @Override
  public int read() throws IOException {
    if (left == 0) {
      return -1;
    }
    left--;
    return in.read();
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int count = left == 0 ? -1 : in.read(into, at, (int) Math.min(length, left));
    left -= Math.max(0, count);
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
