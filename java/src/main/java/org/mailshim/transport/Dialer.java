package org.mailshim.transport;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.AddressFamily;
import org.mailshim.address.PrintableText;

/**
 * Connects to a host: checks the target, finds its addresses, tries them in turn.
 *
 * <p>That can be had in one, by {@link #dial(String, int, Deadline)}; or in steps, for a caller who
 * wants to try the next address also when a server that was reached is of no use: {@link
 * #endpoints} and {@link #dial(Endpoint, Deadline, Cancellation)}.
 *
 * <p>In one, the first connection that stands is the result. The time that is left is divided
 * evenly over the addresses not yet tried, so that one that does not answer leaves its share to the
 * others; at most {@value #MOST_ADDRESSES} are tried. When all fail, the exception names every one
 * with its reason, and is of their common kind, or {@link TransportException.Unreachable} when they
 * differ.
 *
 * <p>Immutable; any thread, though a virtual thread is only as good as the resolver allows.
 */
public final class Dialer {
  private static final int MOST_ADDRESSES = 16;
  private static final int LONGEST_HOST = 255;
  private static final int LONGEST_SHOWN = 64;

  private final HostResolver resolver;
  private final DialerSettings settings;

  /** Looks hosts up with {@code resolver} and connects directly. */
  public Dialer(HostResolver resolver) {
    this(resolver, DialerSettings.direct());
  }

  /** Looks hosts up with {@code resolver} and connects as {@code settings} say. */
  public Dialer(HostResolver resolver, DialerSettings settings) {
    this.resolver = resolver;
    this.settings = settings;
  }

  /** As the longer form, without a way to cancel it. */
  public Connection dial(String host, int port, Deadline deadline) {
    return dial(host, port, deadline, new Cancellation());
  }

  /**
   * Connects to {@code host}.
   *
   * @param host a host name (in Unicode or as A-labels), an IPv4 literal, or an IPv6 literal with
   *     or without brackets
   * @param port 1 to 65535
   * @param deadline for look-up and connecting together
   * @param cancellation ends the attempt, and later the connection
   * @throws TransportException as {@link #endpoints} and {@link PlainConnection#connect}
   */
  public Connection dial(String host, int port, Deadline deadline, Cancellation cancellation) {
    return dial(
        endpoints(host, port, AddressFamily.ANY, deadline, cancellation), deadline, cancellation);
  }

  /**
   * Checks a target and finds its addresses, without connecting.
   *
   * @param host as in {@link #dial(String, int, Deadline, Cancellation)}
   * @param port 1 to 65535
   * @param family which addresses are wanted
   * @param deadline for the look-up
   * @param cancellation ends the look-up
   * @return at least one and at most {@value #MOST_ADDRESSES}, in the order in which to try them
   * @throws TransportException.InvalidTarget for what cannot be a host or port; before any I/O
   * @throws TransportException.UnknownHost when the host has no address, or none of the family
   * @throws TransportException.TimedOut when the deadline passes
   * @throws TransportException.Cancelled when {@code cancellation} was or is used
   */
  public List<Endpoint> endpoints(
      String host, int port, AddressFamily family, Deadline deadline, Cancellation cancellation) {
    String name = checked(host, port);
    List<InetAddress> found = resolver.addresses(name, deadline, cancellation);
    List<Endpoint> endpoints = new ArrayList<>(found.size());
    for (InetAddress address : found) {
      if (family.has(address) && endpoints.size() < MOST_ADDRESSES) {
        endpoints.add(new Endpoint(withoutBrackets(name), address, port));
      }
    }
    if (endpoints.isEmpty()) {
      throw new TransportException.UnknownHost(name + ":" + port, "has no address of " + family);
    }
    return endpoints;
  }

