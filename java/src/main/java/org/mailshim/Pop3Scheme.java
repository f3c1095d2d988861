package org.mailshim;

import java.util.Optional;

/** The schemes of the URLs of POP3 servers, with what each stands for. */
public enum Pop3Scheme implements MailScheme {
  /** Port 110; STLS where the server offers it. What a URL without a scheme has. */
  POP3("pop3", 110, TlsMode.OPPORTUNISTIC),
  /** Port 995, TLS from the first octet (RFC 8314). */
  POP3S("pop3s", 995, TlsMode.IMPLICIT);

  private final String text;
  private final int defaultPort;
  private final TlsMode tls;

  Pop3Scheme(String text, int defaultPort, TlsMode tls) {
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
  public static Optional<Pop3Scheme> of(String text) {
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
