package org.mailshim;

import java.util.Optional;
import org.mailshim.address.Ascii;

/** The scheme of a mail server's URL: where the server listens, and when TLS begins. */
public sealed interface MailScheme permits SmtpScheme, Pop3Scheme {
  /**
   * As URLs have it.
   *
   * @return lower-case letters and digits
   */
  String text();

  /**
   * The port of a URL that names none.
   *
   * @return the port
   */
  int defaultPort();

  /**
   * When the connection is encrypted.
   *
   * @return the mode
   */
  TlsMode tls();

  /**
   * Finds a scheme among some.
   *
   * @param <S> of which kind
   * @param schemes the schemes
   * @param text the name in any case
   * @return the scheme; empty when there is none of that name
   */
  static <S extends MailScheme> Optional<S> find(S[] schemes, String text) {
    for (S scheme : schemes) {
      if (Ascii.equalsIgnoringCase(scheme.text(), text)) {
        return Optional.of(scheme);
      }
    }
    return Optional.empty();
  }
}