  /**
   * Connects to one address.
   *
   * @param target whose host is used in messages only
   * @throws TransportException.InvalidTarget for port 0
   * @throws TransportException as {@link PlainConnection#connect}
   */
  public Connection dial(Endpoint target, Deadline deadline, Cancellation cancellation) {
    checkPort(target.host(), target.port());
    return PlainConnection.connect(target, deadline, cancellation);
  }

  /**
   * Connects to a Unix socket; no proxy applies.
   *
   * @throws TransportException.Refused when nobody listens there
   * @throws TransportException.Unreachable when we may not, or there are no Unix sockets here
   * @throws TransportException.TimedOut when the listener's queue stays full until the deadline
   * @throws TransportException.Cancelled when {@code cancellation} was or is used
   */
  public Connection dial(Path socket, Deadline deadline, Cancellation cancellation) {
    return UnixAttempt.connect(UnixDomainSocketAddress.of(socket), deadline, cancellation);
  }

  private static Connection dial(
      List<Endpoint> endpoints, Deadline deadline, Cancellation cancellation) {
    List<TransportException> failures = new ArrayList<>(endpoints.size());
    for (int i = 0; i < endpoints.size(); i++) {
      try {
        Deadline share = deadline.share(endpoints.size() - i);
        return PlainConnection.connect(endpoints.get(i), share, cancellation);
      } catch (TransportException.Cancelled e) {
        throw e;
      } catch (TransportException e) {
        failures.add(e);
      }
    }
    throw failures.size() == 1 ? failures.getFirst() : together(endpoints, failures);
  }

  private static TransportException together(
      List<Endpoint> endpoints, List<TransportException> failures) {
    TransportException first = failures.getFirst();
    boolean alike = true;
    var reasons = new StringBuilder("no address answered: ");
    for (int i = 0; i < failures.size(); i++) {
      TransportException failure = failures.get(i);
      alike &= failure.getClass() == first.getClass();
      reasons.append(i == 0 ? "[" : "; [").append(endpoints.get(i).address().getHostAddress());
      reasons.append("] ").append(failure.reason());
    }
    String peer = endpoints.getFirst().host() + ":" + endpoints.getFirst().port();
    Throwable cause = failures.getLast().getCause();
    return joined(alike ? first : null, peer, reasons.toString(), cause);
  }

  private static TransportException joined(
      @Nullable TransportException kind, String peer, String reasons, @Nullable Throwable cause) {
    return switch (kind) {
      case TransportException.Refused r -> new TransportException.Refused(peer, reasons, cause);
      case TransportException.TimedOut t -> new TransportException.TimedOut(peer, reasons);
      case null, default -> new TransportException.Unreachable(peer, reasons, cause);
    };
  }

  /** The host as the resolver should see it: ASCII, of possible length and form. */
  private static String checked(String host, int port) {
    checkPort(host, port);
    String name = host;
    boolean plain = true;
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c <= ' ' || c == 0x7f) {
        throw invalid(host, port, "is no host name: it has a control character or a space");
      }
      plain &= c < 0x80;
    }
    if (!plain && host.length() <= LONGEST_HOST) {
      name = ascii(host, port);
    }
    if (name.isEmpty() || name.length() > LONGEST_HOST) {
      throw invalid(host, port, "is no host name: it has " + name.length() + " characters");
    }
    if (AddressLiterals.isBroken(name)) {
      throw invalid(host, port, "is neither a host name nor an IP address");
    }
    return name;
  }

  private static String ascii(String host, int port) {
    try {
      return IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException e) {
      throw invalid(host, port, "is no internationalized host name");
    }
  }

  private static void checkPort(String host, int port) {
    if (port < 1 || port > 65535) {
      throw invalid(host, port, "is no port to connect to");
    }
  }

  private static TransportException invalid(String host, int port, String reason) {
    return new TransportException.InvalidTarget(shown(host) + ":" + port, reason);
  }

  private static String shown(String host) {
    return PrintableText.of(host, LONGEST_SHOWN);
  }

  private static String withoutBrackets(String name) {
    return name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
  }
}
