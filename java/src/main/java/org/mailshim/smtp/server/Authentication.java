package org.mailshim.smtp.server;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailshim.sasl.ChannelBinding;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.ServerContext;
import org.mailshim.sasl.ServerDialogue;
import org.mailshim.sasl.ServerDialogue.Outcome;
import org.mailshim.sasl.ServerMechanism;
import org.mailshim.sasl.ServerMechanisms;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.Reply;
import org.mailshim.transport.TlsConnection;

/**
 * One AUTH exchange (RFC 4954 §4): its lines and their replies. What failed is told to the
 * observer; the client only hears that it did. One exchange, one thread.
 */
final class Authentication implements AutoCloseable {
  /** What a line of the exchange may have, without CRLF (RFC 4954 §4). */
  static final int LINE_LIMIT = 12_288 - 2;

  private final SmtpServerSession session;
  private final ServerDialogue dialogue;

  private Authentication(SmtpServerSession session, ServerDialogue dialogue) {
    this.session = session;
    this.dialogue = dialogue;
  }

  /** The mechanisms of {@code authentication} that serve on this session's connection. */
  static List<Mechanism> usable(ServerAuthentication authentication, SmtpServerSession session) {
    return ServerMechanisms.offerable(
        authentication.mechanisms(),
        authentication.directory(),
        !bindings(session).isEmpty(),
        externalIdentity(authentication, session).isPresent(),
        session.facts().isEncrypted() || authentication.inClear());
  }

  /** Begins with a mechanism that is usable. */
  static Authentication start(SmtpServerSession session, Mechanism mechanism) {
    ServerAuthentication authentication = session.options().authentication().orElseThrow();
    String service = session.options().mode() == ServerMode.LMTP ? "lmtp" : "smtp";
    ServerContext context =
        new ServerContext(
            service,
            session.options().name().ascii(),
            authentication.directory(),
            bindings(session),
            externalIdentity(authentication, session),
            Set.copyOf(usable(authentication, session)),
            session.setup().secureRandom());
    return with(session, mechanism, ServerMechanisms.start(mechanism, context));
  }

  /** Begins with somebody else's authenticator. */
  static Authentication with(
      SmtpServerSession session, Mechanism mechanism, ServerMechanism exchange) {
    return new Authentication(session, new ServerDialogue(mechanism, exchange));
  }

  /**
   * Takes the AUTH command.
   *
   * @return 334 when the exchange goes on with the client's next line; else its result
   */
  Reply begin(Command.Auth command) {
    String text = command.initialResponse();
    try {
      return reply(dialogue.begin(text.isEmpty() ? Optional.empty() : Optional.of(text)));
    } catch (RuntimeException e) {
      return broken(e);
    }
  }

  /** Takes the client's next line; as {@link #begin}. */
  Reply respond(String line) {
    try {
      return reply(dialogue.respond(line));
    } catch (RuntimeException e) {
      return broken(e);
    }
  }

  /** A directory, or a hook's authenticator, has thrown: local trouble. */
  private Reply broken(RuntimeException e) {
    session.setup().observer().failed(session.facts(), "while authenticating a client", e);
    return Replies.AUTHENTICATION_UNAVAILABLE;
  }

  @Override
  public void close() {
    try {
      dialogue.close();
    } catch (RuntimeException e) {
      session.setup().observer().failed(session.facts(), "while ending an authentication", e);
    }
  }

  private Reply reply(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Challenge challenge -> Replies.challenge(challenge.base64());
      case Outcome.Cancelled cancelled -> Replies.AUTHENTICATION_CANCELLED;
      case Outcome.Garbled garbled -> Replies.BAD_BASE64;
      case Outcome.Success success -> {
        session.authenticated(success.authorizationIdentity());
        yield Replies.AUTHENTICATED;
      }
      case Outcome.Failure failure -> {
        session.authenticationFailed(dialogue.mechanism(), failure.reason());
        yield failure.temporary() ? Replies.AUTHENTICATION_UNAVAILABLE : Replies.BAD_CREDENTIALS;
      }
    };
  }

  private static List<ChannelBinding> bindings(SmtpServerSession session) {
    return session.wire().connection() instanceof TlsConnection tls
        ? tls.channelBindings()
        : List.of();
  }

  private static Optional<String> externalIdentity(
      ServerAuthentication authentication, SmtpServerSession session) {
    if (session.facts().tls().isEmpty()
        || session.facts().tls().get().peerCertificates().isEmpty()) {
      return Optional.empty();
    }
    return authentication.certificates().of(session.facts().tls().get().peerCertificates().get(0));
  }
}
