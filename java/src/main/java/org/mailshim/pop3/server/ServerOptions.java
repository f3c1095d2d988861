package org.mailshim.pop3.server;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.mailshim.address.Utf8;

/**
 * What a server is told.
 *
 * @param name the host name, in the greeting and in APOP's time stamps; printable ASCII without
 *     spaces and {@code <>@}
 * @param logins how clients log in
 * @param tls certificates; empty for a server without TLS
 * @param limits how much and how long
 * @param expireDays what EXPIRE tells: how many days messages are kept by whoever clears maildrops;
 *     empty for NEVER. The server itself deletes nothing by age
 * @param loginPause how long a mailbox must rest between two logins (LOGIN-DELAY); zero for no such
 *     rule
 * @param proxies whose connections begin with a PROXY header, of version 1 or 2 (HAProxy's
 *     protocol). From them it is required, from others it is an unknown command
 */
public record ServerOptions(
    String name,
    LoginPolicy logins,
    Optional<ServerTls> tls,
    ServerLimits limits,
    OptionalInt expireDays,
    Duration loginPause,
    Predicate<InetAddress> proxies) {
  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException when it could not stand in a greeting
   */
  public ServerOptions {
    boolean sound = !name.isEmpty() && Utf8.isAscii(name) && Utf8.firstForbidden(name) < 0;
    for (char c : " <>@".toCharArray()) {
      sound &= name.indexOf(c) < 0;
    }
    if (!sound) {
      throw new IllegalArgumentException("no host name: " + name);
    }
  }

  /**
   * A server without TLS, with the usual limits, that keeps mail for ever and trusts no proxy.
   *
   * @param name the host name
   * @param logins how clients log in
   * @return the options
   */
  public static ServerOptions of(String name, LoginPolicy logins) {
    return new ServerOptions(
        name,
        logins,
        Optional.empty(),
        ServerLimits.defaults(),
        OptionalInt.empty(),
        Duration.ZERO,
        address -> false);
  }

  /**
   * These with TLS.
   *
   * @param other certificates and when they are used
   * @return the options
   */
  public ServerOptions withTls(ServerTls other) {
    return new ServerOptions(
        name, logins, Optional.of(other), limits, expireDays, loginPause, proxies);
  }

  /**
   * These with other limits.
   *
   * @param other how much and how long
   * @return the options
   */
  public ServerOptions withLimits(ServerLimits other) {
    return new ServerOptions(name, logins, tls, other, expireDays, loginPause, proxies);
  }

  /**
   * These with what EXPIRE and LOGIN-DELAY tell.
   *
   * @param days how many days messages are kept; empty for ever
   * @param pause how long a mailbox must rest between logins
   * @return the options
   */
  public ServerOptions withRules(OptionalInt days, Duration pause) {
    return new ServerOptions(name, logins, tls, limits, days, pause, proxies);
  }

  /**
   * These with proxies that are believed.
   *
   * @param trusted tells them by their address
   * @return the options
   */
  public ServerOptions withProxies(Predicate<InetAddress> trusted) {
    return new ServerOptions(name, logins, tls, limits, expireDays, loginPause, trusted);
  }
}
