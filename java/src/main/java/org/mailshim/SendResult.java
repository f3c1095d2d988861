package org.mailshim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.client.RecipientOutcome;
import org.mailshim.transport.Endpoint;

/**
 * What became of one message, reply by reply. Immutable.
 *
 * @param messageId the message's Message-ID; empty when it has none
 * @param hello the reply to EHLO or HELO
 * @param esmtp whether that was EHLO
 * @param recipients one outcome for each recipient, in the message's order
 * @param quit the reply to QUIT; empty when the session goes on, or none came in time
 * @param server with whom; empty in a dry run
 * @param encrypted whether the message went under TLS
 * @param dryRun whether nothing was sent at all
 */
public record SendResult(
    Optional<String> messageId,
    Reply hello,
    boolean esmtp,
    List<RecipientOutcome> recipients,
    Optional<Reply> quit,
    Optional<Endpoint> server,
    boolean encrypted,
    boolean dryRun) {
  /** Copies the outcomes. */
  public SendResult {
    recipients = List.copyOf(recipients);
  }

  /**
   * Whether every recipient was accepted.
   *
   * @return true when nobody is left out
   */
  public boolean isAccepted() {
    return rejected().isEmpty();
  }

  /**
   * Those that were not accepted, each with the reply that says why.
   *
   * @return in the message's order
   */
  public List<RecipientOutcome> rejected() {
    List<RecipientOutcome> rejected = new ArrayList<>();
    for (RecipientOutcome recipient : recipients) {
      if (!recipient.isAccepted()) {
        rejected.add(recipient);
      }
    }
    return rejected;
  }

  /**
   * The reply to the message itself, which mostly has the server's name for it.
   *
   * @return empty when nobody was accepted
   */
  public Optional<Reply> accepted() {
    for (RecipientOutcome recipient : recipients) {
      if (recipient.isAccepted()) {
        return Optional.of(recipient.reply());
      }
    }
    return Optional.empty();
  }

  /**
   * For callers to whom anything less than everybody is a failure.
   *
   * @return this
   * @throws NotAcceptedException when a recipient was not accepted
   */
  public SendResult requireAccepted() {
    if (!isAccepted()) {
      throw new NotAcceptedException(this);
    }
    return this;
  }

  /**
   * The replies under the names that Qore has for them: {@code EHLO} or {@code HELO}, {@code RCPT}
   * (a map by address), {@code MSGID}, {@code QUIT}.
   *
   * @return replies, but for {@code RCPT}; without those that there are none of
   */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(esmtp ? "EHLO" : "HELO", hello);
    Map<String, Reply> replies = new LinkedHashMap<>();
    for (RecipientOutcome each : recipients) {
      String path = each.recipient().text();
      replies.put(path.substring(1, path.length() - 1), each.rcptReply().orElse(each.reply()));
    }
    map.put("RCPT", replies);
    accepted().ifPresent(reply -> map.put("MSGID", reply));
    quit.ifPresent(reply -> map.put("QUIT", reply));
    return map;
  }
}
