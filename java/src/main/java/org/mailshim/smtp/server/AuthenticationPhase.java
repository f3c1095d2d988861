package org.mailshim.smtp.server;

import org.jspecify.annotations.Nullable;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.Reply;

/**
 * The part of a session in which its client authenticates (RFC 4954 §4): from AUTH on each line is
 * the exchange's, until a reply that is not 334. One session, one thread.
 */
final class AuthenticationPhase {
  private final SmtpServerSession session;
  private @Nullable Authentication exchange;

  AuthenticationPhase(SmtpServerSession session) {
    this.session = session;
  }

  /**
   * Begins with AUTH.
   *
   * @return 334 when the exchange goes on with the client's next line; else its result
   */
  Reply begin(Authentication begun, Command.Auth command) {
    exchange = begun;
    session.wire().connection().keepThread(); // a directory may have to be asked
    return concluded(begun.begin(command));
  }

  /** Takes the client's next line; as {@link #begin}. */
  Reply respond(String base64) {
    Authentication going = exchange;
    if (going == null) {
      throw new AssertionError("no exchange");
    }
    return concluded(going.respond(base64));
  }

  private Reply concluded(Reply reply) {
    if (reply.isIntermediate()) {
      session.enter(ServerState.AUTHENTICATING);
      return reply;
    }
    close();
    if (!reply.isPositiveCompletion()) {
      session.conduct().failedAuthentication();
    }
    return reply;
  }

  /** Ends an exchange that is going on. */
  void close() {
    Authentication going = exchange;
    if (going != null) {
      going.close();
      exchange = null;
      if (session.state() == ServerState.AUTHENTICATING) {
        session.enter(ServerState.READY);
      }
    }
  }
}
