package org.mailshim.retrieval;

import java.time.Duration;
import java.util.Optional;
import org.mailshim.address.PrintableText;
import org.mailshim.pop3.client.LoginOutcome;
import org.mailshim.pop3.client.Pop3ClientSession;
import org.mailshim.pop3.client.SessionObserver;
import org.mailshim.pop3.client.SessionOptions;
import org.mailshim.pop3.client.SessionTimeouts;
import org.mailshim.transport.Cancellation;
import org.mailshim.transport.Connection;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;

/** How a session with an external mailbox begins. Stateless. */
final class MailboxConnection {
  private static final Duration CONNECTING = Duration.ofMinutes(2);
  private static final int LONGEST_REASON = 400;

  private MailboxConnection() {}

  /**
   * Connects, and hears the greeting, within the limits of the mailbox.
   *
   * @return a session before its login
   */
  static Pop3ClientSession open(ExternalMailbox mailbox, Dialer dialer, Cancellation cancellation) {
    Deadline deadline = Deadline.after(mailbox.limits().session());
    SessionOptions options =
        SessionOptions.of(mailbox.host(), mailbox.security())
            .withTimes(SessionTimeouts.defaults(), deadline)
            .withLimits(mailbox.limits().mostMessages(), mailbox.limits().mostRead());
    Connection connection =
        dialer.dial(
            mailbox.host(),
            mailbox.port(),
            deadline.earlier(Deadline.after(CONNECTING)),
            cancellation);
    return Pop3ClientSession.open(connection, options, SessionObserver.NONE);
  }

  /** Why a login has not come about; empty when it has. */
  static Optional<CollectionFailure> refusal(ExternalMailbox mailbox, LoginOutcome outcome) {
    return switch (outcome) {
      case LoginOutcome.LoggedIn in -> Optional.empty();
      case LoginOutcome.NoMethod none ->
          failure(
              CollectionFailure.Kind.LOGIN,
              mailbox.host()
                  + " offers no login that suits the credentials on this connection, only "
                  + none.offered()
                  + "; without TLS passwords go out in clear only where that is allowed");
      case LoginOutcome.Failed failed ->
          failure(
              failed.isTemporary() ? CollectionFailure.Kind.NOT_NOW : CollectionFailure.Kind.LOGIN,
              "while logging in to "
                  + mailbox.host()
                  + " by "
                  + failed.last().method()
                  + ": "
                  + failed.last().problem().orElse("the server said: ")
                  + failed.last().response().text());
    };
  }

  /** A failure, in one printable line. */
  static Optional<CollectionFailure> failure(CollectionFailure.Kind kind, String reason) {
    return Optional.of(new CollectionFailure(kind, PrintableText.of(reason, LONGEST_REASON)));
  }
}
