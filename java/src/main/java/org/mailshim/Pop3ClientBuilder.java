package org.mailshim;

import java.util.Optional;
import org.mailshim.address.Ascii;

/** Builds a {@link Pop3Client}. One thread at a time. */
public final class Pop3ClientBuilder extends MailClientBuilder<Pop3ClientBuilder> {
  Pop3Scheme scheme = Pop3Scheme.POP3;
  boolean noQuit;
  int mostMessages = 1_000_000;
  long mostOctets = Long.MAX_VALUE;

  Pop3ClientBuilder() {}

  @Override
  Pop3ClientBuilder self() {
    return this;
  }

  @Override
  void scheme(String name) {
    if (!name.isEmpty()) {
      Optional<Pop3Scheme> found = Pop3Scheme.of(name);
      if (found.isEmpty()) {
        throw unknownScheme(name);
      }
      scheme(found.get());
    }
  }

  /** As of every client; here {@code pop3://1110} is port 1110 of this host. */
  @Override
  public Pop3ClientBuilder url(String url) {
    super.url(url);
    boolean number = !host.isEmpty() && host.length() <= 5 && port.isEmpty();
    for (int i = 0; i < host.length(); i++) {
      number &= Ascii.isDigit(host.charAt(i));
    }
    return number ? port(Integer.parseInt(host)).host("localhost") : this;
  }

  /**
   * Port and TLS, where nothing else says them.
   *
   * @param which the scheme; {@link Pop3Scheme#POP3} unless this or a URL says another
   * @return this
   */
  public Pop3ClientBuilder scheme(Pop3Scheme which) {
    scheme = which;
    return this;
  }

  /**
   * Whether sessions end without QUIT, so that the server deletes nothing.
   *
   * @param is whether they do
   * @return this
   */
  public Pop3ClientBuilder noQuit(boolean is) {
    noQuit = is;
    return this;
  }

  /**
   * How much a server may send. Otherwise a million messages, of any size.
   *
   * @param messages how many messages a maildrop may have
   * @param octets how large one may be
   * @return this
   */
  public Pop3ClientBuilder limits(int messages, long octets) {
    mostMessages = messages;
    mostOctets = octets;
    return this;
  }

  /**
   * The client, which has not done anything yet.
   *
   * @return the client, to be closed
   * @throws MailUrlException when no server was named, or there are no credentials
   */
  public Pop3Client build() {
    if (credentials.isEmpty()) {
      throw new MailUrlException(
          MailUrlException.Kind.CREDENTIALS, "there is no POP3 without credentials");
    }
    return new Pop3Client(this);
  }
}
