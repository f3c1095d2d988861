package org.mailshim.smtp.client;

/**
 * When a session is to be encrypted. Immutable.
 *
 * <p>Whether the server's certificate is verified is the {@link TlsClientSource}'s affair: a policy
 * that demands TLS of a source that does not verify keeps out who listens, not who intercepts.
 */
public sealed interface SecurityPolicy {
  /** Never. */
  SecurityPolicy NONE = new None();

  /** Never, whatever the server offers. */
  record None() implements SecurityPolicy {}

  /**
   * Where the server offers STARTTLS (RFC 7435). A server that does not, or refuses it, is talked
   * to in clear.
   *
   * @param tls shakes hands
   * @param clearAfterFailure whether a server with which the handshake fails is connected to again,
   *     and talked to in clear
   */
  record Opportunistic(TlsClientSource tls, boolean clearAfterFailure) implements SecurityPolicy {}

  /**
   * By STARTTLS or not at all (RFC 3207).
   *
   * @param tls shakes hands
   */
  record StartTlsRequired(TlsClientSource tls) implements SecurityPolicy {}

  /**
   * From the first octet (RFC 8314 §3), on a port of its own.
   *
   * @param tls shakes hands
   */
  record Implicit(TlsClientSource tls) implements SecurityPolicy {}

  /**
   * The policy for mail between servers: opportunistic, not verified, in clear where that fails,
   * since a message that goes in clear today is better than one that comes back.
   */
  static SecurityPolicy opportunistic() {
    return new Opportunistic(TlsClientSource.unverified(), true);
  }
}
