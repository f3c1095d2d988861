package org.mailshim.smtp.submission;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.TransportException;

/**
 * Octets out and lines in, over one connection, with the monitor listening. What goes out is
 * gathered until somebody waits for an answer, or the buffer is full. One thread.
 *
 * <p>A line ends with LF, whatever is before it. Every failure is an {@link Ending} with {@link
 * Fault#DROPPED}.
 */
final class Wire {
  /** The longest reply, all lines together, but for that to EHLO. */
  static final int LONGEST_REPLY = 4096;

  private final SubmissionListener listener;
  private final byte[] out = new byte[128 * 1024];
  private int outEnd;
  private final byte[] in = new byte[LONGEST_REPLY];
  private int inFrom;
  private int inTo;
  private Connection connection;

  /** Whether there was a monitor when the conversation began, or when it was last let hear. */
  private boolean monitored;

  private boolean muted;
  private boolean timedOut;

  Wire(Connection connection, SubmissionListener listener) {
    this.connection = connection;
    this.listener = listener;
    this.monitored = listener.monitors();
  }

  Connection connection() {
    return connection;
  }

  /** Goes on over another connection; nothing of the old one is left to be read. */
  void use(Connection encrypted) {
    connection = encrypted;
    inFrom = 0;
    inTo = 0;
  }

  /** Whether the server has said more than was read. */
  boolean hasUnread() {
    return inFrom < inTo || connection.available() > 0;
  }

  /** Whether the last failure was a time-out. */
  boolean timedOut() {
    return timedOut;
  }

  /** Keeps the monitor from hearing what follows, or lets it. */
  void mute(boolean on) {
    muted = on;
    monitored = listener.monitors();
  }

  /** How long what follows may take, each wait for itself. */
  void timeout(long millis) {
    connection.deadline(Deadline.after(Duration.ofMillis(millis)));
  }

  /** Puts text behind what is to go out. */
  void put(String octets) {
    int at = 0;
    while (at < octets.length()) {
      if (outEnd == out.length) {
        flush();
      }
      int count = Math.min(octets.length() - at, out.length - outEnd);
      copy(octets, at, count);
      at += count;
    }
  }

  private void copy(String octets, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[outEnd++] = (byte) octets.charAt(at + i);
    }
  }

  /** The buffer for what goes out, with at least so much room behind {@link #end}. */
  byte[] room(int octets) {
    if (out.length - outEnd < octets) {
      flush();
    }
    return out;
  }

  int end() {
    return outEnd;
  }

  /** Says that octets were written into {@link #room}. */
  void end(int to) {
    outEnd = to;
  }

  /** Forgets what has not gone out. */
  void discard() {
    outEnd = 0;
  }

  /** Sends what was put. */
  void flush() {
    int end = outEnd;
    outEnd = 0;
    if (end == 0) {
      return;
    }
    if (monitored && !muted) {
      listener.monitor(out, 0, end, 1);
    }
    try {
      connection.write(out, 0, end);
      connection.flush();
    } catch (TransportException e) {
      throw ended(e);
    }
  }

  /** Waits until there is something to be read. */
  void await() {
    if (inFrom == inTo) {
      fill();
    }
  }

  /**
   * The next line with its line end. It is cut where the buffer is full.
   *
   * @param most no more octets than these; at least 1
   */
  String line(int most) {
    int scanned = inFrom;
    while (true) {
      for (int i = scanned; i < inTo; i++) {
        if (in[i] == '\n' || i - inFrom + 1 == most) {
          return taken(i + 1);
        }
      }
      scanned = inTo - inFrom;
      fill();
      scanned += inFrom;
    }
  }

  private String taken(int end) {
    String line = new String(in, inFrom, end - inFrom, ISO_8859_1);
    inFrom = end;
    return line;
  }

  private void fill() {
    if (inFrom > 0) {
      System.arraycopy(in, inFrom, in, 0, inTo - inFrom);
      inTo -= inFrom;
      inFrom = 0;
    }
    int count = read();
    if (count < 0) {
      throw Ending.of(Ending.How.HANG_UP, Fault.DROPPED);
    }
    if (monitored && !muted) {
      listener.monitor(in, inTo, inTo + count, 0);
    }
    inTo += count;
  }

  private int read() {
    try {
      return connection.read(in, inTo, in.length);
    } catch (TransportException e) {
      throw ended(e);
    }
  }

  private Ending ended(TransportException e) {
    timedOut = e instanceof TransportException.TimedOut;
    return Ending.broken(e);
  }
}
