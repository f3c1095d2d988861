package org.mailshim.delivery;

import java.util.List;
import java.util.Optional;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.store.MaildropName;

/**
 * Recipients that share one way.
 *
 * @param positions where these recipients stand in the envelope, in no particular order across
 *     domains
 * @param way where their mail goes
 */
record Destination(List<Integer> positions, Way way) {

  /** What routing has found. */
  sealed interface Way {

    /**
     * Goes this way.
     *
     * <p>A method of each way and not a switch over them: the class that one spins for its types is
     * 1 ms of a short-lived host program's time.
     *
     * @param envelope with the recipients of this destination
     * @return one report for each recipient, in the envelope's order
     */
    List<RecipientReport> deliver(QueueEnvelope envelope, PendingMail mail, Context context);

    /**
     * This way for one of its recipients.
     *
     * @param index the recipient's place among those of the destination
     */
    default Way only(int index) {
      return this;
    }
  }

  /**
   * Hosts to try in this order.
   *
   * @param hosts at least one
   */
  record Open(List<Host> hosts) implements Way {
    @Override
    public List<RecipientReport> deliver(
        QueueEnvelope envelope, PendingMail mail, Context context) {
      Optional<SharedSessions> shared = context.sessions();
      return shared.isPresent()
          ? new PooledHandover(envelope, hosts, mail, context, shared.get()).run()
          : new Handover(envelope, hosts, mail, context).run();
    }
  }

  /**
   * Maildrops of this host.
   *
   * @param local their store
   * @param maildrops one for each recipient of the destination, in the order of its positions
   */
  record Local(LocalDelivery local, List<MaildropName> maildrops) implements Way {
    @Override
    public List<RecipientReport> deliver(
        QueueEnvelope envelope, PendingMail mail, Context context) {
      return new LocalHandover(envelope, this, mail, context).run();
    }

    @Override
    public Way only(int index) {
      return new Local(local, List.of(maildrops.get(index)));
    }
  }

  /**
   * No host to try.
   *
   * @param verdict why
   */
  record Closed(Verdict verdict) implements Way {
    @Override
    public List<RecipientReport> deliver(
        QueueEnvelope envelope, PendingMail mail, Context context) {
      return verdict.about(envelope.envelope().forwardPaths());
    }
  }
}
