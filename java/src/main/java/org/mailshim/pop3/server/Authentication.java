package org.mailshim.pop3.server;

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
import org.mailshim.transport.TlsConnection;

/** One AUTH exchange (RFC 5034 §4): Base64 on the wire, steps in between. One thread. */
final class Authentication implements AutoCloseable {
  /** Says that the client gives up. */
  private static final String CANCEL = "*";

  /** An initial response of no octets. */
  private static final String NO_OCTETS = "=";

  /** What a line of the exchange came to. */
  sealed interface Outcome {
    /** The mechanism has gone a step. */
    record Stepped(Step step) implements Outcome {}

    /** The client has given up. */
    record Cancelled() implements Outcome {}

    /** The client sent something else than Base64. */
    record Garbled() implements Outcome {}
  }

  private final Mechanism mechanism;
  private final ServerMechanism exchange;

  private Authentication(Mechanism mechanism, ServerMechanism exchange) {
    this.mechanism = mechanism;
    this.exchange = exchange;
  }

  /** The mechanisms that serve on a session's connection, strongest first. */
  static List<Mechanism> usable(Pop3ServerSession session) {
    LoginPolicy logins = session.options().logins();
    return ServerMechanisms.offerable(
        logins.mechanisms(),
        logins.directory(),
        !bindings(session).isEmpty(),
        externalIdentity(session).isPresent(),
        session.takesSecretsInClear());
  }

  /** Begins with a mechanism that is usable. */
  static Authentication start(Pop3ServerSession session, Mechanism mechanism) {
    var context =
        new ServerContext(
            "pop",
            session.options().name(),
            session.options().logins().directory(),
            bindings(session),
            externalIdentity(session),
            Set.copyOf(usable(session)),
            session.setup().random());
    return new Authentication(mechanism, ServerMechanisms.start(mechanism, context));
  }

  private static List<ChannelBinding> bindings(Pop3ServerSession session) {
    List<ChannelBinding> bindings = new ArrayList<>(2);
    if (session.connection() instanceof TlsConnection tls) {
      tls.channelBinding(ChannelBinding.TLS_EXPORTER).ifPresent(bindings::add);
      tls.channelBinding(ChannelBinding.TLS_SERVER_END_POINT).ifPresent(bindings::add);
    }
    return bindings;
  }

  private static Optional<String> externalIdentity(Pop3ServerSession session) {
    var tls = session.facts().tls();
    if (tls.isEmpty() || tls.get().peerCertificates().isEmpty()) {
      return Optional.empty();
    }
    return session.options().logins().certificates().of(tls.get().peerCertificates().getFirst());
  }

  Mechanism mechanism() {
    return mechanism;
  }

  /** Takes the AUTH command's initial response, if it has one. */
  Outcome begin(Optional<String> initialResponse) {
    if (initialResponse.isEmpty()) {
      return new Outcome.Stepped(exchange.begin(Optional.empty()));
    }
    if (initialResponse.get().equals(NO_OCTETS)) {
      return new Outcome.Stepped(exchange.begin(Optional.of(new byte[0])));
    }
    Optional<byte[]> response = decoded(initialResponse.get());
    return response.isEmpty()
        ? new Outcome.Garbled()
        : new Outcome.Stepped(exchange.begin(response));
  }

  /** Takes the client's next line. */
  Outcome respond(String line) {
    if (line.equals(CANCEL)) {
      return new Outcome.Cancelled();
    }
    Optional<byte[]> response = decoded(line);
    return response.isEmpty()
        ? new Outcome.Garbled()
        : new Outcome.Stepped(exchange.respond(response.get()));
  }

  private static Optional<byte[]> decoded(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text.getBytes(ISO_8859_1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Wipes what was derived of secrets. */
  @Override
  public void close() {
    exchange.close();
  }
}
