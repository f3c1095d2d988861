package org.mailshim.abi.srv;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.HostLog;
import org.mailshim.authentication.AuthenticatingSink;
import org.mailshim.authentication.AuthenticationSettings;
import org.mailshim.authentication.DkimSigners;
import org.mailshim.authentication.DkimSigningSink;
import org.mailshim.dns.DnsClients;
import org.mailshim.dns.DnsResolver;
import org.mailshim.filter.ClamdFilter;
import org.mailshim.filter.FilterDaemon;
import org.mailshim.filter.FilterSink;
import org.mailshim.filter.MessageFilter;
import org.mailshim.filter.ProgramFilter;
import org.mailshim.filter.SpamdFilter;
import org.mailshim.policy.Policy;
import org.mailshim.program.Program;
import org.mailshim.queue.Spool;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.transport.AddressRange;

/**
 * The way of received messages into the queue, as the parameters have it at each message: who
 * vouches for a stranger's is asked ({@code spf}, {@code dkim}, {@code dmarc}), filters look at it
 * ({@code antivirus}, {@code spamfltr}), and users' messages are signed ({@code dkim_key}). Any
 * thread.
 */
final class SmtpSink implements MailSink {
  private static final int OCTET_BITS = 8;

  private final Configuration configuration;
  private final SrvPolicy policies;
  private final MailSink queue;
  private final DnsClients nameServers = new DnsClients();
  private final ByRevision<Made> made;

  /** What was made of the parameters. */
  private record Made(
      AuthenticationSettings authentication, List<MessageFilter> filters, DkimSigners signers) {
    boolean isPlain() {
      return authentication.isOff() && filters.isEmpty() && signers.isEmpty();
    }
  }

  /**
   * Puts all that before the queue.
   *
   * @param policies tell whom mail is relayed for, who is asked nothing
   */
  SmtpSink(Configuration configuration, SrvPolicy policies, MailSink queue) {
    this.configuration = configuration;
    this.policies = policies;
    this.queue = queue;
    var nothing =
        new Made(AuthenticationSettings.off(LocalMail.NAMELESS), List.of(), DkimSigners.NONE);
    this.made = new ByRevision<>(configuration, new ReentrantLock(), nothing, this::make);
  }

  @Override
  public Set<EhloKeyword> honours() {
    return queue.honours();
  }

  @Override
  public Receiving open(SessionFacts session, ReceivedEnvelope envelope) {
    Made current = made.now();
    return (current.isPlain() ? queue : way(current, session)).open(session, envelope);
  }

  private MailSink way(Made current, SessionFacts session) {
    List<AddressRange> neighbours = neighbours(session);
    MailSink sink = queue;
    if (!current.signers.isEmpty()) {
      sink = new DkimSigningSink(current.signers, neighbours, Spool::new, sink);
    }
    if (!current.filters.isEmpty()) {
      sink = new FilterSink(current.filters, false, Spool::new, sink);
    }
    if (!current.authentication.isOff()) {
      var resolver =
          new DnsResolver(SrvEngine.options(configuration).dns(), SrvEngine.RANDOM, nameServers);
      sink =
          new AuthenticatingSink(
              current.authentication.withTrusted(neighbours),
              resolver,
              SrvEngine.CLOCK,
              SrvEngine.RANDOM,
              Spool::new,
              sink);
    }
    return sink;
  }

  /** The client itself, if it may send anywhere. */
  private List<AddressRange> neighbours(SessionFacts session) {
    Optional<Policy> policy = policies.now();
    if (policy.isEmpty() || !policy.get().mayRelay(session)) {
      return List.of();
    }
    var client = session.peer().address();
    return List.of(new AddressRange(client, OCTET_BITS * client.getAddress().length));
  }

  /** What cannot be used leaves things as they were; that is said once. */
  private Made make(Made before) {
    try {
      return new Made(authentication(), filters(), Signatures.signers(configuration));
    } catch (RuntimeException e) {
      HostLog.log(
          HostLog.Level.WARNING,
          "SPF, DKIM, DMARC and filters of the servers stay as they were: " + e.getMessage());
      return before;
    }
  }

  private AuthenticationSettings authentication() {
    String name = configuration.text(Parameter.SMTP_NAME);
    return AuthenticationSettings.off(name.isEmpty() ? LocalMail.NAMELESS : name)
        .withSpf(use(Parameter.SPF))
        .withDkim(use(Parameter.DKIM))
        .withDmarc(use(Parameter.DMARC));
  }

  private AuthenticationSettings.Use use(Parameter parameter) {
    return switch (configuration.number(parameter)) {
      case 0 -> AuthenticationSettings.Use.OFF;
      case 1 -> AuthenticationSettings.Use.TAG;
      default -> AuthenticationSettings.Use.ENFORCE;
    };
  }

  private List<MessageFilter> filters() {
    List<MessageFilter> filters = new ArrayList<>();
    String virus = configuration.text(Parameter.ANTIVIRUS);
    String spam = configuration.text(Parameter.SPAMFLTR);
    if (!virus.isEmpty()) {
      filters.add(
          virus.startsWith("clamd:")
              ? new ClamdFilter(daemon("antivirus", virus))
              : ProgramFilter.virus(program(virus)));
    }
    if (!spam.isEmpty()) {
      filters.add(
          spam.startsWith("spamd:")
              ? new SpamdFilter(daemon("spamfltr", spam))
              : ProgramFilter.spam(program(spam)));
    }
    return filters;
  }

  private Duration limit() {
    return Duration.ofSeconds(configuration.number(Parameter.RUN_TIMEOUT));
  }

  /** A path and arguments, separated by spaces; no shell. */
  private Program program(String text) {
    return Program.of(List.of(text.strip().split(" +")), limit());
  }

  /** {@code clamd:/run/clamd.sock} or {@code clamd:host:port}. */
  private FilterDaemon daemon(String parameter, String text) {
    String where = text.substring(text.indexOf(':') + 1);
    if (where.startsWith("/")) {
      return FilterDaemon.at(Path.of(where), limit());
    }
    int colon = where.lastIndexOf(':');
    try {
      int port = Integer.parseInt(where, colon + 1, where.length(), 10);
      return FilterDaemon.at(where.substring(0, Math.max(colon, 0)), port, limit());
    } catch (NumberFormatException e) {
      throw new AbiException(
          ErrorCode.CONFIG, parameter + " has no port, and no path of a socket: " + where);
    }
  }
}
