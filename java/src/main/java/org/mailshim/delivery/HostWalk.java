package org.mailshim.delivery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailshim.dns.HostAddresses;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.TransportException;

/**
 * Goes through the hosts of a destination and the addresses of each, once, and connects to the next
 * one that answers (RFC 5321 section 5.1).
 *
 * <p>A host's addresses are looked up when its turn comes. At most {@value #MOST_CONNECTIONS}
 * addresses are tried, since every one may cost a full time-out. For one thread.
 */
final class HostWalk {

  private static final int MOST_CONNECTIONS = 16;

  private final Deque<Host> hosts;
  private final Deque<InetSocketAddress> addresses = new ArrayDeque<>();
  private final Context context;
  private int connections;
  private @Nullable Verdict verdict;

  HostWalk(List<Host> hosts, Context context) {
    this.hosts = new ArrayDeque<>(hosts);
    this.context = context;
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
        Optional<Connection> connection = begin(hosts.remove());
        if (connection.isPresent()) {
          return connection;
        }
      } else if (connections == MOST_CONNECTIONS) {
        return Optional.empty();
      } else {
        InetSocketAddress address = addresses.remove();
        Optional<Connection> connection = dial(address);
        if (connection.isPresent()) {
          return connection;
        }
      }
    }
    verdict = Verdict.cancelled("cancelled", Verdict.CONNECTING);
    return Optional.empty();
  }

  /** A host that was reached has turned out to be of no use; remembered for {@link #verdict}. */
  void failed(Verdict reason) {
    Verdict before = verdict;
    verdict = before == null ? reason : before.and(reason);
  }

  /**
   * Why there is no connection.
   *
   * @throws IllegalStateException if nothing has failed yet
   */
  Verdict verdict() {
    Verdict reason = verdict;
    if (reason == null) {
      throw new IllegalStateException("no host has failed");
    }
    return reason;
  }

  private Optional<Connection> begin(Host host) {
    switch (host) {
      case Host.Literal literal ->
          addresses.add(
              new InetSocketAddress(literal.address(), context.settings().mailExchangerPort()));
      case Host.Exchanger exchanger -> lookUp(exchanger.name());
      case Host.Smart server -> {
        return dial(server);
      }
    }
    return Optional.empty();
  }

  private void lookUp(String host) {
    String stage = "looking up the address of " + host;
    switch (addresses(host)) {
      case HostAddresses.Found found -> {
        for (InetAddress address : found.addresses()) {
          addresses.add(
              new InetSocketAddress(named(host, address), context.settings().mailExchangerPort()));
        }
      }
      case HostAddresses.None none ->
          failed(Verdict.never(Cause.NAME, 4, 4, host + " has no address", stage));
      case HostAddresses.TemporaryFailure failure ->
          failed(Verdict.later(Cause.NAME, 4, 3, failure.reason(), stage));
    }
  }

  private HostAddresses addresses(String host) {
    InterruptOnCancel interrupting = new InterruptOnCancel(context.cancellation());
    try {
      return context.resolver().addresses(host, context.settings().addressFamily());
    } finally {
      interrupting.end();
    }
  }

  /** The address under the name that was asked for, which then stands in messages. */
  private static InetAddress named(String host, InetAddress address) {
    try {
      return InetAddress.getByAddress(host, address.getAddress());
    } catch (UnknownHostException e) {
      throw new AssertionError("an address has 4 or 16 octets", e);
    }
  }

  private Optional<Connection> dial(InetSocketAddress address) {
    connections++;
    context.observer().connecting(address.getHostString());
    try {
      Deadline deadline = Deadline.after(context.settings().connectTimeout());
      return Optional.of(context.dialer().dial(address, deadline, context.cancellation()));
    } catch (TransportException e) {
      failed(Verdict.of(e));
      return Optional.empty();
    }
  }

  private Optional<Connection> dial(Host.Smart server) {
    context.observer().connecting(server.name());
    try {
      Deadline deadline = Deadline.after(context.settings().connectTimeout());
      return Optional.of(
          context.dialer().dial(server.name(), server.port(), deadline, context.cancellation()));
    } catch (TransportException e) {
      failed(Verdict.of(e));
      return Optional.empty();
    }
  }
}
