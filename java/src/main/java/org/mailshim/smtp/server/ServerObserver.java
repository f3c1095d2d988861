package org.mailshim.smtp.server;

import org.mailshim.smtp.Reply;

/**
 * Hears what sessions do, as they do it, on the session's thread. For logs and traces; it decides
 * nothing, and must be safe for several threads at once. Nothing it is told holds a password: AUTH
 * exchanges are shown without what the client sends.
 *
 * <p>What a method throws ends the session, behind the reply that is due: a message that was
 * accepted is still answered with 250.
 */
public interface ServerObserver extends Promptness {
  /** Ignores everything. */
  ServerObserver NONE =
      new ServerObserver() {
        @Override
        public boolean isPrompt() {
          return true;
        }
      };

  /** A session moved on; {@code now} differs from {@code before}. */
  default void state(SessionFacts session, ServerState before, ServerState now) {}

  /** A command line was read; without CRLF, printable, and cut where it grows long. */
  default void command(SessionFacts session, String line) {}

  /** A reply is on its way. */
  default void reply(SessionFacts session, Reply reply) {}

  /**
   * A message was accepted or refused after its data.
   *
   * @param octets the size of the mail data as received, in octets
   * @param reply the answer; of LMTP the one for the last recipient
   */
  default void message(SessionFacts session, ReceivedEnvelope envelope, long octets, Reply reply) {}

  /**
   * An authentication failed.
   *
   * @param reason why, in words for a log; the client is not told
   */
  default void authenticationFailed(SessionFacts session, String mechanism, String reason) {}

  /**
   * Something of this server failed and the client was told 4yz: a hook, a sink or the user
   * directory threw, or the server itself has a bug.
   *
   * @param doing what was being done, as in "while keeping mail data"
   */
  default void failed(SessionFacts session, String doing, Throwable cause) {}

  /**
   * The session is over.
   *
   * @param reason why, in words for a log: "said goodbye", or what broke
   */
  default void closed(SessionFacts session, String reason) {}
}
