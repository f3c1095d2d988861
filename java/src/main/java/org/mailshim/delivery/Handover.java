package org.mailshim.delivery;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.Envelope;
import org.mailshim.message.MailData;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.smtp.SmtpSyntaxException;
import org.mailshim.smtp.client.ConversationException;
import org.mailshim.smtp.client.SessionState;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.client.SmtpConnector;
import org.mailshim.smtp.client.TransactionOptions;
import org.mailshim.smtp.client.TransactionOutcome;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.TransportException;

/**
 * Hands one message to one destination: the next host while there is one, until one has decided.
 *
 * <p>There are three steps, and from each the way leads on or to the verdict.
 *
 * <ol>
 *   <li><b>Open.</b> Connect, greeting, EHLO, TLS and AUTH as the host's policy wants them. A host
 *       that does not answer, does not greet, greets with 4yz or 5yz, or cannot be talked to as the
 *       policy wants, is passed over for the next.
 *   <li><b>Wait</b> for the mail data, which usually is there already. A submitter who takes longer
 *       than the limit costs us the session: it is quit, and opened again when the message is
 *       whole.
 *   <li><b>Send</b>, as {@link Transactions} does. A conversation that breaks sends us to the next
 *       host, back to step 1, with two exceptions. If we had waited, the server may merely have
 *       grown tired of us, so once we begin with the first host again. And if the end of data was
 *       on its way, the server may have the message: nobody else is given it, and its recipients
 *       fail temporarily. What an earlier transaction has decided stands either way.
 * </ol>
 *
 * <p>One object is one destination's, for one thread.
 */
final class Handover {

  private final List<Host> hosts;
  private final PendingMail mail;
  private final Context context;
  private final SmtpConnector connector;
  private final Transactions transactions;
  private HostWalk walk;

  Handover(QueueEnvelope envelope, List<Host> hosts, PendingMail mail, Context context) {
    this.hosts = hosts;
    this.mail = mail;
    this.context = context;
    DeliverySettings settings = context.settings();
    this.transactions = new Transactions(envelope, settings);
    this.walk = new HostWalk(hosts, context);
    boolean requiresTls = envelope.parameters().requireTls();
    this.connector =
        new SmtpConnector(
            settings.session().withDeadline(context.deadline()),
            hosts.getFirst().policy(settings, requiresTls));
  }

  /** One report for each recipient of the envelope, in its order. */
  List<RecipientReport> run() {
    try (transactions) {
      return runOpen();
    }
  }

  private List<RecipientReport> runOpen() {
    Optional<SmtpClientSession> session = open();
    if (session.isEmpty()) {
      return transactions.all(walk.verdict());
    }
    boolean waited = !mail.isComplete();
    Deadline limit = Deadline.after(context.settings().idleLimit());
    Optional<MailData> data = mail.await(limit, context.cancellation());
    if (data.isPresent()) {
      return send(session.get(), data.get(), waited);
    }
    context.departures().add(session.get());
    return runLate();
  }

  /** The rest for a submitter who has taken too long, or will not come any more. */
  private List<RecipientReport> runLate() {
    Optional<MailData> data = mail.await(Deadline.never(), context.cancellation());
    if (data.isEmpty()) {
      String reason = mail.isWithdrawn() ? "the submitter withdrew the message" : "cancelled";
      return transactions.all(Verdict.cancelled(reason, "waiting for the message"));
    }
    walk = new HostWalk(hosts, context);
    Optional<SmtpClientSession> session = open();
    return session.isPresent()
        ? send(session.get(), data.get(), false)
        : transactions.all(walk.verdict());
  }

  private Optional<SmtpClientSession> open() {
    Optional<Connection> connection = walk.next();
    while (connection.isPresent()) {
      context.observer().dialog(connection.get().peer().text());
      try {
        SmtpClientSession session =
            connector.connect(
                new Approach(connection.get()), new SessionProgress(context.observer()));
        context.observer().secured(session.security());
        return Optional.of(session);
      } catch (ConversationException e) {
        walk.failed(Verdict.of(e));
      } catch (TransportException e) {
        walk.failed(Verdict.of(e));
      } catch (SmtpSyntaxException e) {
        walk.failed(Verdict.later(Cause.LOCAL, 3, 5, e.getMessage(), "introducing this host"));
      }
      connection = walk.next();
    }
    return Optional.empty();
  }

  private List<RecipientReport> send(SmtpClientSession first, MailData data, boolean waited) {
    boolean mayBeStale = waited;
    Optional<SmtpClientSession> session = Optional.of(first);
    while (session.isPresent()) {
      try {
        boolean more = transactions.run(new Offering(session.get()), data, mail.body());
        context.departures().add(session.get());
        if (!more) {
          return transactions.reports();
        }
        mayBeStale = false;
        walk = new HostWalk(hosts, context);
      } catch (ConversationException e) {
        Verdict verdict = Verdict.of(e);
        if (e.mayHaveBeenAccepted() || verdict.disposition() == Disposition.CANCELLED) {
          return transactions.all(verdict);
        }
        if (mayBeStale) {
          mayBeStale = false;
          walk = new HostWalk(hosts, context);
        }
        walk.failed(verdict);
      } catch (UncheckedIOException e) {
        String sentence = "cannot read the mail data: " + e.getCause().getMessage();
        return transactions.all(
            Verdict.later(Cause.LOCAL, 3, 0, sentence, "sending the mail data"));
      }
      session = open();
    }
    return transactions.all(walk.verdict());
  }

  /** A session of our own. */
  private record Offering(SmtpClientSession session) implements Transactions.Sender {
    @Override
    public TransactionOutcome send(Envelope envelope, MailData data, TransactionOptions options) {
      return session.send(envelope, data, options);
    }

    @Override
    public boolean isReady() {
      return session.state() == SessionState.READY;
    }
  }

  /** Connects to one address: gives the connection that stands, and another if that is wanted. */
  private final class Approach implements SmtpConnector.Dialing {

    private final Connection first;
    private boolean used;

    Approach(Connection first) {
      this.first = first;
    }

    @Override
    public Connection dial() {
      if (used) {
        return walk.again();
      }
      used = true;
      return first;
    }
  }
}
