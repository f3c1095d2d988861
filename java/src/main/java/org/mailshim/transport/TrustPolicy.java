package org.mailshim.transport;

import java.nio.file.Path;
import java.util.Set;

/**
 * Whose certificates a client believes.
 *
 * <p>A chain to an authority is checked as RFC 5280 §6 says, with the JDK's limits on weak keys and
 * hashes. Whether a certificate was revoked is not asked anywhere: no CRL and no OCSP, unless the
 * process has the JDK do so ({@code com.sun.net.ssl.checkRevocation}).
 */
public sealed interface TrustPolicy {
  /**
   * The authorities that this machine trusts: the file that {@code SSL_CERT_FILE} names, as for
   * OpenSSL; else the bundle of the operating system ({@code /etc/ssl/certs/ca-certificates.crt}
   * and its like); else, or when {@code javax.net.ssl.trustStore} is set, those of the JDK.
   */
  record System() implements TrustPolicy {}

  /**
   * The authorities in a file and no others.
   *
   * @param pem one or more certificates as PEM, text between them is ignored; or a directory of
   *     such files with names that end in .pem, .crt or .cer
   */
  record CaFile(Path pem) implements TrustPolicy {}

  /**
   * The pinned certificates and no others. A pin stands for a certificate that somebody has looked
   * at: neither its issuer, nor its dates, nor the names in it are checked any more.
   *
   * @param pins at least one
   */
  record Pinned(Set<CertificatePin> pins) implements TrustPolicy {
    /**
     * Copies the set.
     *
     * @throws IllegalArgumentException when it is empty, which would trust nobody
     */
    public Pinned {
      pins = Set.copyOf(pins);
      if (pins.isEmpty()) {
        throw new IllegalArgumentException("no pin");
      }
    }
  }

  /**
   * Every certificate, whatever it says, even an expired one of another host: encryption against
   * those who only listen. What opportunistic TLS amounts to (RFC 7435 §3).
   */
  record Unverified() implements TrustPolicy {}
}
