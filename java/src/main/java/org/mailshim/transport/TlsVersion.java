package org.mailshim.transport;

/**
 * The versions of TLS that this engine speaks.
 *
 * <p>TLS 1.0 and 1.1 are not among them: they were deprecated by RFC 8996, and the JDK refuses them
 * whatever a program asks for, unless the {@code java.security} file of the whole process is
 * changed. A peer that knows nothing newer fails the handshake with {@link
 * TransportException.Tls.Kind#PROTOCOL}.
 */
public enum TlsVersion {
  /** RFC 5246. */
  TLS_1_2("TLSv1.2"),
  /** RFC 8446. */
  TLS_1_3("TLSv1.3");

  private final String text;

  TlsVersion(String text) {
    this.text = text;
  }

  /** As the JDK and {@link TlsDescription#protocol} spell it: {@code TLSv1.3}. */
  public String text() {
    return text;
  }

  /** This version and all later ones, the newest first. */
  String[] andLater() {
    return this == TLS_1_3
        ? new String[] {TLS_1_3.text}
        : new String[] {TLS_1_3.text, TLS_1_2.text};
  }
}
