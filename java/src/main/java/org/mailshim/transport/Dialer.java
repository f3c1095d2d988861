package org.mailshim.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.ALabels;
import org.mailshim.address.AddressFamily;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.PrintableText;

/**
 * Connects to a host: checks the target, finds its addresses, tries them.
 *
 * <p>That can be had in one, by {@link #dial(String, int, Deadline)}; or in steps, for a caller who
 * wants to try the next address also when a server that was reached is of no use: {@link
 * #endpoints} and {@link #dial(Endpoint, Deadline, Cancellation)}.
 *
 * <p>In one, the addresses race as RFC 8305 has it ("happy eyeballs"): IPv6 and IPv4 take turns,
 * the next one starts when the one before has failed or kept silent for {@link
 * DialerSettings#attemptDelay}, and the first connection that stands is the result; at most {@value
 * #MOST_ADDRESSES} are tried. When all fail, the exception names every one with its reason, and is
 * of their common kind, or {@link TransportException.Unreachable} when they differ.
 *
 * <p>Behind a {@link Proxy} the proxy is connected to so, and told the target: a host's name, which
 * it looks up itself, or an address from {@link #dial(Endpoint, Deadline, Cancellation)}. The
 * connection's {@link Connection#peer} is the target, with the proxy's address when only the proxy
 * knows the target's.
 *
 * <p>Immutable; any thread, though a virtual thread is only as good as the resolver allows.
 */
public final class Dialer {
  private static final int MOST_ADDRESSES = 16;
  private static final int LONGEST_HOST = 255;
  private static final int LONGEST_SHOWN = 64;

  private final HostResolver resolver;
  private final DialerSettings settings;
  private final ProxyRules rules;

  /** Looks hosts up with {@code resolver} and connects directly. */
  public Dialer(HostResolver resolver) {
    this(resolver, DialerSettings.direct());
  }

  /** Looks hosts up with {@code resolver} and connects as {@code settings} say. */
  public Dialer(HostResolver resolver, DialerSettings settings) {
    this(resolver, settings, ProxyRules.all(settings));
  }

  /**
   * Looks hosts up with {@code resolver} and connects as {@code rules} say. Who is not told in
   * which direction ({@link #towards}) takes it for {@link Direction#SMART_HOSTS}.
   */
  public Dialer(HostResolver resolver, ProxyRules rules) {
    this(resolver, rules.smartHosts(), rules);
  }

  private Dialer(HostResolver resolver, DialerSettings settings, ProxyRules rules) {
    this.resolver = resolver;
    this.settings = settings;
    this.rules = rules;
  }

  /**
   * The dialer for connections of one kind.
   *
   * @param direction what they are for
   * @return this, where the rules make no difference
   */
  public Dialer towards(Direction direction) {
    DialerSettings wanted = rules.of(direction);
    return wanted == settings ? this : new Dialer(resolver, wanted, rules);
  }

