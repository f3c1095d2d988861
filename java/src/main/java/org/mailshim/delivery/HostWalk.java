package org.mailshim.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.TransportException;

/**
 * Goes through the hosts of a destination and the addresses of each, once, and connects to the next
 * one that answers (RFC 5321 section 5.1).
 *
 * <p>That a host is a smart host makes no difference but in who is asked for its addresses ({@link
 * HostLookup}). They are tried one after the other, each with its own time-out, since the caller
 * may be a host program's own thread that hears of every step; at most {@value #MOST_CONNECTIONS},
 * since every one may cost a full time-out. For one thread.
 */
final class HostWalk {

  private static final int MOST_CONNECTIONS = 16;

  private final Deque<Host> hosts;
  private final Deque<Endpoint> addresses = new ArrayDeque<>();
  private final Context context;
  private final HostLookup lookup;
  private int connections;

  /** Connects to the host in hand. */
  private Dialer dialer;

  /** The address that was connected to last; null before. */
  private @Nullable Endpoint current;

  /** About the hosts before the one in hand. */
  private @Nullable Verdict verdict;

  /** About the addresses of the host in hand. */
  private @Nullable Verdict hostVerdict;

  HostWalk(List<Host> hosts, Context context) {
    this.hosts = new ArrayDeque<>(hosts);
    this.context = context;
    this.lookup = new HostLookup(context);
    this.dialer = context.dialer();
  }

  /**
   * Connects to the next address that answers.
   *
   * @return the connection; nothing when no address is left or the attempt is cancelled, and then
   *     {@link #verdict} says why
   */
  Optional<Connection> next() {
    while (!context.cancellation().isRequested()) {
      if (addresses.isEmpty()) {
        if (hosts.isEmpty()) {
          return Optional.empty();
        }
        endHost();
        enter(hosts.remove());
      } else if (connections == MOST_CONNECTIONS) {
        return Optional.empty();
      } else {
        Optional<Connection> connection = dial(addresses.remove());
        if (connection.isPresent()) {
          return connection;
        }
      }
    }
    verdict = Verdict.cancelled("cancelled", Verdict.CONNECTING);
    hostVerdict = null;
    return Optional.empty();
  }

  /** An address that was reached has turned out to be of no use; for {@link #verdict}. */
  void failed(Verdict reason) {
    Verdict before = hostVerdict;
    hostVerdict = before == null ? reason : before.andAtOneHost(reason);
  }

  private void endHost() {
    Verdict before = verdict;
    Verdict last = hostVerdict;
    if (last != null) {
      verdict = before == null ? last : before.and(last);
      hostVerdict = null;
    }
  }

  /**
   * Why there is no connection.
   *
   * @throws IllegalStateException if nothing has failed yet
   */
  Verdict verdict() {
    endHost();
    Verdict reason = verdict;
    if (reason == null) {
      throw new IllegalStateException("no host has failed");
    }
    return reason;
  }

  private void enter(Host host) {
    dialer = context.dialer().towards(host.direction());
    try {
      addresses.addAll(host.endpoints(lookup));
    } catch (HostFailedException e) {
      if (!e.isOurs()) {
        failed(e.verdict());
        return;
      }
      hosts.clear();
      if (verdict == null) {
        failed(e.verdict());
      }
    }
  }

  private Optional<Connection> dial(Endpoint address) {
    connections++;
    try {
      return Optional.of(connect(address));
    } catch (TransportException e) {
      failed(Verdict.of(e));
      return Optional.empty();
    }
  }

  /**
   * Connects once more to the address that {@link #next} has connected to.
   *
   * @throws TransportException when it does not answer
   */
  Connection again() {
    Endpoint address = current;
    if (address == null) {
      throw new AssertionError("nothing was connected to before");
    }
    return connect(address);
  }

  private Connection connect(Endpoint address) {
    current = address;
    context.observer().connecting(address.host());
    Deadline deadline =
        Deadline.after(context.settings().connectTimeout()).earlier(context.deadline());
    return dialer.dial(address, deadline, context.cancellation());
  }
}
