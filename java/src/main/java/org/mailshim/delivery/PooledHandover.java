package org.mailshim.delivery;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailshim.address.Domain;
import org.mailshim.address.Envelope;
import org.mailshim.message.MailData;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.smtp.SmtpSyntaxException;
import org.mailshim.smtp.client.ConversationException;
import org.mailshim.smtp.client.SessionPool;
import org.mailshim.smtp.client.TransactionOptions;
import org.mailshim.smtp.client.TransactionOutcome;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.TransportException;

/**
 * Hands one message to one destination over sessions that are kept: the next host while there is
 * one, until one has decided.
 *
 * <p>Each host is asked for a session in turn. A kept one is used without looking anything up; a
 * fresh one is made with whichever of the host's addresses answers first (RFC 8305). A conversation
 * that breaks leads to the host's other addresses and then to the next host, unless the end of data
 * was on its way: then the server may have the message, nobody else is given it, and its recipients
 * fail temporarily. What an earlier transaction has decided stands either way.
 *
 * <p>The destination's {@link Lanes lane} hears whether anybody talked to us. The mail is waited
 * for before anything else: it comes from a queue. One object is one destination's, for one thread.
 */
final class PooledHandover {
  /** Fresh sessions that are tried, since every one may cost a full time-out. */
  private static final int MOST_TRIES = 16;

  private final List<Host> hosts;
  private final PendingMail mail;
  private final Context context;
  private final SharedSessions shared;
  private final Transactions transactions;
  private final boolean requiresTls;
  private final Set<Domain> domains = new LinkedHashSet<>();
  private @Nullable Verdict verdict;
  private @Nullable Verdict hostVerdict;
  private int tries;

  PooledHandover(
      QueueEnvelope envelope,
      List<Host> hosts,
      PendingMail mail,
      Context context,
      SharedSessions shared) {
    this.hosts = hosts;
    this.mail = mail;
    this.context = context;
    this.shared = shared;
    this.transactions = new Transactions(envelope, context.settings());
    this.requiresTls = envelope.parameters().requireTls();
    for (QueueEnvelope.Recipient recipient : envelope.recipients()) {
      Optional<Domain> domain = recipient.forwardPath().domain();
      if (domain.isPresent()) {
        domains.add(domain.get());
      }
    }
  }

  /** One report for each recipient of the envelope, in its order. */
  List<RecipientReport> run() {
    try (transactions) {
      Optional<Verdict> resting = resting();
      if (resting.isPresent()) {
        return transactions.all(resting.get());
      }
      Optional<MailData> data = mail.await(context.deadline(), context.cancellation());
      if (data.isEmpty()) {
        return transactions.all(Verdict.cancelled("cancelled", "waiting for the message"));
      }
      return run(data.get());
    }
  }

  private Optional<Verdict> resting() {
    for (Domain domain : domains) {
      Optional<Verdict> resting = shared.lanes().resting(domain);
      if (resting.isPresent()) {
        return resting;
      }
    }
    return Optional.empty();
  }

  private List<RecipientReport> run(MailData data) {
    for (Host host : hosts) {
      Approach approach = new Approach(host);
      boolean more = true;
      while (more && tries < MOST_TRIES) {
        Optional<List<RecipientReport>> reports = attempt(approach, data);
        if (reports.isPresent()) {
          return reports.get();
        }
        more = approach.moveOn();
      }
      endHost();
      if (approach.isOurs || context.cancellation().isRequested()) {
        break;
      }
    }
    return transactions.all(failure());
  }

  private void endHost() {
    Verdict last = hostVerdict;
    if (last != null) {
      Verdict before = verdict;
      verdict = before == null ? last : before.and(last);
      hostVerdict = null;
    }
  }

  /** Nobody has talked to us to the end. */
  private Verdict failure() {
    Verdict reason = verdict;
    if (context.cancellation().isRequested()) {
      return Verdict.cancelled("cancelled", Verdict.CONNECTING);
    }
    if (reason == null) {
      throw new IllegalStateException("no host has failed");
    }
    // A host without the TLS that some mail requires is well for other mail.
    if (reason.cause() != Cause.LOCAL && !requiresTls) {
      domains.forEach(domain -> shared.lanes().failed(domain, reason));
    }
    return reason;
  }