  /**
   * Whether a proxy connects us to this host, so that nobody needs to know its address here.
   *
   * @param host a host name or literal
   */
  public boolean isProxied(String host) {
    return !isDirect() && !settings.bypass().covers(host);
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
   * @throws TransportException.ProxyFailed when the proxy cannot be reached, or does not serve us
   * @throws TransportException as {@link #endpoints} and {@link PlainConnection#connect}
   */
  public Connection dial(String host, int port, Deadline deadline, Cancellation cancellation) {
    String name = checked(host, port);
    if (!isProxied(name)) {
      return direct(name, port, deadline, cancellation);
    }
    return proxied(withoutBrackets(name), port, Optional.empty(), deadline, cancellation);
  }

  private boolean isDirect() {
    return settings.proxy() instanceof Proxy.None;
  }

  private PlainConnection direct(
      String host, int port, Deadline deadline, Cancellation cancellation) {
    List<Endpoint> endpoints = lookUp(host, port, family(), deadline, cancellation);
    return new HappyEyeballs(endpoints, settings.source(), settings.attemptDelay(), deadline)
        .connect(cancellation);
  }

  /** The family that the source address can reach. */
  private AddressFamily family() {
    if (settings.source().isEmpty()) {
      return AddressFamily.ANY;
    }
    return settings.source().get() instanceof Inet4Address
        ? AddressFamily.IPV4
        : AddressFamily.IPV6;
  }

  private Connection proxied(
      String host,
      int port,
      Optional<Endpoint> known,
      Deadline deadline,
      Cancellation cancellation) {
    return switch (settings.proxy()) {
      case Proxy.None n -> throw new AssertionError("no proxy to go through");
      case Proxy.HttpConnect http -> {
        ProxyTalk talk = reach(http.host(), http.port(), host, port, deadline, cancellation);
        yield talk.connectedBy(new HttpConnectTalk(http, talk), known);
      }
      case Proxy.Socks4a socks -> {
        ProxyTalk talk = reach(socks.host(), socks.port(), host, port, deadline, cancellation);
        yield talk.connectedBy(new Socks4aTalk(socks, talk), known);
      }
      case Proxy.Socks5 socks -> {
        ProxyTalk talk = reach(socks.host(), socks.port(), host, port, deadline, cancellation);
        yield talk.connectedBy(new Socks5Talk(socks, talk), known);
      }
    };
  }

  /** Connects to the proxy itself. */
  private ProxyTalk reach(
      String proxy,
      int proxyPort,
      String host,
      int port,
      Deadline deadline,
      Cancellation cancellation) {
    String target = host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    String who = target + " through the proxy " + shown(proxy) + ":" + proxyPort;
    try {
      PlainConnection connection =
          direct(checked(proxy, proxyPort), proxyPort, deadline, cancellation);
      return new ProxyTalk(connection, host, port, who, deadline);
    } catch (TransportException.TimedOut e) {
      throw new TransportException.TimedOut(who, "the proxy did not answer: " + e.reason());
    } catch (TransportException.Cancelled | TransportException.InvalidTarget e) {
      throw e;
    } catch (TransportException e) {
      throw new TransportException.ProxyFailed(who, "the proxy cannot be reached: " + e.reason());
    }
  }

  /**
   * Checks a target and finds its addresses, without connecting. The address of a host that a proxy
   * connects us to is the proxy's to find: then there is one endpoint, with the name only.
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
    if (isProxied(name) && AddressLiterals.parse(name).isEmpty()) {
      return List.of(Endpoint.ofName(name, port));
    }
    return lookUp(name, port, family, deadline, cancellation);
  }

  private List<Endpoint> lookUp(
      String name, int port, AddressFamily family, Deadline deadline, Cancellation cancellation) {
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
   * Connects to one address, or to a host whose address only the proxy knows.
   *
   * @param target whose host is used in messages, and to find out whether the proxy applies
   * @throws TransportException.InvalidTarget for port 0
   * @throws TransportException.ProxyFailed when the proxy cannot be reached, or does not serve us
   * @throws TransportException as {@link PlainConnection#connect}
   */
  public Connection dial(Endpoint target, Deadline deadline, Cancellation cancellation) {
    checkPort(target.host(), target.port());
    if (target.isNameOnly()) {
      return dial(target.host(), target.port(), deadline, cancellation);
    }
    if (isDirect()
        || settings.bypass().covers(target.address())
        || settings.bypass().covers(target.host())) {
      return PlainConnection.connect(target, settings.source(), deadline, cancellation);
    }
    String address = target.address().getHostAddress();
    return proxied(address, target.port(), Optional.of(target), deadline, cancellation);
  }

  /**
   * Connects to whichever of several addresses of one host answers first (RFC 8305 §5). Through a
   * proxy only the first is tried.
   *
   * @param targets at least one, all with the same host and port, in the order in which to try them
   * @param deadline for all of them together
   * @throws TransportException as {@link #dial(Endpoint, Deadline, Cancellation)}; when all fail,
   *     naming every one with its reason
   */
  public Connection dial(List<Endpoint> targets, Deadline deadline, Cancellation cancellation) {
    Endpoint first = targets.getFirst();
    if (targets.size() == 1 || !isDirect()) {
      return dial(first, deadline, cancellation);
    }
    checkPort(first.host(), first.port());
    return new HappyEyeballs(targets, settings.source(), settings.attemptDelay(), deadline)
        .connect(cancellation);
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

  /**
   * Refuses at once, without a look-up, what {@link #dial} would refuse in any case.
   *
   * @param host a host name or literal
   * @param port the port
   * @throws TransportException when the host cannot be one, or the port is none
   */
  public static void check(String host, int port) {
    checked(host, port);
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
      return ALabels.of(host);
    } catch (AddressSyntaxException e) {
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
