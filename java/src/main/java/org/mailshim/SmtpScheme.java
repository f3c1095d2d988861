package org.mailshim;

import java.util.Optional;

/** The schemes of the URLs of SMTP servers, with what each stands for. */
public enum SmtpScheme implements MailScheme {
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
    return MailScheme.find(values(), text);
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public int defaultPort() {
    return defaultPort;
  }

  @Override
  public TlsMode tls() {
    return tls;
  }
}
