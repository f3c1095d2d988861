package org.mailshim.smtp.client;

import java.util.Optional;
import org.mailshim.address.ForwardPath;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.Reply;

/**
 * What became of one recipient in one mail transaction.
 *
 * @param recipient as in the envelope
 * @param stage where it was decided: {@link Stage#MAIL}, {@link Stage#RCPT}, {@link Stage#DATA},
 *     {@link Stage#BDAT} or {@link Stage#END_OF_DATA}
 * @param reply the reply that decided
 * @param rcptReply the reply to this recipient's RCPT, if that was sent: 250, 251 (forwarded) and
 *     252 (not verified) all accept it
 * @param origin who said so
 */
public record RecipientOutcome(
    ForwardPath recipient, Stage stage, Reply reply, Optional<Reply> rcptReply, Origin origin) {
  /**
   * Whose words {@link #reply} are: the server's, or ours, in a server's form, where what the
   * server announced makes asking pointless.
   */
  public sealed interface Origin {
    /** The one that the server's own words have. */
    Server SERVER = new Server();

    /** The server said it. */
    record Server() implements Origin {}

    /**
     * The transaction needs an extension that the server does not offer.
     *
     * @param keyword the extension
     */
    record NotOffered(EhloKeyword keyword) implements Origin {}

    /**
     * The message requires TLS on every hop, and this session is in clear, or with a server whose
     * certificate is not verified (RFC 8689 §4.2.1).
     */
    record NotVerified() implements Origin {}

    /**
     * The mail data is larger than the server takes (RFC 1870 §3).
     *
     * @param limit the most octets that it takes
     */
    record TooLarge(long limit) implements Origin {}

    /**
     * There are more recipients, domains or transactions than the server allows (RFC 9422). What is
     * left over may go in a further transaction, or for domains and transactions in another
     * session.
     *
     * @param limit how many it allows
     */
    record TooMany(int limit) implements Origin {}

    /**
     * The conversation broke when the server had answered for other recipients of the same mail
     * data, which only LMTP can do. This recipient may have the message all the same.
     *
     * @param failure how it broke
     */
    record Unanswered(ConversationException failure) implements Origin {}
  }

  /** The server said it itself. */
  public boolean isServers() {
    return origin == Origin.SERVER;
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
