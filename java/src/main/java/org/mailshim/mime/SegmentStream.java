package org.mailshim.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One segment after the other, each opened when its turn has come. */
final class SegmentStream extends InputStream {
  private final Iterator<Composition.Segment> segments;
  private @Nullable InputStream current;

  SegmentStream(List<Composition.Segment> segments) {
    this.segments = segments.iterator();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      InputStream stream = current;
      if (stream == null) {
        if (!segments.hasNext()) {
          return -1;
        }
        stream = segments.next().open();
        current = stream;
      }
      int count = stream.read(into, at, length);
      if (count >= 0) {
        return count;
      }
      close();
    }
  }

  @Override
  public void close() throws IOException {
    InputStream stream = current;
    current = null;
    if (stream != null) {
      stream.close();
    }
  }
}
