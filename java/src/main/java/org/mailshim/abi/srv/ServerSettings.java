package org.mailshim.abi.srv;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mailshim.Pop3Service;
import org.mailshim.SmtpService;
import org.mailshim.pop3.server.LoginPolicy;
import org.mailshim.sasl.Mechanism;
import org.mailshim.smtp.server.ServerAuthentication;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerTimeouts;

/** The vendor's parameters as options of servers. Stateless. */
final class ServerSettings {
  /** What a host's callback can check; the table of users can do more. */
  private static final List<Mechanism> PASSWORDS = List.of(Mechanism.PLAIN, Mechanism.LOGIN);

  private static final int NEVER = 0;
  private static final int MOST_CONNECTIONS = 100_000;

  private ServerSettings() {}

  private static int number(Parameter parameter) {
    return ClientStream.CONFIGURATION.number(parameter);
  }

  private static boolean hasCertificate() {
    return number(Parameter.SMTP_TLS) == 1
        && !ClientStream.CONFIGURATION.text(Parameter.TLS_CERT_FILE).isEmpty();
  }

  /** By default passwords need TLS where there is a certificate, and else cannot. */
  private static boolean passwordsInClear() {
    int needsTls = number(Parameter.AUTH_NEED_TLS);
    return needsTls == NEVER || (needsTls < 0 && !hasCertificate());
  }

  /** An SMTP service as the parameters have it. */
  static SmtpService smtp(SmtpService plain, SmtpRequests requests, SrvUsers users) {
    SmtpService service = plain.withHooks(requests);
    boolean inClear = passwordsInClear();
    if (!hasCertificate() && inClear) {
      service = service.inClear();
    }
    boolean isTableEmpty = users.table().isEmpty();
    return service.with(options -> changed(options, inClear, isTableEmpty));
  }

  private static ServerOptions changed(
      ServerOptions options, boolean inClear, boolean isTableEmpty) {
    ServerOptions changed =
        options
            .withLimits(
                options
                    .limits()
                    .withMessageOctets(number(Parameter.SMTP_MSG_LIMIT))
                    .withRecipients(number(Parameter.MAX_RCPT))
                    .withConnections(most(Parameter.SMTP_MAX), most(Parameter.SMTP_MAX)))
            .withTimeouts(timeouts(options.timeouts()));
    Optional<ServerAuthentication> authentication = options.authentication();
    if (authentication.isEmpty()) {
      return changed;
    }
    ServerAuthentication given = authentication.get();
    return changed.withAuthentication(
        new ServerAuthentication(
            given.directory(),
            isTableEmpty ? PASSWORDS : given.mechanisms(),
            inClear,
            given.certificates()));
  }

  private static ServerTimeouts timeouts(ServerTimeouts standard) {
    return new ServerTimeouts(
        standard.greetingDelay(),
        Duration.ofSeconds(number(Parameter.POP_TIMEOUT)),
        standard.data(),
        standard.handshake(),
        standard.lingering());
  }

  /** 0 is no limit but that of what a process can have open. */
  private static int most(Parameter parameter) {
    int most = number(parameter);
    return most == 0 ? MOST_CONNECTIONS : most;
  }

  /** A POP3 service as the parameters have it. */
  static Pop3Service pop3(Pop3Service plain, Pop3Requests requests, SrvUsers users) {
    int most = most(Parameter.POP3_MAX);
    Pop3Service service = plain.withHooks(requests).withConnections(most, most);
    boolean inClear = passwordsInClear();
    if (!hasCertificate() && inClear) {
      service = service.inClear();
    }
    boolean isTableEmpty = users.table().isEmpty();
    return service.with(options -> changed(options, inClear, isTableEmpty));
  }

  private static org.mailshim.pop3.server.ServerOptions changed(
      org.mailshim.pop3.server.ServerOptions options, boolean inClear, boolean isTableEmpty) {
    LoginPolicy given = options.logins();
    var logins =
        new LoginPolicy(
            given.directory(),
            isTableEmpty ? PASSWORDS : given.mechanisms(),
            inClear,
            given.userPass(),
            given.apop(),
            given.certificates(),
            given.maildrops());
    var limits =
        new org.mailshim.pop3.server.ServerLimits(
            number(Parameter.MAX_AUTH_ERR),
            Duration.ofSeconds(number(Parameter.AUTH_DELAY)),
            number(Parameter.MAX_ERR),
            Duration.ofSeconds(number(Parameter.POP_TIMEOUT)),
            Duration.ofSeconds(number(Parameter.POP_TIMEOUT)),
            options.limits().handshake());
    return new org.mailshim.pop3.server.ServerOptions(
        options.name(),
        logins,
        options.tls(),
        limits,
        options.expireDays(),
        options.loginPause(),
        options.proxies());
  }
}
