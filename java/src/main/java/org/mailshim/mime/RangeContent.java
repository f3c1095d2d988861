package org.mailshim.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A part where it lies in its message.
 *
 * @param message the message
 * @param from its first octet
 * @param to the octet after its last
 * @param encoding how it is encoded; empty when it is not
 */
record RangeContent(Content message, long from, long to, Optional<TransferEncoding> encoding)
    implements Content {
  @Override
  public InputStream open() throws IOException {
    InputStream in = message.open();
    boolean done = false;
    try {
      in.skipNBytes(from);
      InputStream range = new RangeStream(in, to - from);
      done = true;
      return encoding.isEmpty() ? range : new DecodingStream(range, encoding.get());
    } finally {
      if (!done) {
        in.close();
      }
    }
  }

  @Override
  public OptionalLong octets() {
    return encoding.isEmpty() ? OptionalLong.of(to - from) : OptionalLong.empty();
  }
}
