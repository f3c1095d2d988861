package org.mailshim.transport;

import java.util.Optional;

/**
 * A connection to a proxy while the proxy is told where to connect us to.
 *
 * <p>Nothing is read beyond the proxy's last word: what comes next is already the target's, and its
 * greeting may come in the same packet. So everything is read by its exact length, or octet by
 * octet where that is not known.
 */
final class ProxyTalk {
  /** The protocol of one kind of proxy. */
  interface Protocol {
    /** Talks until the target is connected, or throws. */
    void connect();
  }

  private final PlainConnection connection;
  private final String host;
  private final int port;
  private final String who;

  /**
   * Begins.
   *
   * @param connection to the proxy
   * @param host the target: a name or a literal without brackets
   * @param port its port
   * @param who target and proxy, for messages
   * @param deadline for the talk
   */
  ProxyTalk(PlainConnection connection, String host, int port, String who, Deadline deadline) {
    this.connection = connection;
    this.host = host;
    this.port = port;
    this.who = who;
    connection.deadline(deadline);
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  /**
   * Talks, and hands the connection over; closes it on failure.
   *
   * @param known the target's own endpoint, when its address is known here
   */
  Connection connectedBy(Protocol protocol, Optional<Endpoint> known) {
    boolean done = false;
    try {
      protocol.connect();
      done = true;
    } catch (TransportException.TimedOut e) {
      throw new TransportException.TimedOut(who, "the proxy did not answer in time");
    } catch (TransportException.Closed e) {
      throw failed("the proxy closed the connection");
    } finally {
      if (!done) {
        connection.close();
      }
    }
    connection.deadline(Deadline.never());
    connection.through(
        known.orElseGet(() -> new Endpoint(host, connection.peer().address(), port)));
    return connection;
  }

  void write(byte[] bytes) {
    connection.write(bytes, 0, bytes.length);
    connection.flush();
  }

  /** Exactly {@code count} octets. */
  byte[] read(int count) {
    byte[] octets = new byte[count];
    int at = 0;
    while (at < count) {
      int more = connection.read(octets, at, count);
      if (more < 0) {
        throw failed("the proxy closed the connection");
      }
      at += more;
    }
    return octets;
  }

  /** The proxy does not serve us, or does not speak its protocol. */
  TransportException failed(String reason) {
    return new TransportException.ProxyFailed(who, reason);
  }

  /** The proxy has tried, and nobody listens at the target. */
  TransportException refused() {
    return new TransportException.Refused(who, "connection refused, says the proxy", null);
  }

  /** The proxy has tried, and the target cannot be reached. */
  TransportException unreachable(String reason) {
    return new TransportException.Unreachable(who, reason, null);
  }
}
