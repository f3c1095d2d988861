package org.mailshim.delivery;

import java.util.Optional;
import org.mailshim.address.ForwardPath;
import org.mailshim.smtp.Reply;

/**
 * What one attempt has come to for one recipient. Immutable.
 *
 * @param recipient as in the envelope
 * @param disposition accepted, or why not
 * @param cause what decided
 * @param reply what the server said; or, when no server decided, what a server in our place would
 *     say: a code with an enhanced status code (RFC 3463) and a sentence for a person
 * @param server who said it, as {@code mx.example [192.0.2.1]:25}; empty when the reply is ours
 * @param stage what was being done, as a phrase: {@code sending RCPT TO}
 * @param custody who has the message now
 */
public record RecipientReport(
    ForwardPath recipient,
    Disposition disposition,
    Cause cause,
    Reply reply,
    Optional<String> server,
    String stage,
    Custody custody) {

  /** Of a message that is still ours, or that a server has which was not asked to notify. */
  public RecipientReport(
      ForwardPath recipient,
      Disposition disposition,
      Cause cause,
      Reply reply,
      Optional<String> server,
      String stage) {
    this(
        recipient,
        disposition,
        cause,
        reply,
        server,
        stage,
        disposition == Disposition.ACCEPTED ? Custody.SERVER : Custody.OURS);
  }

  /**
   * The reply code, 200 to 599. Its first digit agrees with the disposition, but for a cancelled
   * recipient (451), and for 552 to RCPT, which is transient (RFC 5321 section 4.5.3.1.10).
   */
  public int code() {
    return reply.code();
  }

  /** One printable line: the recipient, who spoke at which stage, and the reply. */
  public String text() {
    String who = server.isPresent() ? server.get() + " " : "";
    return recipient.text() + ": " + who + "while " + stage + ": " + reply.text();
  }
}
