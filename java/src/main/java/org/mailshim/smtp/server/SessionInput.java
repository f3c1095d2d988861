package org.mailshim.smtp.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.mailshim.transport.Connection;
import org.mailshim.transport.LineEnd;
import org.mailshim.transport.TlsConnection;
import org.mailshim.transport.TransportException;
import org.mailshim.transport.TransportException.MalformedLine;
import org.mailshim.transport.TransportException.MalformedLine.Flaw;

/**
 * What a client sends, as command lines and as raw octets, over one buffer.
 *
 * <p>A session that waits for a command keeps {@value #SMALL} octets; a long line makes the buffer
 * grow as far as its limit; mail data is read into a large buffer that is borrowed from {@link
 * DataBuffers} and goes back when the data is over. So ten thousand idle sessions cost ten
 * megabytes, and a message costs few system calls.
 *
 * <p>Lines end with CRLF. A bare LF, a bare CR and a NUL are refused, never repaired (RFC 5321
 * §2.3.8): after {@link MalformedLine} the session must end, except after {@link Flaw#OVERLONG},
 * where the whole line has been passed over. Octets become text as UTF-8; what is not UTF-8 becomes
 * U+FFFD, which no command may hold. One thread.
 */
final class SessionInput {
  /** The buffer of a session at rest. */
  static final int SMALL = 1024;

  /** How much of an overlong line is passed over before the client is given up. */
  private static final int SKIPPED_LIMIT = 64 * 1024;

  private final Connection connection;
  private final DataBuffers pool;
  private final ReplyOutput output;
  private final byte[] small = new byte[SMALL];
  private byte[] buffer = small;
  private int from;
  private int to;
  private boolean borrowed;

  /** TLS gives a record at a time, and has more when it gives less than it could. */
  private final boolean givesRecords;

  /** Whether the last read took all that had come, so that there is no need to ask for more. */
  private boolean isExhausted;

  /**
   * Nothing read yet.
   *
   * @param output what must be sent before anything is waited for, lest both sides wait
   */
  SessionInput(Connection connection, DataBuffers pool, ReplyOutput output) {
    this.connection = connection;
    this.output = output;
    this.pool = pool;
    this.givesRecords = connection instanceof TlsConnection;
  }

  /** Whether all that was read has been taken. */
  boolean isEmpty() {
    return from == to;
  }

  /**
   * Whether the client has sent more than was taken, by the time of the last read: what comes later
   * is an answer to a reply, for all that anybody can tell.
   */
  boolean hasMore() {
    return from < to || !isExhausted && connection.available() > 0;
  }

  byte[] buffer() {
    return buffer;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /** Takes the octets before {@code index}. */
  void take(int index) {
    from = index;
  }

  /**
   * The next command line, without its CRLF; waits until all of it is there.
   *
   * @param limit the most octets it may have
   * @throws MalformedLine when it is none
   * @throws TransportException as {@link Connection#read}; {@link TransportException.Closed} at the
   *     end of the stream
   */
  String line(int limit) {
    settle();
    int at = from;
    while (true) {
      int end = LineEnd.find(buffer, at, to, connection);
      if (end >= 0 && end - from > limit) {
        from = end + 2;
        throw overlong();
      }
      if (end >= 0) {
        String line = new String(buffer, from, end - from, UTF_8);
        from = end + 2;
        return line;
      }
      int scanned = to - from;
      if (scanned > 0 && buffer[to - 1] == '\r') {
        scanned--;
      }
      if (scanned > limit) {
        skipLine();
        throw overlong();
      }
      fill();
      at = from + scanned;
    }
  }

  /**
   * Waits for octets when there are none, and reads them; sends the replies that are due before.
   *
   * @return false when the thread is shared, and the wait is not over
   */
  boolean await() {
    if (from < to) {
      return true;
    }
    output.flush();
    if (!connection.awaitOctets()) {
      return false;
    }
    fill();
    return true;
  }

  /**
   * Reads once, behind what is there; makes room first, and sends the replies that are due.
   *
   * @return how many octets came, at least one
   */
  int fill() {
    if (from == to) {
      from = 0;
      to = 0;
    } else if (to == buffer.length && from > 0) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      from = 0;
    } else if (to == buffer.length) {
      replace(Arrays.copyOf(buffer, 2 * buffer.length), false);
    }
    output.flush();
    int count = connection.read(buffer, to, buffer.length);
    if (count < 0) {
      String where = from == to ? "closed the connection" : "closed the connection inside a line";
      throw new TransportException.Closed(connection.peer().text(), where);
    }
    to += count;
    isExhausted = to < buffer.length && !givesRecords;
    return count;
  }

  /** Mail data is next: takes a large buffer, unless all are lent. */
  void enlarge() {
    if (!borrowed) {
      byte[] large = pool.borrow();
      if (large.length < to - from) {
        pool.giveBack(large);
        return;
      }
      System.arraycopy(buffer, from, large, 0, to - from);
      replace(large, true);
    }
  }

  /** Mail data is over: goes back to a small buffer as soon as what is left fits. */
  void settle() {
    int left = to - from;
    if (buffer.length > SMALL && left <= SMALL) {
      System.arraycopy(buffer, from, small, 0, left);
      replace(small, false);
    }
  }

  /**
   * Reads and drops what has arrived, once: a connection that is closed with octets unread is
   * reset, and our last reply would be lost with it.
   */
  void drain() {
    if (connection.available() > 0) {
      connection.read(small, 0, small.length);
    }
  }

  /** The session is over: gives back what was borrowed. */
  void release() {
    from = to;
    settle();
  }

  private void replace(byte[] next, boolean nextIsBorrowed) {
    int left = to - from;
    if (borrowed) {
      pool.giveBack(buffer);
    }
    buffer = next;
    borrowed = nextIsBorrowed;
    from = 0;
    to = left;
  }

  private void skipLine() {
    int skipped = 0;
    while (skipped <= SKIPPED_LIMIT) {
      int end = LineEnd.find(buffer, from, to, connection);
      if (end >= 0) {
        from = end + 2;
        return;
      }
      int last = buffer[to - 1] == '\r' ? to - 1 : to;
      skipped += last - from;
      from = last;
      fill();
    }
    throw new TransportException.Closed(
        connection.peer().text(), "sent a line that does not end and was given up");
  }

  private MalformedLine overlong() {
    return new MalformedLine(connection.peer().text(), Flaw.OVERLONG);
  }
}
