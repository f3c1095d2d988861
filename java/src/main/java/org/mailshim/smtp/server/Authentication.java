package org.mailshim.smtp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailshim.sasl.ChannelBinding;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.ServerContext;
import org.mailshim.sasl.ServerMechanism;
import org.mailshim.sasl.ServerMechanisms;
import org.mailshim.sasl.Step;
import org.mailshim.smtp.Command;
import org.mailshim.smtp.Reply;
import org.mailshim.transport.TlsConnection;

/**
 * One AUTH exchange (RFC 4954 §4): base64 on the wire, steps in between. What failed is told to the
 * observer; the client only hears that it did. One exchange, one thread.
 */
final class Authentication implements AutoCloseable {
  /** What a line of the exchange may have, without CRLF (RFC 4954 §4). */
  static final int LINE_LIMIT = 12_288 - 2;

  /** Says that the client gives up. */
  private static final String CANCEL = "*";

  /** An initial response of no octets, where {@code ""} would be none. */
  private static final String NO_OCTETS = "=";

  private final SmtpServerSession session;
  private final Mechanism mechanism;
  private final ServerMechanism exchange;

  private Authentication(SmtpServerSession session, Mechanism mechanism, ServerMechanism exchange) {
    this.session = session;
    this.mechanism = mechanism;
    this.exchange = exchange;
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
    return new Authentication(session, mechanism, exchange);
  }

  /**
   * Takes the AUTH command.
   *
   * @return 334 when the exchange goes on with the client's next line; else its result
   */
  Reply begin(Command.Auth command) {
    String text = command.initialResponse();
    Optional<byte[]> response = Optional.empty();
    if (text.equals(NO_OCTETS)) {
      response = Optional.of(new byte[0]);
    } else if (!text.isEmpty()) {
      response = decode(text);
      if (response.isEmpty()) {
        return Replies.BAD_BASE64;
      }
    }
    try {
      return reply(exchange.begin(response));
    } catch (RuntimeException e) {
      return broken(e);
    }
  }

  /** Takes the client's next line; as {@link #begin}. */
  Reply respond(String line) {
    if (line.equals(CANCEL)) {
      return Replies.AUTHENTICATION_CANCELLED;
    }
    Optional<byte[]> response = decode(line);
    if (response.isEmpty()) {
      return Replies.BAD_BASE64;
    }
    try {
      return reply(exchange.respond(response.get()));
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
    exchange.close();
  }

  private Reply reply(Step step) {
    return switch (step) {
      case Step.Challenge challenge ->
          Replies.challenge(Base64.getEncoder().encodeToString(challenge.data()));
      case Step.Success success -> {
        session.authenticated(success.authorizationIdentity());
        yield Replies.AUTHENTICATED;
      }
      case Step.Failure failure -> {
        session.authenticationFailed(mechanism, failure.reason());
        yield failure.temporary() ? Replies.AUTHENTICATION_UNAVAILABLE : Replies.BAD_CREDENTIALS;
      }
    };
  }

  private static Optional<byte[]> decode(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text.getBytes(ISO_8859_1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static List<ChannelBinding> bindings(SmtpServerSession session) {
    List<ChannelBinding> bindings = new ArrayList<>(2);
    if (session.wire().connection() instanceof TlsConnection tls) {
      tls.channelBinding(ChannelBinding.TLS_EXPORTER).ifPresent(bindings::add);
      tls.channelBinding(ChannelBinding.TLS_SERVER_END_POINT).ifPresent(bindings::add);
    }
    return bindings;
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
