package org.mailshim.delivery;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.message.MailData;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.SmtpSyntaxException;
import org.mailshim.smtp.client.ConversationException;
import org.mailshim.smtp.client.RecipientOutcome;
import org.mailshim.smtp.client.SessionObserver;
import org.mailshim.smtp.client.SessionState;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.client.SmtpConnector;
import org.mailshim.smtp.client.Stage;
import org.mailshim.smtp.client.TransactionOptions;
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
 *   <li><b>Send.</b> A reply to a recipient is that recipient's outcome, with one exception: those
 *       who were too many for one transaction (452, or 552 from older servers; RFC 5321 section
 *       4.5.3.1.10) are offered again at once, in further transactions of the same session, as long
 *       as each of them brings the message to somebody; and in a further session, where that was so
 *       and the server's LIMITS allow this one no more (RFC 9422). A conversation that breaks sends
 *       us to the next host, back to step 1, with two exceptions. If we had waited, the server may
 *       merely have grown tired of us, so once we begin with the first host again. And if the end
 *       of data was on its way, the server may have the message: nobody else is given it, and its
 *       recipients fail temporarily. What an earlier transaction has decided stands either way.
 * </ol>
 *
 * <p>One object is one destination's, for one thread.
 */
final class Handover {

  /** RFC 5321 section 4.5.3.1.10; also said of a lack of storage, where it does no harm. */
  private static final int TOO_MANY_RECIPIENTS = 452;

  private static final int TOO_MANY_RECIPIENTS_OF_OLD = 552;

  /** The subject of enhanced status codes that are about one mailbox (RFC 3463 section 3.3). */
  private static final int MAILBOX = 2;

  private final Envelope envelope;
  private final List<Host> hosts;
  private final PendingMail mail;
  private final Context context;
  private final SmtpConnector connector;
  private final RecipientReport[] reports;

  /** Where those stand in the envelope who have yet to be offered, or are to be once more. */
  private int[] open;

  private HostWalk walk;
  private String server = "";

  Handover(Envelope envelope, List<Host> hosts, PendingMail mail, Context context) {
    this.envelope = envelope;
    this.hosts = hosts;
    this.mail = mail;
    this.context = context;
    this.reports = new RecipientReport[envelope.forwardPaths().size()];
    this.open = new int[reports.length];
    for (int i = 0; i < open.length; i++) {
      open[i] = i;
    }
    this.walk = new HostWalk(hosts, context);
    DeliverySettings settings = context.settings();
    this.connector = new SmtpConnector(settings.session(), hosts.getFirst().policy(settings));
  }

  /** One report for each recipient of the envelope, in its order. */
  List<RecipientReport> run() {
    Optional<SmtpClientSession> session = open();
    if (session.isEmpty()) {
      return all(walk.verdict());
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
      return all(Verdict.cancelled(reason, "waiting for the message"));
    }
    walk = new HostWalk(hosts, context);
    Optional<SmtpClientSession> session = open();
    return session.isPresent() ? send(session.get(), data.get(), false) : all(walk.verdict());
  }

  private Optional<SmtpClientSession> open() {
    Optional<Connection> connection = walk.next();
    while (connection.isPresent()) {
      server = connection.get().peer().text();
      context.observer().dialog(server);
      try {
        SmtpClientSession session =
            connector.connect(new Approach(connection.get()), new Progress());
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
        boolean more = sendTransactions(session.get(), data);
        context.departures().add(session.get());
        if (!more) {
          return Arrays.asList(reports);
        }
        mayBeStale = false;
        walk = new HostWalk(hosts, context);
      } catch (ConversationException e) {
        Verdict verdict = Verdict.of(e);
        if (e.mayHaveBeenAccepted() || verdict.disposition() == Disposition.CANCELLED) {
          return all(verdict);
        }
        if (mayBeStale) {
          mayBeStale = false;
          walk = new HostWalk(hosts, context);
        }
        walk.failed(verdict);
      } catch (UncheckedIOException e) {
        String sentence = "cannot read the mail data: " + e.getCause().getMessage();
        return all(Verdict.later(Cause.LOCAL, 3, 0, sentence, "sending the mail data"));
      }
      session = open();
    }
    return all(walk.verdict());
  }

