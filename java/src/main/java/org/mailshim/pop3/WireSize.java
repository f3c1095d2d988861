package org.mailshim.pop3;

/**
 * Counts how many octets a message has on the wire, as STAT and LIST tell it: with CRLF for each
 * LF, without the doubled dots and without the line that ends it (RFC 1939 §11).
 *
 * <p>It counts what {@link MultilineEncoder} makes, dots apart: also the CRLF that completes an
 * open last line. One message per instance; one thread at a time.
 */
public final class WireSize {
  private long octets;
  private byte last = '\n';

  /** Makes a counter at the start of a message. */
  public WireSize() {}

  /**
   * Counts the next piece of the message, cut anywhere.
   *
   * @param in holds the piece
   * @param from index of its first octet
   * @param to index after its last octet
   */
  public void count(byte[] in, int from, int to) {
    if (from == to) {
      return;
    }
    int bare = 0;
    for (int feed = LineFeeds.next(in, from, to); feed < to; ) {
      byte before = feed > from ? in[feed - 1] : last;
      if (before != '\r') {
        bare++;
      }
      feed = LineFeeds.next(in, feed + 1, to);
    }
    octets += to - from + bare;
    last = in[to - 1];
  }

  /**
   * The size of what has been counted.
   *
   * @return octets on the wire, as if the message ended here
   */
  public long octets() {
    return last == '\n' ? octets : octets + 2;
  }
}
