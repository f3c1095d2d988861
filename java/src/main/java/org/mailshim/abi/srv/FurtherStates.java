package org.mailshim.abi.srv;

import org.mailshim.delivery.Cause;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.RecipientReport;
import org.mailshim.smtp.client.SessionSecurity;

/**
 * The states of a message that the original does not have, told where {@code ext_states} was 1 when
 * the message began. Any thread.
 *
 * @param events where they go
 * @param areWanted whether they are told at all
 * @param authenticates whether the server is shown credentials before it gets the message
 */
record FurtherStates(MessageEvents events, boolean areWanted, boolean authenticates) {
  /** The session is ready to send the message. */
  void secured(SessionSecurity security) {
    if (areWanted && security instanceof SessionSecurity.Encrypted) {
      events.post(State.TLS, 0);
    }
    if (areWanted && authenticates) {
      events.post(State.AUTH, 0);
    }
  }

  /** The message is in the queue, with so many octets. */
  void queued(int octets) {
    if (areWanted) {
      events.post(State.QUEUED, octets);
    }
  }

  /** There will be another attempt. */
  void retrying(DeliveryReport report) {
    if (areWanted) {
      RecipientReport worst = report.worst();
      events.post(State.RETRY, worst.cause() == Cause.SERVER ? -worst.code() : -1);
    }
  }

  /** The end is near; a failure is told by itself before it. */
  void ending(int result) {
    if (areWanted && result < 0) {
      events.post(State.FAILED, result);
    }
  }
}
