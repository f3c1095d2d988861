package org.mailshim.transport;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.Objects;

/**
 * A connection to a peer that is an object: no socket, no thread, no waiting.
 *
 * <p>The peer gets what is written when it is flushed, and is asked for bytes when the reader wants
 * some. A peer that has nothing to say yet would keep a real reader waiting until its deadline;
 * here the read ends with {@link TransportException.TimedOut} at once. {@link Fault}s disturb what
 * the peer says at a chosen offset. With both, a conversation can be replayed for each position at
 * which a network may cut or kill it, thousands of times a second.
 *
 * <p>{@link #close} may come from any thread, all else from one.
 */
public final class MemoryConnection implements Connection {
  /** The other side. */
  public interface Peer {
    /** Takes what this side has flushed: {@code bytes[from..to)}, to be copied if kept. */
    void receive(byte[] bytes, int from, int to);

    /**
     * Says something: puts at least one byte into {@code into[from..to)}.
     *
     * @return the number of bytes, 0 for "nothing until I receive more", -1 for the end
     */
    int send(byte[] into, int from, int to);

    /** How many bytes {@link #send} would give now; 0 for none, and for the end. */
    int ready();
  }

  /** What goes wrong on the way from the peer, once it has said {@code offset} bytes. */
  public record Fault(Kind kind, long offset) {
    /** What happens at the offset. */
    public enum Kind {
      /** Nothing. */
      NONE,
      /** No read goes across: the bytes before and after come in two. */
      CUT,
      /** The stream ends. */
      END,
      /** Nothing more comes. */
      SILENCE,
      /** Each read gives one byte; the offset means nothing. */
      SINGLE_BYTES
    }

    /** No fault. */
    public static Fault none() {
      return new Fault(Kind.NONE, 0);
    }
  }

  private static final Endpoint LOCAL = Endpoint.of(InetAddress.getLoopbackAddress(), 49152);

  private final Endpoint endpoint;
  private final Peer peer;
  private final Fault fault;
  private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
  private Deadline deadline = Deadline.never();
  private long position;
  private volatile boolean closed;

  /** Undisturbed. */
  public MemoryConnection(Endpoint endpoint, Peer peer) {
    this(endpoint, peer, Fault.none());
  }

  /**
   * Disturbed.
   *
   * @param endpoint what {@link #peer} says
   * @param peer whom to talk to
   * @param fault what happens to the bytes from the peer
   */
  public MemoryConnection(Endpoint endpoint, Peer peer, Fault fault) {
    this.endpoint = endpoint;
    this.peer = peer;
    this.fault = fault;
  }

  @Override
  public int read(byte[] into, int from, int to) {
    Objects.checkFromToIndex(from, to, into.length);
    Objects.checkIndex(from, to);
    check("nothing came in time");
    int most = (int) Math.min(to - from, untilFault());
    if (most == 0) {
      return atFault();
    }
    int count = peer.send(into, from, from + most);
    if (count == 0) {
      throw new TransportException.TimedOut(endpoint.text(), "nothing came in time");
    }
    position += Math.max(0, count);
    return count;
  }

  /** How many bytes may come before the fault has its say. */
  private long untilFault() {
    return switch (fault.kind()) {
      case NONE -> Long.MAX_VALUE;
      case CUT -> position < fault.offset() ? fault.offset() - position : Long.MAX_VALUE;
      case END, SILENCE -> Math.max(0, fault.offset() - position);
      case SINGLE_BYTES -> 1;
    };
  }

  private int atFault() {
    if (fault.kind() == Fault.Kind.END) {
      return -1;
    }
    throw new TransportException.TimedOut(endpoint.text(), "nothing came in time");
  }

  @Override
  public int available() {
    return closed ? 0 : (int) Math.min(peer.ready(), untilFault());
  }

  @Override
  public void write(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    check("no time left to send");
    unsent.write(bytes, from, to - from);
  }

  @Override
  public void flush() {
    check("no time left to send");
    if (unsent.size() > 0) {
      byte[] bytes = unsent.toByteArray();
      unsent.reset();
      peer.receive(bytes, 0, bytes.length);
    }
  }

  @Override
  public void deadline(Deadline deadline) {
    this.deadline = deadline;
  }

  @Override
  public Endpoint peer() {
    return endpoint;
  }

  @Override
  public Endpoint local() {
    return LOCAL;
  }

  @Override
  public void close() {
    closed = true;
  }

  private void check(String late) {
    if (closed) {
      throw new TransportException.Cancelled(endpoint.text());
    }
    if (deadline.isPast()) {
      throw new TransportException.TimedOut(endpoint.text(), late);
    }
  }
}
