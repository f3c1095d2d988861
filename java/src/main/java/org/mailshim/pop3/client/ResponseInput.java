package org.mailshim.pop3.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.mailshim.pop3.MultilineDecoder;
import org.mailshim.transport.Connection;
import org.mailshim.transport.TransportException;
import org.mailshim.transport.TransportException.MalformedLine;
import org.mailshim.transport.TransportException.MalformedLine.Flaw;

/**
 * What a server sends, as lines and as the octets of messages, over one buffer.
 *
 * <p>Lines end with CRLF; an LF without CR or a line above the limit is refused. Messages are given
 * on as they come. One thread.
 */
final class ResponseInput {
  /** The longest line: a SASL challenge of 12288 octets in Base64. */
  private static final int LINE_LIMIT = 12288 / 3 * 4 + 64;

  private static final int SMALL = 4 * 1024;
  private static final int LARGE = 64 * 1024;

  /** Takes octets of a message. */
  interface Octets {
    void take(byte[] octets, int from, int to);
  }

  private final Connection connection;
  private final MultilineDecoder decoder = new MultilineDecoder();
  private byte[] buffer = new byte[SMALL];
  private byte[] decoded = {};
  private int from;
  private int to;

  ResponseInput(Connection connection) {
    this.connection = connection;
  }

  /** Whether something has been read that was not taken, or has arrived. */
  boolean hasUnread() {
    return from < to || connection.available() > 0;
  }

  /** Whether something has been read that was not taken. */
  boolean hasBuffered() {
    return from < to;
  }

  /** The next line, without its CRLF. */
  String line() {
    int scanned = from;
    while (true) {
      for (int i = scanned; i < to; i++) {
        if (buffer[i] == '\n') {
          return lineTo(i);
        }
      }
      if (to - from > LINE_LIMIT) {
        throw new MalformedLine(connection.peer().text(), Flaw.OVERLONG);
      }
      scanned = to - from;
      fill();
      scanned += from;
    }
  }

  private String lineTo(int feed) {
    if (feed == from || buffer[feed - 1] != '\r') {
      throw new MalformedLine(connection.peer().text(), Flaw.BARE_LF);
    }
    String line = new String(buffer, from, feed - 1 - from, UTF_8);
    from = feed + 1;
    return line;
  }

  /** Gives the rest of a multi-line response on, with its dots undone, up to its end. */
  void body(Octets sink) {
    decoder.reset();
    if (buffer.length < LARGE) {
      buffer = Arrays.copyOf(buffer, LARGE);
    }
    if (decoded.length == 0) {
      decoded = new byte[MultilineDecoder.limit(LARGE)];
    }
    while (true) {
      int end = decoder.decode(buffer, from, to, decoded, 0);
      from = decoder.consumed();
      if (end > 0) {
        sink.take(decoded, 0, end);
      }
      if (decoder.isEnded()) {
        return;
      }
      fill();
    }
  }

  /** Makes room and reads once. */
  private void fill() {
    if (from == to) {
      from = 0;
      to = 0;
    } else if (to == buffer.length && from > 0) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      from = 0;
    } else if (to == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    int count = connection.read(buffer, to, buffer.length);
    if (count < 0) {
      throw new TransportException.Closed(connection.peer().text(), "closed the connection");
    }
    to += count;
  }
}
