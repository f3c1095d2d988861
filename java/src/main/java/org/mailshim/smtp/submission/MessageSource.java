package org.mailshim.smtp.submission;

/**
 * Gives a message, in pieces of any size: a header, an empty line, a body; line ends are CRLF. Used
 * by the thread that runs the submission.
 */
public interface MessageSource {
  /** Begins anew; called before each transfer. */
  void rewind();

  /**
   * Goes to the next piece, unless octets of one are pending.
   *
   * @return how many octets are pending; 0 or less at the end
   */
  int next();

  /**
   * Takes octets that are pending.
   *
   * @param into where to
   * @param at index of the first one
   * @param count how many, no more than there are
   */
  void take(byte[] into, int at, int count);

  /** How many octets of the current piece are left; asks for no other. */
  int pending();

  /**
   * Asked at the end: why the message could not be read to its end.
   *
   * @return an errno; 0 when it could
   */
  int error();

  /** The transfer is over, however it went; {@link #rewind} may follow. */
  void end();
}
