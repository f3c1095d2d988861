package org.mailshim.smtp;

import java.util.Optional;
import org.mailshim.address.Ascii;

/**
 * The verbs of SMTP and its extensions, each with the facts of the protocol in its row.
 *
 * <p>A server's gate reads them ("may this run now?"), and both sides read {@link Fact#ENDS_GROUP},
 * which is all there is to pipelining: the server flushes its replies there, the client waits for
 * them there. Facts are what the RFC says; what a site allows is policy and stands elsewhere.
 */
public enum Verb {
  /** Greets and asks for the service extensions (RFC 5321 §4.1.1.1). */
  EHLO("EHLO", "EHLO", Order.ANYTIME, Fact.BEFORE_TLS, Fact.BEFORE_AUTH, Fact.ENDS_GROUP),
  /** Greets a server that knows no extensions (RFC 5321 §4.1.1.1). */
  HELO("HELO", "HELO", Order.ANYTIME, Fact.BEFORE_TLS, Fact.BEFORE_AUTH, Fact.ENDS_GROUP),
  /** EHLO of LMTP (RFC 2033 §4.1). */
  LHLO("LHLO", "LHLO", Order.ANYTIME, Fact.BEFORE_TLS, Fact.BEFORE_AUTH, Fact.ENDS_GROUP),
  /** Opens a mail transaction with the reverse-path (RFC 5321 §4.1.1.2). */
  MAIL("MAIL", "MAIL FROM", Order.OUTSIDE_TRANSACTION),
  /** Adds a recipient (RFC 5321 §4.1.1.3). */
  RCPT("RCPT", "RCPT TO", Order.IN_TRANSACTION),
  /** Asks to send the mail data up to CRLF.CRLF (RFC 5321 §4.1.1.4). */
  DATA("DATA", "DATA", Order.AFTER_RECIPIENT, Fact.ENDS_GROUP),
  /** Sends a counted chunk of the mail data (RFC 3030 §2). */
  BDAT("BDAT", "BDAT", Order.AFTER_RECIPIENT),
  /** Drops the mail transaction (RFC 5321 §4.1.1.5). */
  RSET("RSET", "RSET", Order.ANYTIME, Fact.BEFORE_AUTH),
  /** Does nothing, and is a point to synchronise at (RFC 5321 §4.1.1.9). */
  NOOP("NOOP", "NOOP", Order.ANYTIME, Fact.BEFORE_TLS, Fact.BEFORE_AUTH, Fact.ENDS_GROUP),
  /** Ends the session (RFC 5321 §4.1.1.10). */
  QUIT("QUIT", "QUIT", Order.ANYTIME, Fact.BEFORE_TLS, Fact.BEFORE_AUTH, Fact.ENDS_GROUP),
  /** Asks whether a mailbox exists (RFC 5321 §4.1.1.6). */
  VRFY("VRFY", "VRFY", Order.ANYTIME, Fact.ENDS_GROUP),
  /** Asks who is on a mailing list (RFC 5321 §4.1.1.7). */
  EXPN("EXPN", "EXPN", Order.ANYTIME, Fact.ENDS_GROUP),
  /** Asks for help (RFC 5321 §4.1.1.8). */
  HELP("HELP", "HELP", Order.ANYTIME),
  /** Starts TLS; what was said before is forgotten (RFC 3207 §4). */
  STARTTLS(
      "STARTTLS", "STARTTLS", Order.GREETED, Fact.BEFORE_TLS, Fact.BEFORE_AUTH, Fact.ENDS_GROUP),
  /** Authenticates the client (RFC 4954 §4). */
  AUTH("AUTH", "AUTH", Order.OUTSIDE_TRANSACTION, Fact.BEFORE_AUTH, Fact.ENDS_GROUP),
  /** Asks to start processing of a queue (RFC 1985 §5). */
  ETRN("ETRN", "ETRN", Order.GREETED, Fact.ENDS_GROUP),
  /** Says who the client's client is; the session begins anew with 220 (Postfix). */
  XCLIENT(
      "XCLIENT",
      "XCLIENT",
      Order.NOT_IN_TRANSACTION,
      Fact.BEFORE_TLS,
      Fact.BEFORE_AUTH,
      Fact.ENDS_GROUP);

  /** When a verb may come (RFC 5321 §4.1.4); out of order the reply code is 503. */
  public enum Order {
    /** At any time, even before the greeting. */
    ANYTIME,
    /** After EHLO, HELO or LHLO. */
    GREETED,
    /** At any time, even before EHLO, but while a mail transaction is open. */
    NOT_IN_TRANSACTION,
    /** After EHLO, HELO or LHLO, while no mail transaction is open. */
    OUTSIDE_TRANSACTION,
    /** While a mail transaction is open. */
    IN_TRANSACTION,
    /** While a mail transaction is open that has a recipient. */
    AFTER_RECIPIENT
  }

  /** What may be true of a verb. */
  public enum Fact {
    /**
     * A server that insists on TLS allows it before STARTTLS (RFC 3207 §4; HELO and LHLO beside
     * EHLO).
     */
    BEFORE_TLS,
    /** A server that insists on authentication allows it before AUTH (RFC 4954 §6). */
    BEFORE_AUTH,
    /**
     * It is the last of a pipelining group (RFC 2920 §3.1; RFC 3207 §4; RFC 4954 §4). So is each
     * verb of an extension that does not say otherwise, as ETRN; BDAT says otherwise. That AUTH may
     * go on in a few cases is not made use of.
     */
    ENDS_GROUP
  }

  private static final Verb[] ALL = values();

  private final String keyword;
  private final String phrase;
  private final Order order;
  private final Fact[] facts;

  Verb(String keyword, String phrase, Order order, Fact... facts) {
    this.keyword = keyword;
    this.phrase = phrase;
    this.order = order;
    this.facts = facts;
  }

  /**
   * Finds a verb.
   *
   * @param keyword the first word of a command line, in any case
   * @return the verb; empty when there is none of that name
   */
  public static Optional<Verb> of(String keyword) {
    for (Verb verb : ALL) {
      if (Ascii.equalsIgnoringCase(verb.keyword, keyword)) {
        return Optional.of(verb);
      }
    }
    return Optional.empty();
  }

  /**
   * The verb as it is written.
   *
   * @return upper-case letters
   */
  public String keyword() {
    return keyword;
  }

  /**
   * The verb as a person calls it, for messages such as "while sending RCPT TO".
   *
   * @return the keyword, with FROM or TO where it has one
   */
  public String phrase() {
    return phrase;
  }

  /**
   * When the verb may come.
   *
   * @return its place in a session
   */
  public Order order() {
    return order;
  }

  /**
   * Whether something is true of the verb.
   *
   * @param fact what is asked
   * @return true when the fact stands in the verb's row
   */
  public boolean is(Fact fact) {
    for (Fact each : facts) {
      if (each == fact) {
        return true;
      }
    }
    return false;
  }
}
