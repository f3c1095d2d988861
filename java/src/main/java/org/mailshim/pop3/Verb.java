package org.mailshim.pop3;

import java.util.Optional;
import org.mailshim.address.Ascii;

/**
 * The POP3 commands' keywords, each with its facts in one row (RFC 1939 §5 to §7; RFC 2449 §3).
 *
 * <p>When a command may come is such a fact. UPDATE is no state in which anything may come: QUIT
 * leads into it and out of it (RFC 1939 §6).
 */
public enum Verb {
  /** Who wants to log in (RFC 1939 §7). */
  USER("USER", Times.AUTHORIZATION),
  /** The password of USER's mailbox (RFC 1939 §7). */
  PASS("PASS", Times.AUTHORIZATION),
  /** Log in with a digest of the greeting's time stamp (RFC 1939 §7). */
  APOP("APOP", Times.AUTHORIZATION),
  /** Log in with a SASL mechanism (RFC 1734, RFC 5034). */
  AUTH("AUTH", Times.AUTHORIZATION),
  /** Begin TLS (RFC 2595 §4). */
  STLS("STLS", Times.AUTHORIZATION),
  /** Header fields are UTF-8 from now on (RFC 6856 §2.1). */
  UTF8("UTF8", Times.AUTHORIZATION),
  /** How many messages there are, and how large they are together. */
  STAT("STAT", Times.TRANSACTION),
  /** The size of one message or of each. */
  LIST("LIST", Times.TRANSACTION),
  /** The unique-id of one message or of each (RFC 1939 §7). */
  UIDL("UIDL", Times.TRANSACTION),
  /** A message. */
  RETR("RETR", Times.TRANSACTION),
  /** A message's header and the first lines of its body (RFC 1939 §7). */
  TOP("TOP", Times.TRANSACTION),
  /** Mark a message as deleted. */
  DELE("DELE", Times.TRANSACTION),
  /** Take all such marks away. */
  RSET("RSET", Times.TRANSACTION),
  /** Nothing. */
  NOOP("NOOP", Times.TRANSACTION),
  /** What the server can do (RFC 2449 §5). */
  CAPA("CAPA", Times.BOTH),
  /** The language of response texts (RFC 6856 §3). */
  LANG("LANG", Times.BOTH),
  /** The end; from TRANSACTION, through UPDATE. */
  QUIT("QUIT", Times.BOTH);

  /** In which states a command may come. */
  private enum Times {
    AUTHORIZATION,
    TRANSACTION,
    BOTH
  }

  private static final Verb[] ALL = values();

  private final String keyword;
  private final Times times;

  Verb(String keyword, Times times) {
    this.keyword = keyword;
    this.times = times;
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
   * The keyword as it is written.
   *
   * @return upper-case letters and digits
   */
  public String keyword() {
    return keyword;
  }

  /**
   * Whether it may come before the login.
   *
   * @return true when the AUTHORIZATION state knows it
   */
  public boolean inAuthorization() {
    return times != Times.TRANSACTION;
  }

  /**
   * Whether it may come after the login.
   *
   * @return true when the TRANSACTION state knows it
   */
  public boolean inTransaction() {
    return times != Times.AUTHORIZATION;
  }
}
