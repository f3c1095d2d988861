package org.mailshim.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Connects to whichever of several addresses answers first (RFC 8305 §5).
 *
 * <p>The addresses are tried in their order, IPv6 and IPv4 taking turns (§4). Each attempt has a
 * virtual thread. The next one starts when the one before has failed, or has kept silent for the
 * attempt delay, and runs beside it; the first connection that stands ends all others. A single
 * address is simply connected to, on the calling thread.
 *
 * <p>One use, by one thread.
 */
final class HappyEyeballs {
  private final List<Endpoint> endpoints;
  private final Optional<InetAddress> source;
  private final long delayNanos;
  private final Deadline deadline;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Cancellation attempts = new Cancellation();

  /** By attempt; null as long as that has not failed. */
  private final @Nullable TransportException[] failures;

  private int started;
  private long lastStart;
  private int failed;
  private boolean over;
  private @Nullable PlainConnection winner;

  HappyEyeballs(
      List<Endpoint> endpoints,
      Optional<InetAddress> source,
      Duration attemptDelay,
      Deadline deadline) {
    this.endpoints = alternating(endpoints);
    this.source = source;
    this.delayNanos = attemptDelay.toNanos();
    this.deadline = deadline;
    this.failures = new TransportException[endpoints.size()];
  }

  /** The same endpoints, the families taking turns; the first one stays first. */
  static List<Endpoint> alternating(List<Endpoint> endpoints) {
    List<Endpoint> ordered = new ArrayList<>(endpoints.size());
    List<Endpoint> rest = new ArrayList<>(endpoints);
    boolean ipv6 = isIpv6(endpoints.getFirst());
    while (!rest.isEmpty()) {
      Endpoint next = firstOf(rest, ipv6);
      rest.remove(next);
      ordered.add(next);
      ipv6 = !isIpv6(next);
    }
    return ordered;
  }

  private static Endpoint firstOf(List<Endpoint> endpoints, boolean ipv6) {
    for (Endpoint endpoint : endpoints) {
      if (isIpv6(endpoint) == ipv6) {
        return endpoint;
      }
    }
    return endpoints.getFirst();
  }

  private static boolean isIpv6(Endpoint endpoint) {
    return endpoint.address() instanceof Inet6Address;
  }

  /**
   * The connection; it starts without a deadline.
   *
   * @throws TransportException when all fail: naming every one with its reason, and of their common
   *     kind, or {@link TransportException.Unreachable} when they differ
   * @throws TransportException.Cancelled when {@code cancellation} was or is used, or the thread is
   *     interrupted
   */
  PlainConnection connect(Cancellation cancellation) {
    if (endpoints.size() == 1) {
      return PlainConnection.connect(endpoints.getFirst(), source, deadline, cancellation);
    }
    Cancellation.Target stop = this::stop;
    cancellation.attach(stop);
    try {
      PlainConnection connection = race();
      connection.moveTo(cancellation);
      return connection;
    } finally {
      cancellation.detach(stop);
      attempts.cancel();
    }
  }

  private void stop() {
    lock.lock();
    try {
      over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Starts the attempts one by one and waits for the end. */
  private PlainConnection race() {
    lock.lock();
    try {
      while (!over && failed < endpoints.size()) {
        long wait = nanosToNext();
        if (wait > 0) {
          changed.awaitNanos(wait);
        } else {
          start(started++);
        }
      }
      PlainConnection connection = winner;
      if (connection != null) {
        return connection;
      }
      throw over ? new TransportException.Cancelled(name()) : failure();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closeWinner();
      throw new TransportException.Cancelled(name());
    } finally {
      over = true;
      lock.unlock();
    }
  }

  /** One may have come between the interrupt and the lock, which the wait takes again. */
  private void closeWinner() {
    PlainConnection connection = winner;
    if (connection != null) {
      connection.close();
    }
  }

  /** How long the attempts that run have the field for themselves. */
  private long nanosToNext() {
    if (started == endpoints.size()) {
      return Long.MAX_VALUE;
    }
    if (started == 0 || failures[started - 1] != null) {
      return 0;
    }
    return lastStart + delayNanos - System.nanoTime();
  }

  private void start(int index) {
    lastStart = System.nanoTime();
    Thread.ofVirtual().start(() -> attempt(index));
  }

  private void attempt(int index) {
    PlainConnection connection = null;
    TransportException failure = null;
    try {
      connection = PlainConnection.connect(endpoints.get(index), source, deadline, attempts);
    } catch (TransportException e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      failure = new TransportException.Unreachable(name(), "cannot connect: " + e, e);
    }
    lock.lock();
    try {
      if (failure != null) {
        failures[index] = failure;
        failed++;
      } else if (connection != null && !over) {
        connection.moveTo(new Cancellation()); // it is none of those that will be cancelled
        winner = connection;
        over = true;
        connection = null;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (connection != null) {
      connection.close();
    }
  }

  private String name() {
    Endpoint first = endpoints.getFirst();
    return first.host() + ":" + first.port();
  }

  /** All have failed. */
  private TransportException failure() {
    TransportException first = failures[0];
    boolean alike = true;
    var reasons = new StringBuilder("no address answered: ");
    for (int i = 0; i < failures.length; i++) {
      alike &= failures[i].getClass() == first.getClass();
      reasons.append(i == 0 ? "[" : "; [");
      reasons.append(endpoints.get(i).address().getHostAddress()).append("] ");
      reasons.append(failures[i].reason());
    }
    Throwable cause = failures[failures.length - 1].getCause();
    return switch (alike ? first : null) {
      case TransportException.Refused r ->
          new TransportException.Refused(name(), reasons.toString(), cause);
      case TransportException.TimedOut t ->
          new TransportException.TimedOut(name(), reasons.toString());
      case null, default -> new TransportException.Unreachable(name(), reasons.toString(), cause);
    };
  }
}
