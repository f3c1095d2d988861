package org.mailshim;

import java.util.Optional;
import org.mailshim.smtp.client.Dialect;

/** Builds an {@link SmtpClient}. One thread at a time. */
public final class SmtpClientBuilder extends MailClientBuilder<SmtpClientBuilder> {
  SmtpScheme scheme = SmtpScheme.SMTP;
  Optional<String> clientName = Optional.empty();
  Dialect dialect = Dialect.SMTP;
  int connections = 1;
  boolean dryRun;
  Optional<MessageSigner> signer = Optional.empty();

  SmtpClientBuilder() {}

  @Override
  SmtpClientBuilder self() {
    return this;
  }

  @Override
  void scheme(String name) {
    if (!name.isEmpty()) {
      Optional<SmtpScheme> found = SmtpScheme.of(name);
      if (found.isEmpty()) {
        throw unknownScheme(name);
      }
      scheme(found.get());
    }
  }

  /**
   * Port and TLS, where nothing else says them.
   *
   * @param which the scheme; {@link SmtpScheme#SMTP} unless this or a URL says another
   * @return this
   */
  public SmtpClientBuilder scheme(SmtpScheme which) {
    scheme = which;
    return this;
  }

  /**
   * The name to give in EHLO; otherwise the address literal of the connection's local end.
   *
   * @param name a domain name
   * @return this
   */
  public SmtpClientBuilder clientName(String name) {
    clientName = Optional.of(name);
    return this;
  }

  /**
   * SMTP, or LMTP for a mail store.
   *
   * @param which the dialect
   * @return this
   */
  public SmtpClientBuilder dialect(Dialect which) {
    dialect = which;
    return this;
  }

  /**
   * How many messages may be under way at once, each in a session of its own: 1 unless this is
   * called. Further callers wait.
   *
   * @param most at least 1
   * @return this
   * @throws IllegalArgumentException when it is less
   */
  public SmtpClientBuilder connections(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("connections: " + most);
    }
    connections = most;
    return this;
  }

  /**
   * Whether everything is done but for what needs a network: for tests.
   *
   * @param is whether it is
   * @return this
   */
  public SmtpClientBuilder dryRun(boolean is) {
    dryRun = is;
    return this;
  }

  /**
   * Signs each message before it goes out.
   *
   * @param how the signer
   * @return this
   */
  public SmtpClientBuilder signer(MessageSigner how) {
    signer = Optional.of(how);
    return this;
  }

  /**
   * The client, which has not done anything yet.
   *
   * @return the client, to be closed
   * @throws MailUrlException when no server was named
   */
  public SmtpClient build() {
    return new SmtpClient(this);
  }
}
