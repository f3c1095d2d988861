package org.mailshim.transport;

import java.net.InetAddress;
import java.util.List;

/**
 * Finds the addresses of a host.
 *
 * <p>This is the look-up of a host that one was told to connect to; what DNS says about mail
 * domains (MX) is another package's matter.
 */
public interface HostResolver {
  /**
   * The addresses, in the order in which they should be tried; at least one.
   *
   * @param host a host name or an address literal, already checked by {@link Dialer}
   * @param deadline when to give up, whatever the system's resolver is doing
   * @param cancellation ends the look-up
   * @throws TransportException.UnknownHost when there are none
   * @throws TransportException.TimedOut when the deadline passes
   * @throws TransportException.Cancelled when {@code cancellation} was or is used
   */
  List<InetAddress> addresses(String host, Deadline deadline, Cancellation cancellation);
}
