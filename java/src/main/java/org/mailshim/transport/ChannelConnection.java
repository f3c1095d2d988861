package org.mailshim.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection over a {@link SocketChannel}: TCP or a Unix socket, accepted by a {@link Listener}
 * or dialled. Nothing is kept back for {@link #flush}.
 *
 * <p>This is the form for thousands of connections on virtual threads: a read costs the attempt,
 * and a park when nothing is there; the {@link DeadlineWatch} ends it, so no timer is set for it.
 * An idle connection holds no buffer. On a virtual thread a ping-pong of 50 connections is a tenth
 * to a fifth faster so than over a {@link java.net.Socket} with a time-out, for two thirds of the
 * CPU time.
 *
 * <p>On a thread that is shared ({@link Sharing}) its channel does not block, up to {@link
 * #keepThread}.
 *
 * <p>A read that times out shuts the receiving side down and leaves the sending side open, so that
 * a server can say why it goes away. A write that times out closes the connection.
 */
final class ChannelConnection extends DeadlineWatch.Watched
    implements Connection, Cancellation.Target {
  /** Whose thread serves other connections too. All but {@link #call} from that thread. */
  interface Sharing {
    /** Has the connection served again when there is something to read. */
    void rest(SocketChannel channel) throws IOException;

    /**
     * Makes the thread the connection's own and its channel block.
     *
     * @throws IOException also when there is no other thread for the other connections
     */
    void keepThread(SocketChannel channel) throws IOException;

    /** Has the connection served again at once, for it was closed, say; from any thread. */
    void call();
  }

  /** More than this at once gains nothing, and the JDK keeps a buffer of as much per thread. */
  private static final int MOST_AT_ONCE = 128 * 1024;

  /** Who has more to say in one turn is no more served by turns, lest the others wait. */
  private static final int MOST_IN_A_TURN = 128 * 1024;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final Endpoint peer;
  private final Endpoint local;
  private final Cancellation cancellation;

  /** The array that was read into last, wrapped: most callers give the same again. */
  private ByteBuffer target = NOTHING;

  /** The array that was written from last, wrapped. */
  private ByteBuffer source = NOTHING;

  private Deadline deadline = Deadline.never();

  /** What {@link #available} asks; null until then. */
  private @Nullable InputStream stream;

  /** Null where the thread is this connection's own. */
  private volatile @Nullable Sharing sharing;

  /** The thread that is shared, while it is this connection's turn. */
  private volatile @Nullable Thread serving;

  /** Whether it is to be served again when there is something to read. */
  private volatile boolean resting;

  /** Whether there is something to read, on a shared thread. */
  private boolean hasOctets;

  /** How many octets were read in this turn. */
  private int taken;

  private volatile boolean reading;
  private volatile boolean readTimedOut;
  private volatile boolean writeTimedOut;
  private volatile boolean closed;

  /** Takes over a connected channel in blocking mode. */
  ChannelConnection(
      SocketChannel channel, Endpoint peer, Endpoint local, Cancellation cancellation) {
    this.channel = channel;
    this.peer = peer;
    this.local = local;
    this.cancellation = cancellation;
  }

  /** From here on the thread is shared, and no call of the channel waits. */
  void share(Sharing with) throws IOException {
    channel.configureBlocking(false);
    sharing = with;
  }

  /** There is something to read. */
  void octetsCame() {
    hasOctets = true;
  }

  /** It is its turn, on this thread. */
  void wake() {
    serving = Thread.currentThread();
    taken = 0;
    if (resting) {
      resting = false;
      end();
      reading = false;
    }
  }

  /** A connection at rest is for the {@link DeadlineWatch} one that reads. */
  @Override
  public boolean awaitOctets() {
    Sharing shared = sharing;
    long left = deadline.remainingNanos();
    if (shared == null || hasOctets || left == 0 || readTimedOut) {
      return true;
    }
    try {
      shared.rest(channel);
    } catch (IOException e) {
      return true; // which read will say
    }
    serving = null;
    reading = true;
    begin(left);
    resting = true;
    if (!channel.isOpen()) {
      wake();
      return true;
    }
    return false;
  }

  @Override
  public boolean callAgain() {
    Sharing shared = sharing;
    if (!resting || shared == null) {
      return false;
    }
    shared.call();
    return true;
  }

  @Override
  public void keepThread() {
    Sharing shared = sharing;
    if (shared != null) {
      sharing = null;
      try {
        shared.keepThread(channel);
      } catch (IOException e) {
        closeQuietly(channel); // or a last word would be waited for on the thread that is shared
        throw broken(e);
      }
    }
  }

  @Override
  public int read(byte[] into, int from, int to) {
    Objects.checkFromToIndex(from, to, into.length);
    Objects.checkIndex(from, to);
    long left = deadline.remainingNanos();
    if (left == 0 || readTimedOut) {
      throw late();
    }
    target = wrapped(target, into, from, Math.min(to, from + MOST_AT_ONCE));
    hasOctets = false;
    if (sharing != null && taken >= MOST_IN_A_TURN) {
      keepThread();
    }
    int count;
    try {
      reading = true;
      begin(left);
      count = channel.read(target);
      if (count == 0) {
        keepThread();
        count = channel.read(target);
      }
    } catch (IOException e) {
      throw broken(e);
    } finally {
      end();
      reading = false;
    }
    if (count < 0 && readTimedOut) {
      throw late();
    }
    if (sharing != null) {
      taken += count;
    }
    return count;
  }

  private TransportException late() {
    return new TransportException.TimedOut(peer.text(), "nothing came in time");
  }

  private static ByteBuffer wrapped(ByteBuffer last, byte[] array, int from, int to) {
    ByteBuffer buffer = last.array() == array ? last : ByteBuffer.wrap(array);
    return buffer.limit(to).position(from);
  }

  /** For a Unix socket it cannot be told. */
  @Override
  public int available() {
    if (peer.isUnixSocket()) {
      return 0;
    }
    try {
      InputStream asked = stream;
      if (asked == null) {
        asked = channel.socket().getInputStream();
        stream = asked;
      }
      return asked.available();
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void write(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    long left = deadline.remainingNanos();
    if (left == 0) {
      throw new TransportException.TimedOut(peer.text(), "no time left to send");
    }
    try {
      begin(left);
      for (int at = from; at < to; ) {
        source = wrapped(source, bytes, at, Math.min(to, at + MOST_AT_ONCE));
        int count = channel.write(source);
        if (count == 0) {
          waitToWrite();
        }
        at += count;
      }
    } catch (IOException e) {
      throw broken(e);
    } finally {
      end();
    }
  }

  /** Who says a last word from another thread does not wait: this is not his thread to keep. */
  private void waitToWrite() {
    if (Thread.currentThread() != serving) {
      throw new TransportException.TimedOut(peer.text(), "the peer takes no data now");
    }
    keepThread();
  }

  @Override
  public void flush() {}

  @Override
  public void deadline(Deadline deadline) {
    this.deadline = deadline;
  }

  @Override
  public Endpoint peer() {
    return peer;
  }

  @Override
  public Endpoint local() {
    return local;
  }

  @Override
  public void close() {
    closed = true;
    shut();
    cancellation.detach(this);
    forget();
  }

  /** Closes the channel; who rests would not notice without a call. */
  private void shut() {
    closeQuietly(channel);
    callAgain();
  }

  /** The {@link Cancellation}'s way to {@link #close}. */
  @Override
  public void cancelled() {
    close();
  }

  /**
   * The {@link DeadlineWatch}'s way to end what is late. When that ends by itself at this very
   * instant, the next read is late instead, which nobody can tell from a peer that was slower by a
   * microsecond.
   */
  @Override
  void expire() {
    if (!reading) {
      writeTimedOut = true;
      shut();
      return;
    }
    readTimedOut = true;
    try {
      channel.shutdownInput();
    } catch (IOException e) {
      shut();
    }
  }

  private TransportException broken(IOException e) {
    if (closed || e instanceof ClosedByInterruptException) {
      return new TransportException.Cancelled(peer.text());
    }
    if (writeTimedOut) {
      return new TransportException.TimedOut(peer.text(), "the peer did not take the data in time");
    }
    String words = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new TransportException.Closed(peer.text(), "connection lost: " + words, e);
  }

  static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The descriptor is gone either way, and nobody is waiting for what this could tell.
    }
  }
}
