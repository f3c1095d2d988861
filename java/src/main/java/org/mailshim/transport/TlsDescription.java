package org.mailshim.transport;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a handshake agreed on: for logs, the Received field (RFC 3848, RFC 8314 §4.3) and policy.
 *
 * @param protocol {@code TLSv1.2} or {@code TLSv1.3}
 * @param cipherSuite the IANA name, such as {@code TLS_AES_256_GCM_SHA384}
 * @param peerCertificates the peer's certificate and the chain it sent, the peer's own first; empty
 *     when it showed none, as most clients do
 * @param serverName the name in the client's server_name extension (RFC 6066 §3), as an A-label;
 *     empty when there was none
 */
public record TlsDescription(
    String protocol,
    String cipherSuite,
    List<X509Certificate> peerCertificates,
    Optional<String> serverName) {
  /** Copies the list. */
  public TlsDescription {
    peerCertificates = List.copyOf(peerCertificates);
  }
}
