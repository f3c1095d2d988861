package org.mailshim.policy;

import java.util.Optional;
import org.mailshim.address.ReversePath;
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
 * A policy and a site's hooks as one: the policy is asked first, the site about what that lets
 * pass. Any thread.
 */
final class PolicyHooks implements ServerHooks {
  private final Policy policy;
  private final ServerHooks site;

  PolicyHooks(Policy policy, ServerHooks site) {
    this.policy = policy;
    this.site = site;
  }

  @Override
  public Decision<ServerOptions> connect(SessionFacts session) {
    Optional<Reply> refusal = policy.admission(session);
    if (refusal.isPresent()) {
      return Decision.reject(refusal.get());
    }
    Decision<ServerOptions> decision = site.connect(session);
    return decision instanceof Decision.TakeOver<ServerOptions> takeOver
        ? Decision.takeOver(takeOver.with().withRelay(policy.relay()))
        : decision;
  }

  @Override
  public Decision<Reply> helo(SessionFacts session, String client) {
    return site.helo(session, client);
  }

  @Override
  public Decision<ServerMechanism> auth(SessionFacts session, Mechanism mechanism) {
    return site.auth(session, mechanism);
  }

  @Override
  public Decision<MailSink> mail(
      SessionFacts session, ReversePath reversePath, MailParameters parameters) {
    Optional<Reply> refusal = policy.mailRefusal(session, reversePath);
    return refusal.isPresent()
        ? Decision.reject(refusal.get())
        : tagged(site.mail(session, reversePath, parameters));
  }

  @Override
  public Decision<Reply> rcpt(
      SessionFacts session, ReceivedEnvelope envelope, ReceivedEnvelope.Recipient recipient) {
    Optional<Reply> refusal = policy.recipientRefusal(session, envelope, recipient.forwardPath());
    return refusal.isPresent()
        ? Decision.reject(refusal.get())
        : site.rcpt(session, envelope, recipient);
  }

  @Override
  public Decision<MailSink> dataStart(SessionFacts session, ReceivedEnvelope envelope) {
    return tagged(site.dataStart(session, envelope));
  }

  @Override
  public Decision<MailSink> dataStart(
      SessionFacts session, ReceivedEnvelope envelope, MailDataSource ahead) {
    return tagged(site.dataStart(session, envelope, new TaggedData(policy, ahead)));
  }

  /** Mail data that goes to a sink of the site's before the site has decided. */
  private record TaggedData(Policy policy, MailDataSource ahead) implements MailDataSource {
    @Override
    public void begin(MailSink sink) {
      ahead.begin(policy.tagging(sink));
    }

    @Override
    public boolean pull() {
      return ahead.pull();
    }
  }

  private Decision<MailSink> tagged(Decision<MailSink> decision) {
    return decision instanceof Decision.TakeOver<MailSink> takeOver
        ? Decision.takeOver(policy.tagging(takeOver.with()))
        : decision;
  }

  @Override
  public Decision<Reply> messageEnd(SessionFacts session, ReceivedEnvelope envelope, long octets) {
    Optional<Reply> refusal = policy.messageRefusal(session, octets);
    return refusal.isPresent()
        ? Decision.reject(refusal.get())
        : site.messageEnd(session, envelope, octets);
  }

  @Override
  public Reply greeting(SessionFacts session, Reply ours) {
    return site.greeting(session, ours);
  }

  @Override
  public void disconnect(SessionFacts session) {
    policy.end(session);
    site.disconnect(session);
  }

  @Override
  public Reply vrfy(SessionFacts session, String argument) {
    return site.vrfy(session, argument);
  }

  @Override
  public Reply expn(SessionFacts session, String argument) {
    return site.expn(session, argument);
  }

  @Override
  public Reply etrn(SessionFacts session, String node) {
    return site.etrn(session, node);
  }

  @Override
  public Optional<Reply> help(SessionFacts session, String topic) {
    return site.help(session, topic);
  }
}