  /**
   * Offers the message to all who are open.
   *
   * @return whether to offer it to those who still are in a further session: this one got it to
   *     somebody, and then the server's LIMITS allowed no more
   */
  private boolean sendTransactions(SmtpClientSession session, MailData data) {
    boolean progress = false;
    while (true) {
      List<RecipientOutcome> outcomes =
          session.send(remainder(), data, TransactionOptions.of(mail.body())).recipients();
      if (!take(outcomes) || session.state() != SessionState.READY) {
        return progress && allAreTooMany(outcomes);
      }
      progress = true;
    }
  }

  private static boolean allAreTooMany(List<RecipientOutcome> outcomes) {
    for (RecipientOutcome outcome : outcomes) {
      if (!(outcome.origin() instanceof RecipientOutcome.Origin.TooMany)) {
        return false;
      }
    }
    return true;
  }

  /** What is left of the envelope. */
  private Envelope remainder() {
    if (open.length == reports.length) {
      return envelope;
    }
    List<ForwardPath> recipients = new ArrayList<>(open.length);
    for (int position : open) {
      recipients.add(envelope.forwardPaths().get(position));
    }
    return new Envelope(envelope.reversePath(), recipients);
  }

  /**
   * Takes the outcomes of one transaction, for those who were open.
   *
   * @return whether to offer what is open now in a further one: somebody is, and this one got the
   *     message to somebody
   */
  private boolean take(List<RecipientOutcome> outcomes) {
    int[] again = new int[open.length];
    int count = 0;
    boolean progress = false;
    for (int i = 0; i < open.length; i++) {
      RecipientOutcome outcome = outcomes.get(i);
      reports[open[i]] = report(outcome);
      progress |= outcome.isAccepted();
      if (isOneTooMany(outcome)) {
        again[count++] = open[i];
      }
    }
    if (!progress || count == 0) {
      return false;
    }
    open = Arrays.copyOf(again, count);
    return true;
  }

  private static boolean isOneTooMany(RecipientOutcome outcome) {
    if (outcome.origin() instanceof RecipientOutcome.Origin.TooMany) {
      return true;
    }
    int code = outcome.reply().code();
    if (outcome.stage() != Stage.RCPT
        || (code != TOO_MANY_RECIPIENTS && code != TOO_MANY_RECIPIENTS_OF_OLD)) {
      return false;
    }
    Optional<EnhancedStatusCode> enhanced = outcome.reply().enhanced();
    return enhanced.isEmpty() || enhanced.get().subject() != MAILBOX;
  }

  /** The reports, with this about all who are open. */
  private List<RecipientReport> all(Verdict verdict) {
    for (int position : open) {
      reports[position] = verdict.about(envelope.forwardPaths().get(position));
    }
    return Arrays.asList(reports);
  }

  private RecipientReport report(RecipientOutcome outcome) {
    Disposition disposition = Disposition.PERMANENT;
    if (outcome.isAccepted()) {
      disposition = Disposition.ACCEPTED;
    } else if (outcome.isTransientFailure()) {
      disposition = Disposition.TRANSIENT;
    }
    boolean ours = !outcome.isServers();
    Optional<String> who = ours ? Optional.empty() : Optional.of(server);
    Cause cause = ours ? Cause.EXTENSION : Cause.SERVER;
    return new RecipientReport(
        outcome.recipient(), disposition, cause, outcome.reply(), who, outcome.stage().phrase());
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
        return walk.connect(first.peer());
      }
      used = true;
      return first;
    }
  }

  /** Passes on what the session tells of the mail data. */
  private final class Progress implements SessionObserver {

    @Override
    public void state(SessionState before, SessionState now) {
      if (now == SessionState.MAIL_DATA) {
        context.observer().sending(0);
      }
    }

    @Override
    public void sent(long messageOctets) {
      context.observer().sending(messageOctets);
    }
  }
}
