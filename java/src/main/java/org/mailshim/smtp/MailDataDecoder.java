package org.mailshim.smtp;

/**
 * Undoes the transparency of mail data, in one of two ways to take a CR or LF that stands alone
 * (RFC 5321 §4.5.2). Belongs to one message and one thread.
 */
public sealed interface MailDataDecoder permits DotUnstuffer, LenientDotUnstuffer {
  /**
   * The machine for one message, at the start of its mail data.
   *
   * @param lineEnds what becomes of a CR or LF that stands alone
   */
  static MailDataDecoder of(LineEnds lineEnds) {
    return lineEnds == LineEnds.REFUSE ? new DotUnstuffer() : new LenientDotUnstuffer();
  }

  /**
   * Decodes the next piece of the stream where it stands, cut anywhere, as far as the mail data
   * goes.
   *
   * @param buffer holds the piece; afterwards the mail data begins at {@code from}, what follows
   *     the end of the data is where it was, and what is between has no meaning
   * @param from index of the piece's first octet
   * @param to index after its last octet
   * @return index after the last octet of mail data, with CRLF line ends; {@link #consumed} tells
   *     how far the piece was read
   * @throws SmtpSyntaxException of kind {@link SmtpSyntaxException.Kind#MAIL_DATA} at an octet that
   *     the machine refuses
   */
  int decode(byte[] buffer, int from, int to);

  /**
   * How far the last call of {@link #decode} read.
   *
   * @return index in its buffer after the last octet it took; what follows the end of the data is
   *     the next command
   */
  int consumed();

  /** Whether CRLF.CRLF has been read, and with it the end of the mail data. */
  boolean isEnded();
}
