package org.mailshim;

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

/** Hooks that can be replaced while sessions go on. Any thread. */
final class SmtpHookSwitch implements ServerHooks {
  private volatile ServerHooks now;

  SmtpHookSwitch(ServerHooks first) {
    this.now = first;
  }

  void to(ServerHooks other) {
    now = other;
  }

  @Override
  public Decision<ServerOptions> connect(SessionFacts session) {
    return now.connect(session);
  }

  @Override
  public Decision<Reply> helo(SessionFacts session, String client) {
    return now.helo(session, client);
  }

  @Override
  public Decision<ServerMechanism> auth(SessionFacts session, Mechanism mechanism) {
    return now.auth(session, mechanism);
  }

  @Override
  public Decision<MailSink> mail(
      SessionFacts session, ReversePath reversePath, MailParameters parameters) {
    return now.mail(session, reversePath, parameters);
  }

  @Override
  public Decision<Reply> rcpt(
      SessionFacts session, ReceivedEnvelope envelope, ReceivedEnvelope.Recipient recipient) {
    return now.rcpt(session, envelope, recipient);
  }

  @Override
  public Decision<MailSink> dataStart(SessionFacts session, ReceivedEnvelope envelope) {
    return now.dataStart(session, envelope);
  }

  @Override
  public Decision<MailSink> dataStart(
      SessionFacts session, ReceivedEnvelope envelope, MailDataSource ahead) {
    return now.dataStart(session, envelope, ahead);
  }

  @Override
  public Decision<Reply> messageEnd(SessionFacts session, ReceivedEnvelope envelope, long octets) {
    return now.messageEnd(session, envelope, octets);
  }

  @Override
  public Reply greeting(SessionFacts session, Reply ours) {
    return now.greeting(session, ours);
  }

  @Override
  public void disconnect(SessionFacts session) {
    now.disconnect(session);
  }

  @Override
  public Reply vrfy(SessionFacts session, String argument) {
    return now.vrfy(session, argument);
  }

  @Override
  public Reply expn(SessionFacts session, String argument) {
    return now.expn(session, argument);
  }

  @Override
  public Reply etrn(SessionFacts session, String node) {
    return now.etrn(session, node);
  }

  @Override
  public Optional<Reply> help(SessionFacts session, String topic) {
    return now.help(session, topic);
  }
}
