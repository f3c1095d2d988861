package org.mailshim.smtp.client;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailshim.sasl.ChannelBinding;
import org.mailshim.sasl.ClientMechanism;
import org.mailshim.sasl.ClientMechanisms;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Mechanism;
import org.mailshim.sasl.SaslException;
import org.mailshim.smtp.EhloReply;
import org.mailshim.smtp.client.AuthenticationOutcome.Attempt;
import org.mailshim.transport.TlsConnection;

/**
 * Which SASL mechanisms a session may try, and the tries.
 *
 * <p>SCRAM is bound to the TLS connection by {@code tls-exporter} where the JDK and the TLS version
 * have it (RFC 9266), else by {@code tls-server-end-point} (RFC 5929).
 */
final class MechanismChoice {
  private final Conversation conversation;
  private final String service;
  private final EhloReply extensions;
  private final Credentials credentials;
  private final boolean encrypted;
  private final Optional<ChannelBinding> binding;
  private boolean exhausted;

  MechanismChoice(
      Conversation conversation,
      Dialect dialect,
      EhloReply extensions,
      Credentials credentials,
      @Nullable TlsConnection connection) {
    this.conversation = conversation;
    this.service = dialect == Dialect.LMTP ? "lmtp" : "smtp";
    this.extensions = extensions;
    this.credentials = credentials;
    this.encrypted = connection != null;
    this.binding = connection == null ? Optional.empty() : binding(connection);
  }

  private static Optional<ChannelBinding> binding(TlsConnection connection) {
    Optional<ChannelBinding> exporter = connection.channelBinding(ChannelBinding.TLS_EXPORTER);
    return exporter.isPresent()
        ? exporter
        : connection.channelBinding(ChannelBinding.TLS_SERVER_END_POINT);
  }

  /**
   * Those to try, strongest first.
   *
   * @param allowed no others; empty for all
   */
  List<Mechanism> usable(boolean allowClearText, Optional<Set<Mechanism>> allowed) {
    List<Mechanism> usable =
        new ArrayList<>(
            ClientMechanisms.usable(credentials, offered(), binding, encrypted, allowClearText));
    if (allowed.isPresent()) {
      usable.retainAll(allowed.get());
    }
    return usable;
  }

  private List<Mechanism> offered() {
    List<Mechanism> offered = new ArrayList<>();
    for (String name : extensions.authMechanisms()) {
      Optional<Mechanism> known = Mechanism.of(name);
      if (known.isPresent()) {
        offered.add(known.get());
      }
    }
    return offered;
  }

  /** Tries one; empty when it has succeeded. */
  Optional<Attempt> attempt(Mechanism mechanism) {
    String host = conversation.connection().peer().host();
    try (ClientMechanism client =
        ClientMechanisms.start(
            mechanism, offered(), credentials, service, host, binding, new SecureRandom())) {
      var exchange = new Authentication(conversation, client);
      Optional<Attempt> failed = exchange.run();
      exhausted = exchange.forbidsOthers() || isTransient(failed);
      return failed;
    } catch (SaslException e) {
      // It could not be started; the server knows nothing of it.
      return Optional.of(
          new Attempt(mechanism, Optional.of(String.valueOf(e.getMessage())), Optional.empty()));
    }
  }

  private static boolean isTransient(Optional<Attempt> failed) {
    return failed.isPresent()
        && failed.get().reply().isPresent()
        && failed.get().reply().get().isTransient();
  }

  /** Whether the last try forbids another. */
  boolean isExhausted() {
    return exhausted;
  }
}
