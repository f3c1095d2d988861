package org.mailshim.smtp.client;

import java.util.Optional;
import java.util.Set;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Mechanism;
import org.mailshim.transport.Connection;
import org.mailshim.transport.TransportException;

/**
 * Makes a session that is ready for mail: connects, greets, secures, authenticates.
 *
 * <p>It owns the one thing that a session cannot do by itself, a second connection: where TLS is
 * opportunistic and the handshake fails, the first is of no more use, and the policy decides
 * whether to connect again and stay in clear. {@link SmtpClientSession#security} then tells why.
 *
 * <p>Immutable and for any thread; each session is made on the thread that asks for it.
 */
public final class SmtpConnector {
  /** Where connections come from. Called once for a session, or twice. */
  public interface Dialing {
    /**
     * Connects to the server, always the same one.
     *
     * @return a fresh connection
     * @throws TransportException when that fails
     */
    Connection dial();
  }

  private final SessionOptions options;
  private final SecurityPolicy security;
  private final Optional<Credentials> credentials;
  private final boolean allowClearText;
  private final Optional<Set<Mechanism>> mechanisms;

  /** For sessions of one kind. */
  public SmtpConnector(SessionOptions options, ConnectionPolicy policy) {
    this.options = options;
    this.security = policy.security();
    this.credentials = policy.credentials();
    this.allowClearText = policy.allowClearText();
    this.mechanisms = policy.mechanisms();
  }

  /**
   * Makes a session.
   *
   * @return a session that is READY, protected as the policy wants it, and authenticated if there
   *     are credentials
   * @throws TransportException when no connection comes about
   * @throws ConversationException when the server does not want us; of kind INSECURE when it cannot
   *     be talked to as securely as the policy wants; of kind UNAUTHENTICATED when it does not take
   *     the credentials, or no way of giving them that is allowed
   * @throws org.mailshim.smtp.SmtpSyntaxException when the client name is none
   */
  public SmtpClientSession connect(Dialing dialing, SessionObserver observer) {
    SmtpClientSession session = secured(dialing, observer);
    boolean ready = false;
    try {
      if (credentials.isPresent()) {
        authenticate(session, credentials.get());
      }
      ready = true;
      return session;
    } finally {
      if (!ready) {
        session.close();
      }
    }
  }

  // Not switches over types: the class that one spins is 1 ms of a short-lived host program's time.

  private SmtpClientSession secured(Dialing dialing, SessionObserver observer) {
    if (security instanceof SecurityPolicy.None) {
      return SmtpClientSession.open(dialing.dial(), options, observer);
    }
    if (security instanceof SecurityPolicy.Opportunistic policy) {
      return opportunistic(dialing, observer, policy);
    }
    if (security instanceof SecurityPolicy.Implicit policy) {
      return SmtpClientSession.openEncrypted(dialing.dial(), policy.tls(), options, observer);
    }
    var policy = (SecurityPolicy.StartTlsRequired) security;
    SmtpClientSession session = SmtpClientSession.open(dialing.dial(), options, observer);
    session.requireTls(policy.tls());
    return session;
  }

  private SmtpClientSession opportunistic(
      Dialing dialing, SessionObserver observer, SecurityPolicy.Opportunistic policy) {
    SmtpClientSession session = SmtpClientSession.open(dialing.dial(), options, observer);
    if (!session.offersStartTls()) {
      return session;
    }
    try {
      session.startTls(policy.tls());
      return session;
    } catch (ConversationException e) {
      if (!policy.clearAfterFailure() || !isFailedHandshake(e)) {
        throw e;
      }
      return SmtpClientSession.openInClear(
          dialing.dial(),
          options,
          observer,
          new SessionSecurity.Clear(Optional.of(e.getMessage())));
    }
  }

  /** Not when somebody puts words in, or on this side gives up. */
  private static boolean isFailedHandshake(ConversationException e) {
    return e.stage() == Stage.TLS
        && switch (e.kind()) {
          case INSECURE, LOST, TIMED_OUT -> true;
          default -> false;
        };
  }

  private void authenticate(SmtpClientSession session, Credentials identity) {
    AuthenticationOutcome outcome = session.authenticate(identity, allowClearText, mechanisms);
    if (outcome instanceof AuthenticationOutcome.NoMechanism none) {
      throw session.unauthenticated(noMechanism(session, none), null);
    }
    if (outcome instanceof AuthenticationOutcome.Failed failed) {
      AuthenticationOutcome.Attempt last = failed.last();
      throw session.unauthenticated(
          failure(last), last.problem().isPresent() ? null : last.reply().orElse(null));
    }
  }

  private String noMechanism(SmtpClientSession session, AuthenticationOutcome.NoMechanism none) {
    if (none.offered().isEmpty()) {
      return session.security().isEncrypted()
          ? "the server does not offer AUTH"
          : "the server does not offer AUTH, perhaps because the connection is not encrypted";
    }
    String offered = String.join(" ", none.offered());
    if (mechanisms.isPresent()) {
      return "none of the server's mechanisms suits the credentials and is allowed: " + offered;
    }
    return session.security().isEncrypted()
        ? "none of the server's mechanisms suits the credentials: " + offered
        : "the server's mechanisms suit other credentials, or would show the secret on a connection"
            + " that is not encrypted: "
            + offered;
  }

  private static String failure(AuthenticationOutcome.Attempt last) {
    if (last.problem().isPresent()) {
      return last.problem().get();
    }
    String said = last.reply().isPresent() ? last.reply().get().text() : "nothing";
    return last.mechanism().text() + ": the server said: " + said;
  }
}
