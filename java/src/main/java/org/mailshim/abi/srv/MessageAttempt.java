package org.mailshim.abi.srv;

import org.jspecify.annotations.Nullable;
import org.mailshim.abi.WireLog;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.client.SessionSecurity;

/**
 * What a message's callback hears of one attempt to send it, until another takes the attempt's
 * place. Called on the session's thread, one call at a time; {@link #supersede} on any.
 */
final class MessageAttempt implements MessageListener {
  /** Whose attempt it is. */
  interface Owner {
    /**
     * The attempt is over. Nobody else tells of it: it must not fail.
     *
     * @param attempt this, perhaps superseded
     * @param report what has become of the message
     */
    void over(MessageAttempt attempt, DeliveryReport report);
  }

  private final Owner owner;
  private final MessageEvents events;
  private final FurtherStates further;
  private volatile boolean superseded;
  private volatile boolean met;
  private volatile long sent;
  private volatile @Nullable DialogueLog log;

  MessageAttempt(Owner owner, MessageEvents events, FurtherStates further) {
    this.owner = owner;
    this.events = events;
    this.further = further;
  }

  /** From now on nothing is told of it; what is being told at this moment still comes. */
  void supersede() {
    superseded = true;
  }

  boolean isSuperseded() {
    return superseded;
  }

  /** Whether a server has been connected to, of which the callback has heard. */
  boolean hasMetServer() {
    return met;
  }

  /** Octets of the message on the wire. */
  long sent() {
    return sent;
  }

  /** Tells of a failure by itself, where the host wants that. */
  void failing(int result) {
    further.ending(result);
  }

  private void post(int state, int octets) {
    if (!superseded) {
      events.post(state, octets);
    }
  }

  @Override
  public void queued(long octets) {
    further.queued(MessageOutcome.clamped(octets));
  }

  @Override
  public void retrying(DeliveryReport attempt) {
    further.retrying(attempt);
  }

  @Override
  public void secured(SessionSecurity security) {
    if (!superseded) {
      further.secured(security);
    }
  }

  @Override
  public void findingHost(String name) {
    post(State.FINDHOST, 0);
  }

  @Override
  public void connecting(String host) {
    post(State.CONNECTING, 0);
  }

  @Override
  public void dialog(String host) {
    met = true;
    log = WireLog.isWanted() ? new DialogueLog(host) : null;
    post(State.DIALOG, 0);
  }

  @Override
  public void sending(long octets) {
    sent = octets;
    post(State.SENDING, MessageOutcome.clamped(octets));
  }

  @Override
  public void command(String line) {
    DialogueLog current = log;
    if (current != null) {
      current.command(line);
    }
  }

  @Override
  public void reply(Reply reply) {
    DialogueLog current = log;
    if (current != null) {
      current.reply(reply);
    }
  }

  @Override
  public void done(DeliveryReport finished) {
    owner.over(this, finished);
  }
}
