package org.mailshim.pop3.server;

import java.util.OptionalInt;
import org.mailshim.pop3.Response;
import org.mailshim.store.MaildropName;
import org.mailshim.store.MessageContent;

/**
 * Where the site has its say. Each method is called on the session's thread, may block, and must be
 * safe for several sessions at once; as they stand here all let the server go on.
 *
 * <p>What a method throws is local trouble: the client hears {@code -ERR [SYS/TEMP]}, the observer
 * hears of it, and the session goes on.
 */
public interface ServerHooks {
  /** Lets everything go on. */
  ServerHooks NONE = new ServerHooks() {};

  /**
   * A message of the maildrop.
   *
   * @param number its message-number in this session, from 1
   * @param uniqueId its unique-id
   * @param octets its size on the wire
   */
  record Message(int number, String uniqueId, long octets) {}

  /** A hook has deleted a message, or keeps it in its own way. */
  record Handled() {}

  /**
   * A client is there, before the greeting.
   *
   * @param session who
   * @return to go on; to refuse, which the client hears instead of the greeting; or to take over
   *     with other options for this session, but for those that have had their effect by then: TLS
   *     from the first octet, and the proxies
   */
  default Decision<ServerOptions> connected(SessionFacts session) {
    return Decision.goOn();
  }

  /**
   * A client tries to log in.
   *
   * @param session who
   * @param attempt how
   * @return to go on, which has the user directory asked; to refuse; or to take over with the
   *     maildrop of a client that is to be believed
   */
  default Decision<MaildropName> login(SessionFacts session, LoginAttempt attempt) {
    return Decision.goOn();
  }

  /**
   * A login, or a QUIT with all its deletions, has come to its end, and the client is about to hear
   * how.
   *
   * @param session who
   * @param ours what we would say
   * @return what it hears, with the status of ours
   */
  default Response concluded(SessionFacts session, Response ours) {
    return ours;
  }

  /**
   * A client wants a message, by RETR or TOP.
   *
   * @param session who
   * @param message which
   * @param bodyLines how many lines of its body, by TOP
   * @return to go on, to refuse, or to take over with other octets, which the server makes fit for
   *     the wire, cuts for TOP, and closes
   */
  default Decision<MessageContent> retrieve(
      SessionFacts session, Message message, OptionalInt bodyLines) {
    return Decision.goOn();
  }

  /**
   * A client has said QUIT, and a message that it marked is to be deleted.
   *
   * @param session who
   * @param message which
   * @return to go on, which deletes it; to refuse, which keeps it and is the answer to QUIT; or to
   *     take over, which leaves it to the hook
   */
  default Decision<Handled> delete(SessionFacts session, Message message) {
    return Decision.goOn();
  }

  /**
   * A client that has logged in says QUIT.
   *
   * @param session who
   * @param marked how many messages it has marked as deleted
   * @return to go on; to refuse, which deletes nothing, is the answer and ends the session; or to
   *     take over, which deletes nothing and says goodbye
   */
  default Decision<Handled> quit(SessionFacts session, int marked) {
    return Decision.goOn();
  }
}
