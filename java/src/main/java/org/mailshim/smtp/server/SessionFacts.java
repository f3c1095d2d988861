package org.mailshim.smtp.server;

import java.util.Optional;
import org.mailshim.address.PrintableText;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.TlsDescription;

/**
 * What is known of a session, as hooks, sinks and observers see it: a snapshot, which does not
 * change when the session goes on. Immutable, for any thread.
 *
 * @param id tells the session from others in logs; printable
 * @param peer the client; behind a trusted proxy what the proxy says of it
 * @param local this side
 * @param mode for whom the server works
 * @param hello what the client said first of its names
 * @param tls what the TLS handshake agreed on; empty in clear
 * @param identity as whom the client has authenticated (the authorization identity); empty for
 *     strangers
 */
public record SessionFacts(
    String id,
    Endpoint peer,
    Endpoint local,
    ServerMode mode,
    Hello hello,
    Optional<TlsDescription> tls,
    Optional<String> identity) {

  /** How the client has introduced itself. */
  public sealed interface Hello {
    /** Not at all, so far. */
    record None() implements Hello {}

    /**
     * With HELO: no extensions.
     *
     * @param client the name as given, unchecked
     */
    record Helo(String client) implements Hello {}

    /**
     * With EHLO or LHLO.
     *
     * @param client the name as given, unchecked
     */
    record Ehlo(String client) implements Hello {}

    /**
     * The name as given.
     *
     * @return the client's word, unchecked; empty when there is none
     */
    default Optional<String> name() {
      return switch (this) {
        case None none -> Optional.empty();
        case Helo helo -> Optional.of(helo.client());
        case Ehlo ehlo -> Optional.of(ehlo.client());
      };
    }
  }

  /** Whether the client has authenticated. */
  public boolean isAuthenticated() {
    return identity.isPresent();
  }

  /** Whether the client has authenticated as somebody: ANONYMOUS (RFC 4505) is nobody. */
  public boolean isUser() {
    return identity.isPresent() && !identity.get().isEmpty();
  }

  /** Whether the connection is encrypted. */
  public boolean isEncrypted() {
    return tls.isPresent();
  }

  SessionFacts withPeer(Endpoint other) {
    return new SessionFacts(id, other, local, mode, hello, tls, identity);
  }

  SessionFacts withLocal(Endpoint other) {
    return new SessionFacts(id, peer, other, mode, hello, tls, identity);
  }

  SessionFacts withMode(ServerMode other) {
    return new SessionFacts(id, peer, local, other, hello, tls, identity);
  }

  SessionFacts withHello(Hello other) {
    return new SessionFacts(id, peer, local, mode, other, tls, identity);
  }

  SessionFacts withTls(TlsDescription description) {
    return new SessionFacts(id, peer, local, mode, hello, Optional.of(description), identity);
  }

  SessionFacts withIdentity(Optional<String> other) {
    return new SessionFacts(id, peer, local, mode, hello, tls, other);
  }

  /** One line for a log: who, and under which id. */
  public String text() {
    String name = identity.isEmpty() ? "" : " as " + PrintableText.of(identity.get(), 100);
    return id + " " + peer.text() + name;
  }
}
