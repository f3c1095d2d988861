package org.mailshim.transport;

import java.util.List;

/**
 * How a server shakes hands.
 *
 * @param certificates at least one. A client that asks for a name (RFC 6066 §3) is shown the
 *     certificate that has it; one that asks for another name, or for none, is shown the first.
 *     Several keys for one name (RSA and EC) are chosen from by what the client can do
 * @param clientCertificates what is wanted of clients
 * @param minimum the oldest version to accept
 */
public record TlsServerSettings(
    List<KeyMaterial> certificates, ClientCertificates clientCertificates, TlsVersion minimum) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException when it is empty
   */
  public TlsServerSettings {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("a TLS server needs a certificate");
    }
  }

  /** One certificate, TLS 1.2 or later, no client certificates. */
  public static TlsServerSettings of(KeyMaterial certificate) {
    return new TlsServerSettings(
        List.of(certificate), new ClientCertificates.None(), TlsVersion.TLS_1_2);
  }
}
