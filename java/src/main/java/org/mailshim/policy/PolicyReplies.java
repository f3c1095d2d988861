package org.mailshim.policy;

import java.time.Duration;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;

/**
 * What refused clients are told: why, and what to do. Enhanced status codes are those of RFC 3463,
 * RFC 7505 and RFC 7372. Immutable, for any thread.
 */
final class PolicyReplies {
  static final Reply RELAYING_DENIED = reply(550, 7, 1, "Relaying denied");
  static final Reply UNKNOWN_RECIPIENT = reply(550, 1, 1, "No such mailbox here");
  static final Reply DENIED_ADDRESS = reply(554, 7, 1, "Your address may not send mail to here");
  static final Reply BLOCKED =
      reply(421, 7, 1, "Your address wrote to a trap and is blocked for a while");
  static final Reply SENDER_NOT_OWN =
      reply(553, 7, 1, "You have authenticated as somebody else than this sender");
  static final Reply SENDER_NOT_LOCAL = reply(553, 7, 1, "Send from an address of this domain");
  static final Reply SENDER_LOCAL =
      reply(553, 7, 1, "Authenticate to send from an address of this domain");

  private static final int LONGEST = 400;

  private final String refusalText;
  private final int dnsListCode;

  PolicyReplies(String refusalText, int dnsListCode) {
    this.refusalText = refusalText;
    this.dnsListCode = dnsListCode;
  }

  /** 550: on a bad list. */
  Reply badListed() {
    return reply(550, 7, 1, refusalText);
  }

  /** For the sake of a DNS list, with the list's own words. */
  Reply dnsListed(DnsListReport.Hit hit) {
    String reason = hit.answer().reason();
    String text =
        "Your address is on " + hit.list().zone().ascii() + (reason.isEmpty() ? "" : ": " + reason);
    return reply(dnsListCode, 7, 1, text.substring(0, Math.min(text.length(), LONGEST)));
  }

  /** 451: a limit is reached. */
  static Reply tooMuch(Duration wait) {
    return reply(451, 7, 1, "Too much mail, try again in " + seconds(wait));
  }

  /** 451: greylisted (RFC 6647 §5). */
  static Reply greylisted(Duration wait) {
    return reply(451, 7, 1, "Greylisted, try again in " + seconds(wait));
  }

  /** For the sake of the sender's domain. */
  static Reply senderDomain(SenderDomains.Verdict verdict) {
    return switch (verdict) {
      case GOOD -> throw new AssertionError("nothing is wrong with the domain");
      case MISSING -> reply(550, 1, 8, "The sender's domain does not exist or takes no mail");
      case TAKES_NO_MAIL -> reply(550, 7, 27, "The sender's domain says that it takes no mail");
      case UNKNOWN -> reply(451, 4, 3, "The sender's domain cannot be looked up now");
    };
  }

  private static String seconds(Duration wait) {
    long seconds = (wait.toMillis() + 999) / 1000;
    return seconds == 1 ? "a second" : seconds + " seconds";
  }

  private static Reply reply(int code, int subject, int detail, String text) {
    return Reply.of(code, new EnhancedStatusCode(code / 100, subject, detail), text);
  }
}
