package org.mailshim;

import java.util.Optional;
import org.mailshim.address.Ascii;

/** The schemes of the URLs of SMTP servers, with what each stands for. */
public enum SmtpScheme {
  /** Port 25; STARTTLS where the server offers it. What a URL without a scheme has. */
  SMTP("smtp", 25, TlsMode.OPPORTUNISTIC),
  /** Port 465, TLS from the first octet (RFC 8314). */
  SMTPS("smtps", 465, TlsMode.IMPLICIT),
  /** Port 25, STARTTLS or nothing. */
  SMTPTLS("smtptls", 25, TlsMode.REQUIRED),
  /** Port 587 (RFC 6409); STARTTLS where the server offers it. */
  ESMTP("esmtp", 587, TlsMode.OPPORTUNISTIC),
  /** As {@link #SMTPS}. */
  ESMTPS("esmtps", 465, TlsMode.IMPLICIT),
  /** Port 587, STARTTLS or nothing. */
  ESMTPTLS("esmtptls", 587, TlsMode.REQUIRED);

  private final String text;
  private final int defaultPort;
  private final TlsMode tls;

  SmtpScheme(String text, int defaultPort, TlsMode tls) {
    this.text = text;
    this.defaultPort = defaultPort;
    this.tls = tls;
  }

  /**
   * Finds a scheme.
   *
   * @param text its name in any case
   * @return the scheme; empty when there is none of that name
   */
  public static Optional<SmtpScheme> of(String text) {
    for (SmtpScheme scheme : values()) {
      if (Ascii.equalsIgnoringCase(scheme.text, text)) {
        return Optional.of(scheme);
      }
    }
    return Optional.empty();
  }

  /**
   * As URLs have it.
   *
   * @return lower-case letters
   */
  public String text() {
    return text;
  }

  /**
   * The port of a URL that names none.
   *
   * @return the port
   */
  public int defaultPort() {
    return defaultPort;
  }

  /**
   * When the connection is encrypted.
   *
   * @return the mode
   */
  public TlsMode tls() {
    return tls;
  }
}