  /** The reports, if the host has decided; else the reason is noted. */
  private Optional<List<RecipientReport>> attempt(Approach approach, MailData data) {
    tries++;
    try {
      // The pool decides about each transaction's session, so a further one needs nothing new.
      while (transactions.run(approach, data, mail.body())) {
        approach.begin();
      }
      domains.forEach(shared.lanes()::succeeded);
      return Optional.of(transactions.reports());
    } catch (ConversationException e) {
      Verdict reason = Verdict.of(e);
      if (e.mayHaveBeenAccepted() || reason.disposition() == Disposition.CANCELLED) {
        return Optional.of(transactions.all(reason));
      }
      failed(reason);
    } catch (TransportException e) {
      failed(Verdict.of(e));
    } catch (HostFailedException e) {
      if (!e.isOurs() || verdict == null) {
        failed(e.verdict());
      }
    } catch (SmtpSyntaxException e) {
      failed(Verdict.later(Cause.LOCAL, 3, 5, e.getMessage(), "introducing this host"));
    } catch (UncheckedIOException e) {
      String sentence = "cannot read the mail data: " + e.getCause().getMessage();
      return Optional.of(
          transactions.all(Verdict.later(Cause.LOCAL, 3, 0, sentence, "sending the mail data")));
    }
    return Optional.empty();
  }

  private void failed(Verdict reason) {
    Verdict before = hostVerdict;
    hostVerdict = before == null ? reason : before.andAtOneHost(reason);
  }

  /** One host, as the pool is to see it. */
  private final class Approach implements Transactions.Sender, SessionPool.Dialing {
    private final Host host;
    private final SessionPool.Key key;
    private final HostLookup lookup = new HostLookup(context);

    /** Those that have not failed; null as long as nobody has asked. */
    private @Nullable List<Endpoint> endpoints;

    /** With which the session that is being made connects; null before. */
    private @Nullable Endpoint chosen;

    private boolean isOurs;

    Approach(Host host) {
      this.host = host;
      DeliverySettings settings = context.settings();
      this.key =
          new SessionPool.Key(host.name(), host.port(settings), host.policy(settings, requiresTls));
    }

    void begin() {
      chosen = null;
    }

    @Override
    public TransactionOutcome send(Envelope envelope, MailData data, TransactionOptions options) {
      begin();
      return shared
          .pool()
          .send(
              key,
              envelope,
              data,
              options,
              context.deadline(),
              context.cancellation(),
              new SessionProgress(context.observer()),
              this);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public Connection dial(Deadline deadline, Cancellation cancellation) {
      context.observer().connecting(host.name());
      Deadline until = Deadline.after(context.settings().connectTimeout()).earlier(deadline);
      Endpoint again = chosen;
      if (again != null) {
        return dialer().dial(again, until, cancellation);
      }
      List<Endpoint> targets = found();
      Connection connection = dialer().dial(targets, until, cancellation);
      Endpoint first = targets.getFirst();
      chosen = first.isNameOnly() ? first : connection.peer();
      context.observer().dialog(connection.peer().text());
      return connection;
    }

    private Dialer dialer() {
      return context.dialer().towards(host.direction());
    }

    private List<Endpoint> found() {
      List<Endpoint> known = endpoints;
      if (known == null) {
        try {
          known = new ArrayList<>(host.endpoints(lookup));
        } catch (HostFailedException e) {
          isOurs = e.isOurs();
          throw e;
        }
        endpoints = known;
      }
      return known;
    }

    /** Leaves out the address whose conversation broke; whether there are others to try. */
    boolean moveOn() {
      Endpoint failed = chosen;
      List<Endpoint> known = endpoints;
      chosen = null;
      if (failed == null || known == null) {
        return false; // no address answered, or a kept session broke
      }
      known.removeIf(each -> each.address().equals(failed.address()));
      return !known.isEmpty();
    }
  }
}
