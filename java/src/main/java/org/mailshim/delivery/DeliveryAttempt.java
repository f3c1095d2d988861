package org.mailshim.delivery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.dns.Resolver;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;

/**
 * One attempt to deliver one message to all its recipients, without a queue behind it.
 *
 * <p>The recipients are grouped by where their mail goes (a smart host, or the mail exchangers of
 * their domains), and the groups are served one after the other. The first one's session is opened
 * while the submitter may still be writing. Nothing is retried later; what could be is reported as
 * {@link Disposition#TRANSIENT}. A failure of one group does not touch the others, unless it is
 * that memory has run out: that ends the attempt, and is the {@link Cause} of all recipients who
 * have no outcome yet.
 *
 * <p>An attempt is run once, and all of it happens on the thread that calls {@link #run}, which may
 * be a virtual one. {@link #cancel} may come from any thread. The report is there as soon as the
 * outcomes are known; a server that has yet to answer our QUIT is left to {@link #close}, on the
 * same thread.
 */
public final class DeliveryAttempt implements AutoCloseable {

  private final Routing routing;
  private final Context context;
  private final Cancellation cancellation = new Cancellation();
  private final AtomicBoolean started = new AtomicBoolean();

  /**
   * One for each recipient, filled by the thread that runs the attempt. From the beginning each
   * says what there would be no memory to say when memory runs out: that it has.
   */
  private RecipientReport[] reports = {};

  /**
   * An attempt that has not begun.
   *
   * @param route which way to go
   * @param settings time-outs and names
   * @param resolver asked for mail exchangers; never for a smart host
   * @param dialer makes the connections; looks up a smart host
   * @param observer told how it proceeds
   */
  public DeliveryAttempt(
      Route route,
      DeliverySettings settings,
      Resolver resolver,
      Dialer dialer,
      DeliveryObserver observer) {
    this(Routing.of(route), settings, resolver, dialer, observer, Optional.empty());
  }

  /**
   * An attempt at a host that has users of its own.
   *
   * @param route which way to go with what is not for them
   * @param settings as for the shorter form
   * @param resolver as for the shorter form
   * @param dialer as for the shorter form
   * @param observer as for the shorter form
   * @param local who they are; empty for a host that has none
   */
  public DeliveryAttempt(
      Route route,
      DeliverySettings settings,
      Resolver resolver,
      Dialer dialer,
      DeliveryObserver observer,
      Optional<LocalDelivery> local) {
    this(
        new Routing(local, Map.of(), route),
        settings,
        resolver,
        dialer,
        observer,
        Optional.empty());
  }

  /**
   * An attempt of a {@link Deliverer}.
   *
   * @param sessions what it shares with others; empty for sessions of its own
   */
  DeliveryAttempt(
      Routing routing,
      DeliverySettings settings,
      Resolver resolver,
      Dialer dialer,
      DeliveryObserver observer,
      Optional<SharedSessions> sessions) {
    this.routing = routing;
    Deadline deadline = settings.session().deadline();
    if (settings.longest().isPresent()) {
      deadline = deadline.earlier(Deadline.after(settings.longest().get()));
    }
    this.context =
        new Context(
            settings,
            resolver,
            dialer,
            cancellation,
            observer,
            new Departures(),
            deadline,
            sessions);
  }

  /**
   * Delivers, and waits for the message and for the servers as long as that takes. What is to be
   * sent has been sent on return, QUIT included.
   *
   * @param envelope who gets the message
   * @param mail the message, when it is whole
   * @return one entry for each recipient, whatever has happened
   * @throws OutOfMemoryError if there is no memory even for the report
   * @throws IllegalStateException if the attempt was run before
   * @throws RuntimeException what the observer throws; {@link #report} tells how far things had
   *     come
   */
  public DeliveryReport run(Envelope envelope, PendingMail mail) {
    return run(QueueEnvelope.of(envelope), mail);
  }

