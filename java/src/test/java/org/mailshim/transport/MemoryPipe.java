package org.mailshim.transport;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Two connections that are each other's peer, for two threads: what one writes the other reads, as
 * over a socket, with deadlines. Each direction may be cut, and what passes can be changed.
 */
final class MemoryPipe {
  /** Changes what passes. */
  interface Tamper {
    /** The octet that arrives in place of {@code octet}, the {@code offset}th of its direction. */
    byte changed(long offset, byte octet);
  }

  /** One way. Writing never waits: it grows. */
  private final class Lane {
    private byte[] octets = new byte[1024];
    private int from;
    private int to;
    private long passed;
    private boolean ended;
    private long cut = Long.MAX_VALUE;
    private Tamper tamper = (offset, octet) -> octet;

    void put(byte[] bytes, int at, int end) {
      lock.lock();
      try {
        for (int i = at; i < end && passed < cut; i++) {
          if (to == octets.length) {
            octets = Arrays.copyOf(octets, 2 * to);
          }
          octets[to++] = tamper.changed(passed++, bytes[i]);
        }
        ended |= passed >= cut;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    int take(byte[] into, int at, int end) {
      int count = Math.min(end - at, to - from);
      System.arraycopy(octets, from, into, at, count);
      from += count;
      if (from == to) {
        from = 0;
        to = 0;
      }
      return count;
    }
  }

  /** One end. */
  final class End implements Connection {
    private final Lane in;
    private final Lane out;
    private final Endpoint peer;
    private Deadline deadline = Deadline.never();
    private volatile boolean closed;
    private int writes;

    private End(Lane in, Lane out, Endpoint peer) {
      this.in = in;
      this.out = out;
      this.peer = peer;
    }

    @Override
    public int read(byte[] into, int from, int to) {
      Objects.checkFromToIndex(from, to, into.length);
      Objects.checkIndex(from, to);
      lock.lock();
      try {
        while (in.from == in.to && !in.ended && !closed) {
          if (deadline.isPast()) {
            throw new TransportException.TimedOut(peer.text(), "nothing came in time");
          }
          changed.await(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        }
        if (closed) {
          throw new TransportException.Cancelled(peer.text());
        }
        return in.from == in.to ? -1 : in.take(into, from, to);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public int available() {
      lock.lock();
      try {
        return in.to - in.from;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void write(byte[] bytes, int from, int to) {
      Objects.checkFromToIndex(from, to, bytes.length);
      if (closed) {
        throw new TransportException.Cancelled(peer.text());
      }
      writes++;
      out.put(bytes, from, to);
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
      return peer;
    }

    @Override
    public void close() {
      lock.lock();
      try {
        closed = true;
        out.ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** How many calls of write there were. */
    int writes() {
      return writes;
    }

    /** Ends what this end sends after {@code offset} octets, as a network does. */
    void cutAt(long offset) {
      out.cut = offset;
    }

    /** Changes what this end sends. */
    void tamper(Tamper tamper) {
      out.tamper = tamper;
    }

    /** How many octets this end has sent. */
    long sent() {
      lock.lock();
      try {
        return out.passed;
      } finally {
        lock.unlock();
      }
    }

    /** Ends what this end sends, here and now. */
    void cut() {
      lock.lock();
      try {
        out.ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** Whether it was closed from this side. */
    boolean isClosed() {
      return closed;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** The client's end. */
  final End client;

  /** The server's end. */
  final End server;

  MemoryPipe() {
    Lane up = new Lane();
    Lane down = new Lane();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    client = new End(down, up, new Endpoint("mx.example", loopback, 465));
    server = new End(up, down, Endpoint.of(loopback, 50_000));
  }
}
