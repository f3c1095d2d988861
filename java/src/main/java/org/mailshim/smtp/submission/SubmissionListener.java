package org.mailshim.smtp.submission;

import org.jspecify.annotations.Nullable;

/**
 * Told what happens, on the thread that runs the submission; asked what to do where the server
 * falls short. Objects are those that were added to the submission.
 */
public interface SubmissionListener {
  /** Connected to an address; the greeting comes next. */
  void connected();

  /** The connection is closed; once for each {@link #connected}. */
  void disconnected();

  /** MAIL was answered. */
  void reversePathStatus(SubmittedMessage message);

  /** RCPT was answered. */
  void recipientStatus(SubmittedRecipient recipient);

  /** Whether {@link #sent} is to be called: it needs the message looked at line by line. */
  boolean hearsLines();

  /** A header field, a line of the body, or a chunk of it was sent, of so many octets. */
  void sent(SubmittedMessage message, int octets);

  /** The end of the message was answered, or the wish to send it was refused. */
  void transferStatus(SubmittedMessage message);

  /** ETRN was answered. */
  void remoteQueueStatus(RemoteQueue queue);

  /** A reply is without the enhanced status code that was promised; true to quit. */
  boolean missesEnhancedCode();

  /** DSN is wanted and not offered; true to quit. */
  boolean missesDsn();

  /** 8BITMIME is needed and not offered; the session ends. */
  void missesEightBitMime();

  /** STARTTLS is required and not offered; the session ends. */
  void missesStartTls();

  /** ETRN is wanted and not offered; true to quit. */
  boolean missesEtrn();

  /** CHUNKING is needed and not offered; true to quit. */
  boolean missesChunking();

  /** BINARYMIME is needed and not offered; the session ends. */
  void missesBinaryMime();

  /**
   * The server needs more time than DELIVERBY gives it.
   *
   * @param seconds too few by so many
   * @return more than 0: ask for so many seconds more than the server's minimum; else as it was
   */
  int deliverByTooSoon(long seconds);

  /** Whether {@link #monitor} is to be called. */
  boolean monitors();

  /** Whether it is to be called for header fields too. */
  boolean monitorsHeaders();

  /**
   * Octets of the conversation, {@code octets[from..to)}, which are only lent.
   *
   * @param kind 0 from the server, 1 to it, 2 a header field
   */
  void monitor(byte[] octets, int from, int to, int kind);

  /**
   * A fault has occurred: what {@link Submission#run} may return at its end is known from now on.
   *
   * @param fault one of {@link Fault}
   * @param reason in words; null when the number says it all
   */
  void fault(int fault, @Nullable String reason);
}
