package org.mailshim.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;

/**
 * The mail data of one message, ready to be sent as often as it takes.
 *
 * <p>Its line ends are CRLF and nothing else, and its last line has one too, so that it is exactly
 * as long as RFC 1870 counts a message, unless it is binary ({@link #verbatim}); it is not
 * transparent yet (its dots are not doubled) and has no end-of-data mark. Memory, a spool file and
 * a row of the queue are all mail data. {@link #open} may be called from any thread; the streams it
 * gives are independent of each other.
 */
public interface MailData {
  /**
   * The size.
   *
   * @return exactly how many octets each stream gives; -1 while that is not known, which it is when
   *     the first stream has come to its end at the latest
   */
  long octets();

  /**
   * Opens the data at its start.
   *
   * @return a new stream, which the caller closes
   * @throws IOException when the place that holds the data fails: local trouble, never the fault of
   *     a peer
   */
  InputStream open() throws IOException;

  /**
   * This mail data with something before it, such as the missing header fields.
   *
   * @param prefix octets with CRLF line ends; not copied, and not to be changed any more
   * @return mail data that gives the prefix and then this
   */
  default MailData precededBy(byte[] prefix) {
    MailData rest = this;
    return new MailData() {
      @Override
      public long octets() {
        return prefix.length + rest.octets();
      }

      @Override
      public InputStream open() throws IOException {
        return new SequenceInputStream(new ByteArrayInputStream(prefix), rest.open());
      }
    };
  }

  /**
   * This mail data without its start.
   *
   * @param from how many octets are left out, at most {@link #octets}
   * @return mail data that gives the rest
   */
  default MailData startingAt(long from) {
    MailData whole = this;
    return new MailData() {
      @Override
      public long octets() {
        return whole.octets() - from;
      }

      @Override
      public InputStream open() throws IOException {
        InputStream in = whole.open();
        in.skipNBytes(from);
        return in;
      }
    };
  }

  /**
   * Makes mail data that lies in memory.
   *
   * @param message a message with any line ends; it is copied, with CRLF line ends, one at its end
   *     included
   * @return the mail data
   */
  static MailData of(byte[] message) {
    byte[] room =
        new byte[LineEndNormalizer.limit(message.length) + LineEndNormalizer.FINISH_LIMIT];
    LineEndNormalizer normalizer = new LineEndNormalizer();
    int end = normalizer.normalize(message, 0, message.length, room, 0);
    return verbatim(Arrays.copyOf(room, normalizer.finish(room, end)));
  }

  /**
   * Makes mail data of octets as they are. They are either a message with CRLF line ends already,
   * or binary mail data (RFC 3030 §3), which has no lines and goes by BDAT only.
   *
   * @param octets not copied, and not to be changed any more
   * @return the mail data
   */
  static MailData verbatim(byte[] octets) {
    return new MailData() {
      @Override
      public long octets() {
        return octets.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(octets);
      }
    };
  }
}
