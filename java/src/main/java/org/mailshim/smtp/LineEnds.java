package org.mailshim.smtp;

/** What becomes of a CR or LF that stands alone in mail data (RFC 5321 §2.3.8). */
public enum LineEnds {
  /**
   * The message is refused: two servers that read a lone LF differently can be made to disagree
   * about where a message ends, which is what SMTP smuggling lives on (CVE-2023-51764 to 51766).
   */
  REFUSE,
  /**
   * It is a line end and becomes CRLF, for old clients that know no better. The end of the data is
   * CRLF.CRLF all the same, and a dot after such a line end never begins it.
   */
  NORMALIZE
}
