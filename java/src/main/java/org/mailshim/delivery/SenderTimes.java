package org.mailshim.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.mailshim.queue.Claim;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.smtp.DeliverBy;
import org.mailshim.smtp.MailParameters;

/**
 * What a message's sender has said of time, and what follows from it now.
 *
 * <p>BY (RFC 2852): a message with BY;R that is not delivered in time comes back, with 5.4.7, and
 * is given to no server that does not know the extension. One with BY;N goes on, and its sender is
 * told once that it is late. At either moment it is due. The next server is told what is left of
 * the time.
 *
 * <p>HOLDFOR and HOLDUNTIL (RFC 4865): the queue makes the message due when it is to be released,
 * so there is nothing to be done about it here but to count its schedule from then, and not to say
 * it to the next server. Stateless.
 */
final class SenderTimes {
  private static final String TOO_LATE =
      "not delivered by the time that its sender has set with BY";

  private SenderTimes() {}

  private static Optional<DeliverBy> by(Claim claim) {
    return claim.envelope().parameters().by();
  }

  /** By when the sender wants the message to be delivered. */
  static Optional<Instant> deadline(Claim claim) {
    Optional<DeliverBy> by = by(claim);
    return by.isEmpty()
        ? Optional.empty()
        : Optional.of(claim.arrived().plusSeconds(by.get().seconds()));
  }

  private static boolean isPast(Claim claim, DeliverBy.Mode mode, Instant now) {
    Optional<Instant> deadline = deadline(claim);
    return deadline.isPresent() && by(claim).get().mode() == mode && !now.isBefore(deadline.get());
  }

  /** Whether it is too late for the message, and it comes back. */
  static boolean isToBeReturned(Claim claim, Instant now) {
    return isPast(claim, DeliverBy.Mode.RETURN, now);
  }

  /** Whether it is late, and its sender wants to know that. */
  static boolean isToBeToldLate(Claim claim, Instant now) {
    return isPast(claim, DeliverBy.Mode.NOTIFY, now);
  }

  /** Whether the sender wants to know each server that has handed it on. */
  static boolean isTraced(Claim claim) {
    Optional<DeliverBy> by = by(claim);
    return by.isPresent() && by.get().trace();
  }

  /** The outcome for a message that comes back. */
  static DeliveryReport returned(Claim claim) {
    Verdict verdict = Verdict.never(Cause.TIME, 4, 7, TOO_LATE, "waiting for the next attempt");
    return new DeliveryReport(verdict.about(claim.envelope().envelope().forwardPaths()));
  }

  /** When to try again, if the schedule says so: no later than the sender's time. */
  static Instant next(Claim claim, Instant scheduled, Instant now) {
    Optional<Instant> deadline = deadline(claim);
    if (deadline.isEmpty() || !deadline.get().isBefore(scheduled)) {
      return scheduled;
    }
    if (deadline.get().isAfter(now)) {
      return deadline.get();
    }
    return isToBeReturned(claim, now) ? now : scheduled;
  }

  /** What is said to the next server, or of those whom an alias means. */
  static QueueEnvelope passedOn(Claim claim, Instant now) {
    QueueEnvelope envelope = claim.envelope();
    MailParameters said = envelope.parameters();
    if (said.hold().isEmpty() && said.by().isEmpty()) {
      return envelope;
    }
    Optional<DeliverBy> left = said.by();
    if (left.isPresent()) {
      left = Optional.of(left.get().after(Duration.between(claim.arrived(), now)));
    }
    return new QueueEnvelope(
        envelope.reversePath(), said.withTimes(left, Optional.empty()), envelope.recipients());
  }
}