  /**
   * As the other, with the parameters of MAIL and RCPT, which are passed on. DSN, AUTH and
   * MT-PRIORITY are done without where a server lacks them; the report then says who has to tell
   * the sender of the delivery. Any other extension that a server lacks keeps the message from it.
   *
   * @param asked who gets the message, and what was said of it
   * @param mail the message, when it is whole
   * @return one entry for each recipient, whatever has happened
   */
  public DeliveryReport run(QueueEnvelope asked, PendingMail mail) {
    Envelope envelope = asked.envelope();
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("an attempt is run once");
    }
    reports = DeliveryReport.outOfMemory(envelope).recipients().toArray(reports);
    try {
      List<ForwardPath> recipients = envelope.forwardPaths();
      for (Destination each : new Router(context).destinations(routing, recipients)) {
        deliver(each, asked, mail);
      }
    } catch (OutOfMemoryError e) {
      cancellation.cancel(); // what a connection waits for would not be understood
      sayWhatRanOut(e);
    } catch (RuntimeException | Error e) {
      // An observer's fault or ours: no connection may survive it.
      cancellation.cancel();
      blameMailshim();
      throw e;
    }
    return report();
  }

  /** Threads, say, and not the heap. Without memory to say so it stays with what is there. */
  private void sayWhatRanOut(OutOfMemoryError error) {
    try {
      for (int i = 0; i < reports.length; i++) {
        if (reports[i].cause() == Cause.MEMORY) {
          reports[i] = DeliveryReport.outOfMemory(reports[i].recipient(), error);
        }
      }
    } catch (OutOfMemoryError again) {
      // Said above.
    }
  }

  /** For whatever was not decided before. */
  private void blameMailshim() {
    for (int i = 0; i < reports.length; i++) {
      if (reports[i].cause() == Cause.MEMORY) {
        reports[i] = DeliveryReport.fault(reports[i].recipient());
      }
    }
  }

  /**
   * What is known of each recipient when {@link #run} has ended, also if it ended by a fault: the
   * outcomes of the groups before the fault stand, so that nobody sends again what a server has.
   * The others fail temporarily. For the thread that ran the attempt.
   *
   * @return one entry for each recipient
   */
  public DeliveryReport report() {
    return new DeliveryReport(Arrays.asList(reports));
  }

  /**
   * Ends the attempt soon: waits are cut short, connections closed. Recipients whose fate is not
   * known yet are reported as {@link Disposition#CANCELLED}; with the end of data on its way, a
   * server may have the message all the same. Any thread, any time, any number of times.
   */
  public void cancel() {
    cancellation.cancel();
  }

  /**
   * Waits until the servers have answered QUIT, which takes as long as the session's time-out for
   * it at most, and closes what connections are left. After {@link #cancel} it does not wait. For
   * the thread that ran the attempt; never fails, and a second call does nothing.
   */
  @Override
  public void close() {
    context.departures().await();
  }

  private void deliver(Destination destination, QueueEnvelope envelope, PendingMail mail) {
    List<Integer> positions = destination.positions();
    List<QueueEnvelope.Recipient> recipients = new ArrayList<>(positions.size());
    for (int position : positions) {
      recipients.add(envelope.recipients().get(position));
    }
    var part = new QueueEnvelope(envelope.reversePath(), envelope.parameters(), recipients);
    List<RecipientReport> results =
        isIndividual(envelope)
            ? new Individually(copies(), destination.way(), context).deliver(part, mail)
            : destination.way().deliver(part, mail, context);
    for (int i = 0; i < results.size(); i++) {
      reports[positions.get(i)] = results.get(i);
    }
  }

  private boolean isIndividual(QueueEnvelope envelope) {
    return routing.local().isPresent() && copies().areOf(envelope.reversePath());
  }

  private IndividualCopies copies() {
    return routing.local().orElseThrow().recipients().copies();
  }
}
