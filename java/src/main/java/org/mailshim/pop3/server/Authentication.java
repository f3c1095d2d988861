package org.mailshim.pop3.server;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailshim.sasl.ChannelBinding;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.ServerContext;
import org.mailshim.sasl.ServerDialogue;
import org.mailshim.sasl.ServerMechanisms;
import org.mailshim.transport.TlsConnection;

/** What a session has to offer for AUTH, and how an exchange begins (RFC 5034 §4). Stateless. */
final class Authentication {
  private Authentication() {}

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
  static ServerDialogue start(Pop3ServerSession session, Mechanism mechanism) {
    var context =
        new ServerContext(
            "pop",
            session.options().name(),
            session.options().logins().directory(),
            bindings(session),
            externalIdentity(session),
            Set.copyOf(usable(session)),
            session.setup().random());
    return new ServerDialogue(mechanism, ServerMechanisms.start(mechanism, context));
  }

  private static List<ChannelBinding> bindings(Pop3ServerSession session) {
    return session.connection() instanceof TlsConnection tls ? tls.channelBindings() : List.of();
  }

  private static Optional<String> externalIdentity(Pop3ServerSession session) {
    var tls = session.facts().tls();
    if (tls.isEmpty() || tls.get().peerCertificates().isEmpty()) {
      return Optional.empty();
    }
    return session.options().logins().certificates().of(tls.get().peerCertificates().getFirst());
  }
}
