package org.mailshim.smtp.server;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.Reply;

/**
 * Where mail data goes, streaming. One object serves all sessions, so it must be safe for several
 * threads at once; each {@link Receiving} belongs to one session.
 *
 * <p>What a sink throws is local trouble, never the client's fault: the client gets 451 4.3.0 and
 * keeps the message, and the observer hears of it.
 */
public interface MailSink extends Promptness {
  /** Takes everything, says 250 and keeps nothing. */
  MailSink DISCARDING = new DiscardingSink();

  /**
   * A message begins: the envelope is complete and its data comes next.
   *
   * @return what takes the data; {@link Receiving#finish} or {@link Receiving#abort} will be its
   *     last call
   */
  Receiving open(SessionFacts session, ReceivedEnvelope envelope);

  /**
   * Which of the extensions that are promises about a message this sink keeps: DSN, DELIVERBY,
   * FUTURERELEASE, MT-PRIORITY, REQUIRETLS, BINARYMIME. Others are not offered, whatever the
   * options say.
   *
   * @return the extensions; as it stands here none
   */
  default Set<EhloKeyword> honours() {
    return Set.of();
  }

  /** One message on its way into the sink. */
  interface Receiving {
    /**
     * The next octets of the message, beginning with the Received field: transparency removed, each
     * line ended by CRLF (but for BODY=BINARYMIME, which is as it came).
     *
     * @param octets the session's buffer, to be copied if kept
     * @param from index of the first octet
     * @param to index after the last octet
     */
    void data(byte[] octets, int from, int to);

    /**
     * The message is complete. Whoever answers with 2yz is responsible for it from then on (RFC
     * 5321 §6.1), so it must be on disk by then.
     *
     * @return the answer for all recipients
     */
    Reply finish();

    /**
     * As {@link #finish}, for LMTP, where each recipient has an answer of its own (RFC 2033 §4.2).
     *
     * @return one answer for each recipient, in the envelope's order; as it stands here the same
     *     for all
     */
    default List<Reply> finishForEach(ReceivedEnvelope envelope) {
      return Collections.nCopies(envelope.recipients().size(), finish());
    }

    /** There will be no message: it was refused, or the conversation broke. Never fails. */
    void abort();
  }
}
