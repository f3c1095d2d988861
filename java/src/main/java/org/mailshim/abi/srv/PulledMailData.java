package org.mailshim.abi.srv;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import org.mailshim.smtp.server.MailDataSource;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.transport.TransportException;

/**
 * The message that an SMTP client sends by DATA, on its way to a callback that reads it with {@code
 * SRVRecv}: the host's thread that calls reads the socket itself, while the session's thread waits
 * for the callback to return. So no thread waits for another one's octets, and they go from the
 * session's buffer into the host's memory; what the host has no room for stays in that buffer.
 *
 * <p>The host may call on any of its threads, one after the other: a lock, which is not held while
 * the host's code runs, orders them and the session's thread, which comes last, with {@link
 * #close}. One message.
 */
final class PulledMailData implements HostSink.Way {
  private static final byte[] NOTHING = {};

  private final MailDataSource source;
  private final MailSink kept;
  private final ReentrantLock lock = new ReentrantLock();

  /** The callback has returned: nobody begins to wait for octets any more. */
  private volatile boolean closed;

  // Under the lock; after close() only the session's thread's.
  private byte[] piece = NOTHING;
  private int from;
  private int to;
  private boolean begun;
  private boolean ended;
  private boolean broken;

  /**
   * Nothing is asked of the client yet.
   *
   * @param source where the mail data comes from
   * @param kept where it goes that the host leaves to the server
   */
  PulledMailData(MailDataSource source, MailSink kept) {
    this.source = source;
    this.kept = kept;
  }

  /**
   * Reads, and waits while there is less than is worth it. The first call lets the client send.
   *
   * @param call the host's, within which it reads
   * @param target takes the octets
   * @param most how many at most, at least 1
   * @return how many, {@link OctetPipe#END} or {@link OctetPipe#BROKEN}
   */
  int read(RequestCall call, MemorySegment target, int most) {
    lock.lock();
    try {
      int wanted = Math.min(most, OctetPipe.WORTHWHILE);
      int done = give(target, 0, most);
      while (done < wanted && !ended && !broken && !closed) {
        pull(call);
        done += give(target, done, most - done);
      }
      return broken || closed ? OctetPipe.BROKEN : done;
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock. */
  private void pull(RequestCall call) {
    try {
      if (begun) {
        ended = !source.pull();
      } else {
        source.begin(new HostSink(kept, call, this));
        begun = true;
      }
    } catch (TransportException e) {
      begun = true;
      broken = true; // the session hears of it, too
    }
  }

  /** Gives the host as much as there is and as it has room for. Under the lock. */
  private int give(MemorySegment target, int at, int most) {
    int length = Math.min(most, to - from);
    if (length > 0) {
      MemorySegment.copy(MemorySegment.ofArray(piece), from, target, at, length);
      from += length;
    }
    return length;
  }

  /**
   * The callback has returned: what the host has not read it does not want. On the session's
   * thread; waits for the octets that another thread of the host's is waiting for, if there is one.
   */
  void close() {
    closed = true;
    lock.lock(); // who has it has seen that, or is the last one to wait for octets
    lock.unlock();
  }

  /** Whether the host has begun to read; after {@link #close}. */
  boolean isBegun() {
    return begun;
  }

  /** Within {@link #pull}, so under the lock, or after {@link #close}. */
  @Override
  public void data(byte[] octets, int start, int end) {
    if (closed) {
      return;
    }
    if (from == to) {
      piece = octets;
      from = start;
      to = end;
    } else {
      append(octets, start, end);
    }
  }

  /** Before the first octet of the client's several pieces come at once: fields of this server. */
  private void append(byte[] octets, int start, int end) {
    int length = to - from;
    byte[] both = new byte[length + end - start];
    System.arraycopy(piece, from, both, 0, length);
    System.arraycopy(octets, start, both, length, end - start);
    piece = both;
    from = 0;
    to = both.length;
  }

  /** The host was told already. */
  @Override
  public void end() {}

  @Override
  public void breakOff() {
    broken = true;
  }
}
