package org.mailshim.abi.srv;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailshim.Pop3Service;
import org.mailshim.SmtpService;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.address.AddressList;
import org.mailshim.pop3.server.LoginPolicy;
import org.mailshim.sasl.Mechanism;
import org.mailshim.smtp.server.ServerAuthentication;
import org.mailshim.smtp.server.ServerLimits;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerTimeouts;
import org.mailshim.smtp.server.TrustedPeers;
import org.mailshim.transport.AddressRange;

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
  static SmtpService smtp(SmtpService plain, SmtpRules rules) {
    SmtpService service = plain.withHooks(rules);
    if (!hasCertificate() && passwordsInClear()) {
      service = service.inClear();
    }
    TrustedPeers trusted = new TrustedPeers(proxies(), List.of());
    return service.with(options -> rules.opening(options.withTrusted(trusted)));
  }

  private static List<AddressRange> proxies() {
    List<AddressRange> proxies = new ArrayList<>();
    for (String each : AddressList.words(ClientStream.CONFIGURATION.text(Parameter.PROXY_RANGE))) {
      try {
        proxies.add(AddressRange.parse(each));
      } catch (IllegalArgumentException e) {
        throw new AbiException(ErrorCode.CONFIG, "proxy_range: " + e.getMessage());
      }
    }
    return proxies;
  }

  /** What an SMTP session that begins now is told. */
  static ServerOptions session(ServerOptions options, SrvUsers users) {
    boolean inClear = passwordsInClear();
    boolean isTableEmpty = users.table().isEmpty();
    ServerOptions changed =
        options.withLimits(limits(options.limits())).withTimeouts(timeouts(options.timeouts()));
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

  private static ServerLimits limits(ServerLimits standard) {
    int errors = number(Parameter.MAX_ERR);
    ServerLimits.Session session = standard.session();
    return standard
        .withMessageOctets(number(Parameter.SMTP_MSG_LIMIT))
        .withRecipients(number(Parameter.MAX_RCPT))
        .withConnections(most(Parameter.SMTP_MAX), most(Parameter.SMTP_MAX))
        .with(
            new ServerLimits.Errors(
                Math.min(standard.errors().beforeDelay(), errors),
                errors,
                standard.errors().delay()))
        .with(
            new ServerLimits.Session(
                session.commandLineOctets(),
                session.idleCommands(),
                number(Parameter.MAX_AUTH_ERR),
                session.transactions()));
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
  static Pop3Service pop3(Pop3Service plain, Pop3Requests requests) {
    int most = most(Parameter.POP3_MAX);
    Pop3Service service = plain.withHooks(requests).withConnections(most, most);
    if (!hasCertificate() && passwordsInClear()) {
      service = service.inClear();
    }
    return service.with(requests::opening);
  }

  /** What a POP3 session that begins now is told. */
  static org.mailshim.pop3.server.ServerOptions session(
      org.mailshim.pop3.server.ServerOptions options, SrvUsers users) {
    boolean inClear = passwordsInClear();
    boolean isTableEmpty = users.table().isEmpty();
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
