package org.mailshim.smtp.client;

import java.util.Optional;
import org.mailshim.address.ForwardPath;
import org.mailshim.smtp.Reply;

/**
 * What became of one recipient in one mail transaction.
 *
 * @param recipient as in the envelope
 * @param stage where it was decided: {@link Stage#MAIL}, {@link Stage#RCPT}, {@link Stage#DATA} or
 *     {@link Stage#END_OF_DATA}
 * @param reply the reply that decided
 * @param rcptReply the reply to this recipient's RCPT, if that was sent: 250, 251 (forwarded) and
 *     252 (not verified) all accept it
 * @param origin who said so
 */
public record RecipientOutcome(
    ForwardPath recipient, Stage stage, Reply reply, Optional<Reply> rcptReply, Origin origin) {
  /** Whose words {@link #reply} are. */
  public enum Origin {
    /** The server's. */
    SERVER,
    /** Ours, in a server's form: what the server announced makes sending pointless. */
    CLIENT
  }

  /** The server has taken responsibility for delivering to this recipient (RFC 5321 §4.2.5). */
  public boolean isAccepted() {
    return stage == Stage.END_OF_DATA && reply.isPositiveCompletion();
  }

  /**
   * Not accepted, and worth another try: 4yz, and 552 to RCPT, which older servers say for too many
   * recipients (RFC 5321 §4.5.3.1.10).
   */
  public boolean isTransientFailure() {
    return reply.isTransient() || (stage == Stage.RCPT && reply.code() == 552);
  }

  /** Not accepted, and not worth another try. */
  public boolean isPermanentFailure() {
    return !isAccepted() && !isTransientFailure();
  }
}
