package org.mailshim.transport;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who is let in by a {@link Listener}: counts, and knows what is open.
 *
 * <p>A permit is taken before accepting and stays with the visit that comes of it. {@code visits}
 * plus permits that wait for a connection is never more than {@code mostConnections + refusals}.
 */
final class Admission {
  private static final int IPV6_NETWORK_OCTETS = 8;

  /** A connection from the moment it is accepted until it is closed. */
  final class Visit {
    private final ChannelConnection connection;
    private final Network from;
    private final Optional<Listener.Refusal> refusal;

    private Visit(ChannelConnection connection, Network from, Optional<Listener.Refusal> refusal) {
      this.connection = connection;
      this.from = from;
      this.refusal = refusal;
    }

    ChannelConnection connection() {
      return connection;
    }

    /** Why it is not to be served, if so. */
    Optional<Listener.Refusal> refusal() {
      return refusal;
    }

    /** Closes the connection and gives the permit back. Once. */
    void end() {
      connection.close();
      leave(this);
    }
  }

  /** An address, as far as it counts. */
  private record Network(List<Byte> octets) {
    static Network of(InetAddress address) {
      byte[] octets = address.getAddress();
      int count = Math.min(octets.length, IPV6_NETWORK_OCTETS);
      Byte[] boxed = new Byte[count];
      Arrays.setAll(boxed, i -> octets[i]);
      return new Network(List.of(boxed));
    }
  }

  private final int mostConnections;
  private final int mostPerAddress;
  private final List<AddressRange> uncounted;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition permitBack = lock.newCondition();
  private final Condition idle = lock.newCondition();
  private final Map<Network, Integer> perNetwork = new HashMap<>();
  private final Set<Visit> visits = new HashSet<>();
  private int permits;
  private int served;
  private boolean woken;
  private boolean closed;

  Admission(ListenerSettings settings, int refusals) {
    this.mostConnections = settings.mostConnections();
    this.mostPerAddress = settings.mostPerAddress();
    this.uncounted = settings.uncounted();
    this.permits = mostConnections + refusals;
  }

  /** Takes a permit; waits for one, or for {@link #wake}. */
  void awaitPermit() {
    lock.lock();
    try {
      while (permits == 0 && !woken) {
        permitBack.awaitUninterruptibly();
      }
      permits--;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a permit if there is one. */
  boolean tryPermit() {
    lock.lock();
    try {
      if (permits == 0) {
        return false;
      }
      permits--;
      return true;
    } finally {
      lock.unlock();
    }
  }

  boolean hasPermit() {
    lock.lock();
    try {
      return permits > 0;
    } finally {
      lock.unlock();
    }
  }

  void givePermitBack() {
    lock.lock();
    try {
      permits++;
      permitBack.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Lets {@link #awaitPermit} go for good: there is nothing to be accepted any more. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      permitBack.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Counts a connection that was accepted with a permit. */
  Visit admit(ChannelConnection connection) {
    Endpoint peer = connection.peer();
    Network from = Network.of(peer.address());
    boolean counts = !peer.isUnixSocket() && !AddressRange.contain(uncounted, peer.address());
    lock.lock();
    try {
      int others = perNetwork.getOrDefault(from, 0);
      Optional<Listener.Refusal> refusal = Optional.empty();
      if (served >= mostConnections) {
        refusal = Optional.of(Listener.Refusal.TOO_MANY_CONNECTIONS);
      } else if (counts && others >= mostPerAddress) {
        refusal = Optional.of(Listener.Refusal.TOO_MANY_FROM_ADDRESS);
      } else {
        served++;
        perNetwork.put(from, others + 1);
      }
      Visit visit = new Visit(connection, from, refusal);
      visits.add(visit);
      if (closed) {
        connection.close(); // it came between the end of accepting and this
      }
      return visit;
    } finally {
      lock.unlock();
    }
  }

  private void leave(Visit visit) {
    lock.lock();
    try {
      visits.remove(visit);
      if (visit.refusal.isEmpty()) {
        served--;
        perNetwork.computeIfPresent(visit.from, (from, count) -> count == 1 ? null : count - 1);
      }
      permits++;
      permitBack.signal();
      if (visits.isEmpty()) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  int served() {
    lock.lock();
    try {
      return served;
    } finally {
      lock.unlock();
    }
  }

  boolean awaitIdle(Deadline deadline) {
    lock.lock();
    try {
      while (!visits.isEmpty()) {
        long left = deadline.remainingNanos();
        if (left == 0) {
          return false;
        }
        idle.await(left, TimeUnit.NANOSECONDS);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  void closeAll() {
    List<Visit> open;
    lock.lock();
    try {
      closed = true;
      open = List.copyOf(visits);
    } finally {
      lock.unlock();
    }
    for (Visit visit : open) {
      visit.connection.close();
    }
  }
}
