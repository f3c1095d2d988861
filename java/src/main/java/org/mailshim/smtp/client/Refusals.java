package org.mailshim.smtp.client;

import org.mailshim.smtp.EhloKeyword;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;

/**
 * What we say in the server's place, where what it announced makes asking pointless: the codes of
 * RFC 3463 and of the extensions, each in the way a server would use it.
 */
final class Refusals {
  private Refusals() {}

  /** The mail data is larger than the server takes (RFC 1870 §6.1). */
  static Reply tooLarge(long octets, long limit) {
    String text =
        "message of " + octets + " octets; this server takes at most " + limit + " octets";
    return refusal(552, 3, 4, text);
  }

  /** A mailbox is not ASCII (RFC 6531 §3.7.4.2). */
  static Reply noSmtpUtf8(String whose) {
    return refusal(553, 6, 7, whose + " mailbox is not ASCII; no SMTPUTF8 here");
  }

  /** The transaction asks for what the server does not offer. */
  static Reply notOffered(EhloKeyword keyword) {
    String text = "this server does not offer " + keyword.text() + ", which the message needs";
    return switch (keyword) {
      case EIGHTBITMIME, BINARYMIME, CHUNKING -> refusal(554, 6, 3, text);
      case SMTPUTF8 -> refusal(554, 6, 7, text);
      case REQUIRETLS -> refusal(550, 7, 30, text);
      default -> refusal(554, 3, 3, text);
    };
  }

  /** REQUIRETLS on a session that is not under TLS with the right server (RFC 8689 §4.2.1). */
  static Reply notVerified() {
    return refusal(
        550, 7, 10, "REQUIRETLS needs a session under TLS whose certificate is verified");
  }

  /** One of the server's LIMITS is reached (RFC 9422). */
  static Reply tooMany(int limit, String what) {
    String text = "this server takes at most " + limit + " " + what;
    return Reply.of(452, new EnhancedStatusCode(4, 5, 3), text);
  }

  /** In LMTP, the reply for this recipient did not come. */
  static Reply unanswered(ConversationException failure) {
    String text = failure.getMessage() + "; the message may have been delivered";
    return Reply.of(451, new EnhancedStatusCode(4, 4, 2), text);
  }

  private static Reply refusal(int code, int subject, int detail, String text) {
    return Reply.of(code, new EnhancedStatusCode(5, subject, detail), text);
  }
}
