package org.mailshim.smtp.client;

import java.time.Duration;

/**
 * How long each wait of a session may take. The defaults are those of RFC 5321 §4.5.3.2, which are
 * minima: a client that gives up sooner may send a message twice.
 *
 * <p>Each is for sending one group of commands, or one block of data, and again for each reply from
 * the moment it is waited for. The connection was made before and is not among them.
 *
 * @param greeting the first reply (§4.5.3.2.1: 5 minutes)
 * @param hello EHLO, HELO and LHLO, the TLS handshake, each step of AUTH, and every command that
 *     belongs to no mail transaction (not in the RFC; 5 minutes)
 * @param mail MAIL, and RSET (§4.5.3.2.2: 5 minutes)
 * @param rcpt RCPT (§4.5.3.2.3: 5 minutes)
 * @param data DATA (§4.5.3.2.4: 2 minutes)
 * @param dataBlock each write of mail data, and the reply to a chunk that is not the last
 *     (§4.5.3.2.5: 3 minutes)
 * @param endOfData the reply to the end of data (§4.5.3.2.6: 10 minutes)
 * @param quit QUIT, where nothing is to be won any more (not in the RFC; 5 seconds)
 */
public record SessionTimeouts(
    Duration greeting,
    Duration hello,
    Duration mail,
    Duration rcpt,
    Duration data,
    Duration dataBlock,
    Duration endOfData,
    Duration quit) {
  private static final SessionTimeouts DEFAULTS =
      new SessionTimeouts(
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(2),
          Duration.ofMinutes(3),
          Duration.ofMinutes(10),
          Duration.ofSeconds(5));

  /** Those of the RFC. */
  public static SessionTimeouts defaults() {
    return DEFAULTS;
  }

  /** The same for every wait, but no more than the default for QUIT. */
  public static SessionTimeouts all(Duration each) {
    Duration quit = each.compareTo(DEFAULTS.quit) < 0 ? each : DEFAULTS.quit;
    return new SessionTimeouts(each, each, each, each, each, each, each, quit);
  }

  /** The one that applies at {@code stage}. */
  public Duration at(Stage stage) {
    return switch (stage) {
      case GREETING -> greeting;
      case EHLO, HELO, LHLO, STARTTLS, TLS, AUTH, XCLIENT -> hello;
      case VRFY, EXPN, HELP, NOOP, ETRN -> hello;
      case MAIL, RSET -> mail;
      case RCPT -> rcpt;
      case DATA -> data;
      case MAIL_DATA, BDAT -> dataBlock;
      case END_OF_DATA -> endOfData;
      case QUIT -> quit;
    };
  }
}
