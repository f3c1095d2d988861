package org.mailshim.delivery;

/** What happens to mail data above US-ASCII where the next server lacks 8BITMIME (RFC 6152 §3). */
public enum EightBitPolicy {
  /** It is sent as it is, which nearly every server without the extension bears. */
  SEND,
  /**
   * It is encoded anew ({@link org.mailshim.message.SevenBitMessage}); what cannot be is refused,
   * 554 5.6.3.
   */
  CONVERT
}
