package org.mailshim.transport;

import java.util.Optional;

/**
 * How a client shakes hands.
 *
 * @param trust whose certificates to believe
 * @param verifyHost whether the certificate must name the host that was asked for; without effect
 *     under {@link TrustPolicy.Pinned} and {@link TrustPolicy.Unverified}
 * @param clientCertificate what to show a server that asks for it
 * @param minimum the oldest version to accept
 * @param serverName the name to ask for and to verify in place of the host's: for a server that is
 *     reached under another name than it has
 */
public record TlsClientSettings(
    TrustPolicy trust,
    boolean verifyHost,
    Optional<KeyMaterial> clientCertificate,
    TlsVersion minimum,
    Optional<String> serverName) {
  /** The system's trust, the host verified, no client certificate, TLS 1.2 or later. */
  public static TlsClientSettings verified() {
    return of(new TrustPolicy.System());
  }

  /** Encryption only: see {@link TrustPolicy.Unverified}. */
  public static TlsClientSettings unverified() {
    return of(new TrustPolicy.Unverified());
  }

  /** As {@link #verified} with another trust. */
  public static TlsClientSettings of(TrustPolicy trust) {
    return new TlsClientSettings(
        trust, true, Optional.empty(), TlsVersion.TLS_1_2, Optional.empty());
  }

  /** These settings with a certificate for servers that ask for one. */
  public TlsClientSettings withClientCertificate(KeyMaterial certificate) {
    return new TlsClientSettings(trust, verifyHost, Optional.of(certificate), minimum, serverName);
  }
}
