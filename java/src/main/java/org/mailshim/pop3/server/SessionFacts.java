package org.mailshim.pop3.server;

import java.util.Optional;
import org.mailshim.address.PrintableText;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.TlsDescription;

/**
 * What is known of a session, as hooks and observers see it: a snapshot, which does not change when
 * the session goes on. Immutable, for any thread.
 *
 * @param id tells the session from others in logs; printable
 * @param peer the client; behind a trusted proxy what the proxy says of it
 * @param local this side
 * @param tls what the TLS handshake agreed on; empty in clear
 * @param identity as whom the client has logged in; empty before
 */
public record SessionFacts(
    String id,
    Endpoint peer,
    Endpoint local,
    Optional<TlsDescription> tls,
    Optional<String> identity) {
  /**
   * Whether the connection is encrypted.
   *
   * @return true under TLS
   */
  public boolean isEncrypted() {
    return tls.isPresent();
  }

  SessionFacts withEnds(Endpoint otherPeer, Endpoint otherLocal) {
    return new SessionFacts(id, otherPeer, otherLocal, tls, identity);
  }

  SessionFacts withTls(TlsDescription description) {
    return new SessionFacts(id, peer, local, Optional.of(description), identity);
  }

  SessionFacts withIdentity(String name) {
    return new SessionFacts(id, peer, local, tls, Optional.of(name));
  }

  /**
   * One line for a log: who, and under which id.
   *
   * @return printable text
   */
  public String text() {
    String name = identity.isEmpty() ? "" : " as " + PrintableText.of(identity.get(), 100);
    return id + " " + peer.text() + name;
  }
}
