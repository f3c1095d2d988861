package org.mailshim.transport;

import java.net.InetAddress;

/**
 * Which way outgoing connections take, by what they are for: through which proxy, which targets are
 * excepted, from which local address. Immutable, for any thread.
 *
 * <pre>{@code
 * // Mail is sent through SOCKS and fetched through HTTP CONNECT; what is in the house needs neither.
 * ProxyBypass house = ProxyBypass.of(List.of("example.net", "10.0.0.0/8"));
 * ProxyRules rules = ProxyRules.all(DialerSettings.through(socks).withBypass(house))
 *     .with(Direction.MAILBOXES, DialerSettings.through(http).withBypass(house));
 * }</pre>
 *
 * <p>They are a {@link Dialer}'s ({@link Dialer#Dialer(HostResolver, ProxyRules)}); who connects
 * says for what ({@link Dialer#towards}). Questions to name servers are not among them: they go
 * directly, and a host that has no name server within reach sends by a smart host, whose name the
 * proxy looks up.
 *
 * @param mailExchangers for {@link Direction#MAIL_EXCHANGERS}
 * @param smartHosts for {@link Direction#SMART_HOSTS}
 * @param mailboxes for {@link Direction#MAILBOXES}
 */
public record ProxyRules(
    DialerSettings mailExchangers, DialerSettings smartHosts, DialerSettings mailboxes) {

  /** No proxy, from any local address. */
  public static ProxyRules direct() {
    return all(DialerSettings.direct());
  }

  /**
   * The same for all connections.
   *
   * @param settings proxy, exceptions, local address
   * @return the rules
   */
  public static ProxyRules all(DialerSettings settings) {
    return new ProxyRules(settings, settings, settings);
  }

  /**
   * These, but for one direction.
   *
   * @param direction which one
   * @param settings proxy, exceptions, local address for it
   * @return the rules
   */
  public ProxyRules with(Direction direction, DialerSettings settings) {
    return new ProxyRules(
        direction == Direction.MAIL_EXCHANGERS ? settings : mailExchangers,
        direction == Direction.SMART_HOSTS ? settings : smartHosts,
        direction == Direction.MAILBOXES ? settings : mailboxes);
  }

  /**
   * These, from a local address in all directions. Targets of the other address family cannot be
   * reached from it.
   *
   * @param address an address of this machine
   * @return the rules
   */
  public ProxyRules withSource(InetAddress address) {
    return new ProxyRules(
        mailExchangers.withSource(address),
        smartHosts.withSource(address),
        mailboxes.withSource(address));
  }

  /**
   * Which way one direction takes.
   *
   * @param direction which one
   * @return proxy, exceptions, local address
   */
  public DialerSettings of(Direction direction) {
    if (direction == Direction.MAIL_EXCHANGERS) {
      return mailExchangers;
    }
    return direction == Direction.SMART_HOSTS ? smartHosts : mailboxes;
  }
}
