package org.mailshim.pop3.server;

import org.mailshim.pop3.Response;

/**
 * Hears what sessions do, as they do it, on the session's thread. For logs and traces; it decides
 * nothing, and must be safe for several threads at once. Nothing it is told holds a password, a
 * digest or SASL data.
 *
 * <p>What a method throws ends the session.
 */
public interface ServerObserver {
  /** Ignores everything. */
  ServerObserver NONE = new ServerObserver() {};

  /**
   * A session moved on.
   *
   * @param session which
   * @param before the state left, as RFC 1939 calls it
   * @param now the state entered
   */
  default void state(SessionFacts session, String before, String now) {}

  /**
   * A command was read.
   *
   * @param session whose
   * @param line the line, printable, without what may be secret
   */
  default void command(SessionFacts session, String line) {}

  /**
   * A response is on its way.
   *
   * @param session whose
   * @param response its first line
   */
  default void response(SessionFacts session, Response response) {}

  /**
   * A login failed.
   *
   * @param session whose
   * @param user as whom; printable
   * @param reason why, in words for a log; the client is not told
   */
  default void loginFailed(SessionFacts session, String user, String reason) {}

  /**
   * The UPDATE state is over.
   *
   * @param session whose
   * @param removed how many messages were deleted
   * @param kept how many that should have been were not
   */
  default void updated(SessionFacts session, int removed, int kept) {}

  /**
   * Something of this server failed and the client was told {@code [SYS/…]}: a hook, the store or
   * the user directory threw, or the server itself has a bug.
   *
   * @param session whose
   * @param doing what was being done, as in "while opening a maildrop"
   * @param cause what was thrown
   */
  default void failed(SessionFacts session, String doing, Throwable cause) {}

  /**
   * The session is over.
   *
   * @param session which
   * @param reason why, in words for a log: "said goodbye", or what broke
   */
  default void closed(SessionFacts session, String reason) {}
}
