package org.mailshim;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.mailshim.pop3.server.ServerHooks;
import org.mailshim.pop3.server.ServerOptions;
import org.mailshim.pop3.server.ServerTls;
import org.mailshim.transport.ListenerSettings;

/**
 * Mail being fetched by POP3 at one address: {@link #pop3} or {@link #pop3s}.
 *
 * @param where the address, and how many may be served at once
 * @param tls when TLS is used, provided that the server has a certificate; empty for never
 * @param passwordsInClear whether passwords are taken without TLS: for tests, and for networks
 *     where nobody listens
 * @param hooks what the site says in the sessions, in place of the server's hooks; empty for those
 * @param change the last word on the options of the sessions
 */
public record Pop3Service(
    ListenerSettings where,
    Optional<ServerTls.Use> tls,
    boolean passwordsInClear,
    Optional<ServerHooks> hooks,
    UnaryOperator<ServerOptions> change)
    implements MailService {
  /**
   * With STLS, and logins only after it (RFC 2595).
   *
   * @param port 110 by convention; 0 for one that the kernel chooses
   */
  public static Pop3Service pop3(int port) {
    return of(port, ServerTls.Use.OFFERED);
  }

  /**
   * Under TLS from the first octet (RFC 8314 §3.3).
   *
   * @param port 995 by convention; 0 for one that the kernel chooses
   */
  public static Pop3Service pop3s(int port) {
    return of(port, ServerTls.Use.IMPLICIT);
  }

  private static Pop3Service of(int port, ServerTls.Use use) {
    return new Pop3Service(
        Addresses.everywhere(port),
        Optional.of(use),
        false,
        Optional.empty(),
        UnaryOperator.identity());
  }

  /** This at one address of the host; all of them otherwise. */
  public Pop3Service at(InetAddress address) {
    return new Pop3Service(Addresses.moved(where, address), tls, passwordsInClear, hooks, change);
  }

  /** This for so many clients at once, of which so many from one address. */
  public Pop3Service withConnections(int most, int perAddress) {
    return new Pop3Service(
        where.withLimits(most, perAddress), tls, passwordsInClear, hooks, change);
  }

  /** This without TLS, taking passwords in clear. */
  public Pop3Service inClear() {
    return new Pop3Service(where, Optional.empty(), true, hooks, change);
  }

  /** This with hooks of its own. */
  public Pop3Service withHooks(ServerHooks others) {
    return new Pop3Service(where, tls, passwordsInClear, Optional.of(others), change);
  }

  /**
   * This with options of one's own.
   *
   * @param last gets the options that the server has made and gives those that count; it takes the
   *     place of the one before
   */
  public Pop3Service with(UnaryOperator<ServerOptions> last) {
    return new Pop3Service(where, tls, passwordsInClear, hooks, last);
  }
}
