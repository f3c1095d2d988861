package org.mailshim.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.mailshim.transport.TransportException.MalformedLine;
import org.mailshim.transport.TransportException.MalformedLine.Flaw;

/**
 * Reads lines that end with CRLF, and nothing else that somebody might take for a line.
 *
 * <p>Bare LF, bare CR, NUL and lines over the limit are refused with {@link MalformedLine}, never
 * repaired: two parties that repair differently can be made to disagree about what was said (RFC
 * 5321 §2.3.8). After a refusal the position in the stream is undefined and the connection should
 * be closed.
 *
 * <p>Octets become text as UTF-8; what is not UTF-8 becomes U+FFFD, so a line is fit to be shown
 * but not to be sent on.
 *
 * <p>One thread. The buffer has {@value #SMALLEST_BUFFER} octets at first and grows with the lines,
 * up to limit + 2; a line costs one {@link String}.
 */
public final class LineReader {
  private static final int SMALLEST_BUFFER = 2048;

  private final Connection connection;
  private final int limit;
  private byte[] buffer = new byte[SMALLEST_BUFFER];
  private int from;
  private int to;

  /**
   * Reads from {@code connection}, whose deadline applies.
   *
   * @param limit the most octets that a line may have, without its CRLF; at least 1
   */
  public LineReader(Connection connection, int limit) {
    if (limit < 1 || limit > Integer.MAX_VALUE - 16) {
      throw new IllegalArgumentException("limit: " + limit);
    }
    this.connection = connection;
    this.limit = limit;
  }

  /**
   * The next line, without its CRLF; waits until all of it is there.
   *
   * @throws MalformedLine when it is none
   * @throws TransportException.Closed when the stream ends, before the line or in it
   * @throws TransportException as {@link Connection#read}
   */
  public String line() {
    int end = lineEnd();
    String line = new String(buffer, from, end - from, UTF_8);
    from = end + 2;
    return line;
  }

  /** As {@link #line}, but leaves the line to the next call of that. */
  public void await() {
    lineEnd();
  }

  private int lineEnd() {
    int at = from;
    while (true) {
      int end = LineEnd.find(buffer, at, to, connection);
      if (end - from > limit) {
        throw overlong();
      }
      if (end >= 0) {
        return end;
      }
      int scanned = to - from;
      if (scanned > 0 && buffer[to - 1] == '\r') {
        scanned--;
      }
      if (scanned > limit) {
        throw overlong();
      }
      fill();
      at = from + scanned;
    }
  }

  /**
   * Whether a line end has been read, so that {@link #line} need not wait. When not, what the peer
   * may wait for should be sent first.
   */
  public boolean hasLine() {
    for (int i = from; i < to; i++) {
      if (buffer[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  /** The number of octets that have been read from the connection but not returned in a line. */
  public int buffered() {
    return to - from;
  }

  /** Makes room and reads once. A line that fills the largest buffer is over the limit. */
  private void fill() {
    if (from == to) {
      from = 0;
      to = 0;
    } else if (to == buffer.length) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      from = 0;
    }
    if (to == buffer.length) {
      buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, limit + 2L));
    }
    int count = connection.read(buffer, to, buffer.length);
    if (count < 0) {
      String where = from == to ? "closed the connection" : "closed the connection inside a line";
      throw new TransportException.Closed(connection.peer().text(), where);
    }
    to += count;
  }

  private MalformedLine overlong() {
    return new MalformedLine(connection.peer().text(), Flaw.OVERLONG);
  }
}
