package org.mailshim.abi.srv;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.ReversePath;
import org.mailshim.policy.DnsListReport;
import org.mailshim.policy.Policy;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.ServerMechanism;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.Decision;
import org.mailshim.smtp.server.MailDataSource;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.ServerHooks;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.SessionFacts;

/**
 * What holds in each SMTP session of a port: the options and the policy that the parameters make
 * when it begins, and behind the policy the host's callback. Any thread.
 */
final class SmtpRules implements ServerHooks {
  /** What a port's sessions are told now. */
  interface Options {
    ServerOptions of(ServerOptions atOpening);
  }

  /** The hooks of one session. */
  private record Rules(Optional<Policy> policy, ServerHooks hooks) {}

  private final SrvPolicy policies;
  private final SmtpRequests requests;
  private final MailSink sink;
  private final Options options;
  private final Map<String, Rules> sessions = new ConcurrentHashMap<>();
  private volatile @Nullable ServerOptions atOpening;

  /**
   * Rules for a port.
   *
   * @param sink where messages go that nobody else takes
   */
  SmtpRules(SrvPolicy policies, SmtpRequests requests, MailSink sink, Options options) {
    this.policies = policies;
    this.requests = requests;
    this.sink = sink;
    this.options = options;
  }

  /** The port opens with these options, of which some change with the parameters. */
  ServerOptions opening(ServerOptions given) {
    atOpening = given;
    return options.of(given);
  }

  /** The callback's. */
  SmtpRequests requests() {
    return requests;
  }

  private ServerHooks hooks(SessionFacts session) {
    Rules rules = sessions.get(session.id());
    return rules == null ? requests : rules.hooks;
  }

  @Override
  public Decision<ServerOptions> connect(SessionFacts session) {
    Optional<Policy> policy = policies.now();
    Rules rules = new Rules(policy, policy.isEmpty() ? requests : policy.get().hooks(requests));
    sessions.put(session.id(), rules);
    if (policy.isPresent() && requests.now().wants(Action.SMTP_CONNECT)) {
      Optional<DnsListReport.Hit> hit = policy.get().listing(session);
      requests.listed(session, hit.isEmpty() ? "" : hit.get().list().zone().ascii());
    }
    Decision<ServerOptions> decision = rules.hooks.connect(session);
    return decision instanceof Decision.GoOn<ServerOptions>
        ? Decision.takeOver(current(policy))
        : decision;
  }

  private ServerOptions current(Optional<Policy> policy) {
    ServerOptions given = atOpening;
    if (given == null) {
      throw new AssertionError("a session of a port that has not been opened");
    }
    ServerOptions current = options.of(given);
    return policy.isEmpty() ? current : current.withRelay(policy.get().relay());
  }

  @Override
  public Decision<Reply> helo(SessionFacts session, String client) {
    return hooks(session).helo(session, client);
  }

  @Override
  public Decision<ServerMechanism> auth(SessionFacts session, Mechanism mechanism) {
    return hooks(session).auth(session, mechanism);
  }

  @Override
  public Decision<MailSink> mail(
      SessionFacts session, ReversePath reversePath, MailParameters parameters) {
    return hooks(session).mail(session, reversePath, parameters);
  }

  @Override
  public Decision<Reply> rcpt(
      SessionFacts session, ReceivedEnvelope envelope, ReceivedEnvelope.Recipient recipient) {
    return hooks(session).rcpt(session, envelope, recipient);
  }

  @Override
  public Decision<MailSink> dataStart(SessionFacts session, ReceivedEnvelope envelope) {
    return kept(session, hooks(session).dataStart(session, envelope));
  }

  @Override
  public Decision<MailSink> dataStart(
      SessionFacts session, ReceivedEnvelope envelope, MailDataSource ahead) {
    return kept(session, hooks(session).dataStart(session, envelope, ahead));
  }

  /** What nobody else takes goes to the port's own sink. */
  private Decision<MailSink> kept(SessionFacts session, Decision<MailSink> decision) {
    if (!(decision instanceof Decision.GoOn<MailSink>)) {
      return decision;
    }
    Rules rules = sessions.get(session.id());
    return Decision.takeOver(
        rules == null || rules.policy.isEmpty() ? sink : rules.policy.get().tagging(sink));
  }

  @Override
  public Decision<Reply> messageEnd(SessionFacts session, ReceivedEnvelope envelope, long octets) {
    return hooks(session).messageEnd(session, envelope, octets);
  }

  @Override
  public Reply greeting(SessionFacts session, Reply ours) {
    return hooks(session).greeting(session, ours);
  }

  @Override
  public void disconnect(SessionFacts session) {
    hooks(session).disconnect(session);
    sessions.remove(session.id());
  }

  @Override
  public Reply vrfy(SessionFacts session, String argument) {
    return hooks(session).vrfy(session, argument);
  }

  @Override
  public Reply expn(SessionFacts session, String argument) {
    return hooks(session).expn(session, argument);
  }

  @Override
  public Reply etrn(SessionFacts session, String node) {
    return hooks(session).etrn(session, node);
  }

  @Override
  public Optional<Reply> help(SessionFacts session, String topic) {
    return hooks(session).help(session, topic);
  }
}
