package org.mailshim.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How to reach the DNS.
 *
 * @param servers recursive name servers in the order in which to ask them; empty for those of the
 *     system ({@code /etc/resolv.conf}, or what Windows has configured)
 * @param timeout for one look-up from the question to the last retry; divided among the servers,
 *     each of which is asked twice
 * @param overTcp whether to ask over TCP only. Otherwise UDP, and TCP after a truncated answer
 * @param implicitMx whether a domain without MX record is its own mail exchanger (RFC 5321 section
 *     5.1)
 * @param mostExchangers mail exchangers of a domain that are reported at most, the preferred ones
 */
public record DnsSettings(
    List<InetSocketAddress> servers,
    Duration timeout,
    boolean overTcp,
    boolean implicitMx,
    int mostExchangers) {
  /** More than any real domain has; a bound on what one hostile domain can make us try. */
  public static final int MOST_EXCHANGERS = 32;

  private static final int PORT = 53;
  private static final int HIGHEST_PORT = 65535;

  /** The system's servers, 10 seconds, UDP first, implicit MX as the RFC has it. */
  public static final DnsSettings DEFAULT =
      new DnsSettings(List.of(), Duration.ofSeconds(10), false, true);

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if the time-out is not positive, or the number not between 1
   *     and {@link #MOST_EXCHANGERS}
   */
  public DnsSettings {
    servers = List.copyOf(servers);
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("time-out " + timeout + " is not positive");
    }
    if (mostExchangers < 1 || mostExchangers > MOST_EXCHANGERS) {
      throw new IllegalArgumentException(mostExchangers + " mail exchangers");
    }
  }

  /** With all mail exchangers that there may be. */
  public DnsSettings(
      List<InetSocketAddress> servers, Duration timeout, boolean overTcp, boolean implicitMx) {
    this(servers, timeout, overTcp, implicitMx, MOST_EXCHANGERS);
  }

  /** These with another number of mail exchangers. */
  public DnsSettings withMostExchangers(int number) {
    return new DnsSettings(servers, timeout, overTcp, implicitMx, number);
  }

  /**
   * Reads a name server as people write it: {@code 192.0.2.53}, {@code 192.0.2.53:5353}, {@code
   * 2001:db8::53}, {@code [2001:db8::53]:5353}. Never a name: who would look it up?
   *
   * @param text the address and optionally a port, 53 if absent
   * @throws IllegalArgumentException if the text is not of that form
   */
  public static InetSocketAddress server(String text) {
    int close = text.lastIndexOf(']');
    int colon = text.lastIndexOf(':');
    boolean bareIpv6 = close < 0 && colon != text.indexOf(':');
    boolean hasPort = colon > close && !bareIpv6;
    String address = hasPort ? text.substring(0, colon) : text;
    int port = hasPort ? port(text, colon + 1) : PORT;
    try {
      InetAddress literal = InetAddress.ofLiteral(address);
      // InetAddress reads "53" as 0.0.0.53, as inet_aton does.
      if (bareIpv6 || close >= 0 || literal.getHostAddress().equals(address)) {
        return new InetSocketAddress(literal, port);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not the IP address of a name server: " + text, e);
    }
    throw new IllegalArgumentException("not the IP address of a name server: " + text);
  }

  private static int port(String text, int from) {
    try {
      int port = Integer.parseInt(text, from, text.length(), 10);
      if (port >= 1 && port <= HIGHEST_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not the port of a name server: " + text, e);
    }
    throw new IllegalArgumentException("not the port of a name server: " + text);
  }
}
