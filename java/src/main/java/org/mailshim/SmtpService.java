package org.mailshim;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.mailshim.authentication.AuthenticationSettings;
import org.mailshim.smtp.server.ServerHooks;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerTls;
import org.mailshim.transport.ListenerSettings;

/**
 * Mail coming in by SMTP at one address: {@link #mx} for other servers, {@link #submission} and
 * {@link #submissions} for users, {@link #lmtp} for a neighbour.
 *
 * <pre>{@code
 * SmtpService.mx(25).at(InetAddress.getLoopbackAddress())
 * SmtpService.submission(587).with(options -> options.withLimits(mine))
 * }</pre>
 *
 * @param where the address, and how many may be served at once
 * @param mode for whom
 * @param tls when TLS is used, provided that the server has a certificate; empty for never
 * @param passwordsInClear whether passwords are taken without TLS: for tests, and for networks
 *     where nobody listens
 * @param hooks what the site says in the sessions, in place of the server's hooks; empty for those
 * @param authentication what this service asks of the messages of strangers, made of what the
 *     server asks
 * @param change the last word on the options of the sessions
 */
public record SmtpService(
    ListenerSettings where,
    ServerMode mode,
    Optional<ServerTls.Use> tls,
    boolean passwordsInClear,
    Optional<ServerHooks> hooks,
    UnaryOperator<AuthenticationSettings> authentication,
    UnaryOperator<ServerOptions> change)
    implements MailService {
  /**
   * Mail from other servers, for the local domains (RFC 5321); STARTTLS where there is a
   * certificate.
   *
   * @param port 25 is the one they come to; 0 for one that the kernel chooses
   */
  public static SmtpService mx(int port) {
    return of(Addresses.everywhere(port), ServerMode.MX, ServerTls.Use.OFFERED);
  }

  /**
   * Mail from users, to anywhere, after STARTTLS and AUTH (RFC 6409).
   *
   * @param port 587 by convention
   */
  public static SmtpService submission(int port) {
    return of(Addresses.everywhere(port), ServerMode.SUBMISSION, ServerTls.Use.REQUIRED);
  }

  /**
   * Mail from users, to anywhere, under TLS from the first octet and after AUTH (RFC 8314 §3.3).
   *
   * @param port 465 by convention
   */
  public static SmtpService submissions(int port) {
    return of(Addresses.everywhere(port), ServerMode.SUBMISSION, ServerTls.Use.IMPLICIT);
  }

  /**
   * Mail from a neighbour on this host, for final delivery (RFC 2033); without TLS.
   *
   * @param socket a Unix socket, made when the service opens
   */
  public static SmtpService lmtp(Path socket) {
    return new SmtpService(
        ListenerSettings.at(socket),
        ServerMode.LMTP,
        Optional.empty(),
        true,
        Optional.empty(),
        UnaryOperator.identity(),
        UnaryOperator.identity());
  }

  private static SmtpService of(ListenerSettings where, ServerMode mode, ServerTls.Use use) {
    return new SmtpService(
        where,
        mode,
        Optional.of(use),
        false,
        Optional.empty(),
        UnaryOperator.identity(),
        UnaryOperator.identity());
  }

  /** This at one address of the host; all of them otherwise. */
  public SmtpService at(InetAddress address) {
    return new SmtpService(
        Addresses.moved(where, address),
        mode,
        tls,
        passwordsInClear,
        hooks,
        authentication,
        change);
  }

  /** This for so many clients at once, of which so many from one address. */
  public SmtpService withConnections(int most, int perAddress) {
    UnaryOperator<ServerOptions> before = change;
    return with(
        options -> {
          ServerOptions changed = before.apply(options);
          return changed.withLimits(changed.limits().withConnections(most, perAddress));
        });
  }

  /** This without TLS, taking passwords in clear. */
  public SmtpService inClear() {
    return new SmtpService(where, mode, Optional.empty(), true, hooks, authentication, change);
  }

  /** This with hooks of its own. */
  public SmtpService withHooks(ServerHooks others) {
    return new SmtpService(
        where, mode, tls, passwordsInClear, Optional.of(others), authentication, change);
  }

  /**
   * This asking otherwise who vouches for the messages of strangers: SPF, DKIM, DMARC.
   *
   * @param other gets what the server asks ({@link MailServerBuilder#authentication}), by itself
   *     nothing, and gives what this service is to ask
   */
  public SmtpService withAuthentication(UnaryOperator<AuthenticationSettings> other) {
    return new SmtpService(where, mode, tls, passwordsInClear, hooks, other, change);
  }

  /**
   * This with options of one's own.
   *
   * @param last gets the options that the server has made and gives those that count; it takes the
   *     place of the one before
   */
  public SmtpService with(UnaryOperator<ServerOptions> last) {
    return new SmtpService(where, mode, tls, passwordsInClear, hooks, authentication, last);
  }
}
