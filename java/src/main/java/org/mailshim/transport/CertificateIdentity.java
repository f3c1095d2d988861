package org.mailshim.transport;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Whose certificate it is that a client has shown, for SASL EXTERNAL (RFC 4422 appendix A). Called
 * on many threads at once.
 */
public interface CertificateIdentity {
  /** Knows nobody's. */
  CertificateIdentity NOBODY = certificate -> Optional.empty();

  /**
   * The user's name.
   *
   * @param certificate the client's own certificate, verified during the handshake
   * @return an authentication identity; empty when the certificate is nobody's
   */
  Optional<String> of(X509Certificate certificate);

  /**
   * The first mailbox in the subject's alternative names (RFC 5280 §4.2.1.6, rfc822Name).
   *
   * @param certificate as in {@link #of}
   * @return empty when there is none, or the names cannot be read
   */
  static Optional<String> mailbox(X509Certificate certificate) {
    final int rfc822Name = 1;
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names != null) {
        for (List<?> name : names) {
          if (Integer.valueOf(rfc822Name).equals(name.get(0))) {
            return Optional.of((String) name.get(1));
          }
        }
      }
      return Optional.empty();
    } catch (CertificateParsingException e) {
      return Optional.empty();
    }
  }
}
