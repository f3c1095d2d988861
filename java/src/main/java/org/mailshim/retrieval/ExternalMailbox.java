package org.mailshim.retrieval;

import org.mailshim.pop3.client.SessionSecurity;
import org.mailshim.sasl.Credentials;

/**
 * A mailbox on somebody else's POP3 server, and where its mail goes. Immutable, for any thread, but
 * for the secrets in its credentials, which belong to whoever made them and must outlive the
 * collecting.
 *
 * @param name what the memory of collected messages goes by: to change it is to collect again what
 *     stays on the server; 1 to {@value #LONGEST_NAME} printable characters
 * @param host the server, a name or an address literal
 * @param port its port, mostly 110 or 995
 * @param security TLS, and passwords without it
 * @param credentials who we are there
 * @param target who takes the messages
 * @param retention what becomes of them on the server
 * @param limits how much is taken
 */
public record ExternalMailbox(
    String name,
    String host,
    int port,
    SessionSecurity security,
    Credentials credentials,
    CollectionTarget target,
    Retention retention,
    CollectionLimits limits) {
  private static final int LONGEST_NAME = 500;
  private static final int HIGHEST_PORT = 65_535;

  /**
   * Checks name and port.
   *
   * @throws IllegalArgumentException when the name is empty, too long or has control characters, or
   *     the port is not 1 to 65535
   */
  public ExternalMailbox {
    boolean sound = !name.isEmpty() && name.length() <= LONGEST_NAME;
    for (int i = 0; i < name.length(); i++) {
      sound &= !Character.isISOControl(name.charAt(i));
    }
    if (!sound) {
      throw new IllegalArgumentException("no name for an external mailbox");
    }
    if (port < 1 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException("no port: " + port);
    }
  }

  /**
   * A mailbox with a password, named {@code user@host:port}, whose mail is deleted on the server
   * when it is safe here, within the usual limits.
   *
   * @param host the server
   * @param port its port
   * @param security TLS, and passwords without it
   * @param password user and password
   * @param target who takes the messages
   * @return the mailbox
   * @throws IllegalArgumentException as the constructor
   */
  public static ExternalMailbox of(
      String host,
      int port,
      SessionSecurity security,
      Credentials.Password password,
      CollectionTarget target) {
    return new ExternalMailbox(
        password.authenticationIdentity() + "@" + host + ":" + port,
        host,
        port,
        security,
        password,
        target,
        Retention.NONE,
        CollectionLimits.DEFAULT);
  }

  /**
   * This with another retention.
   *
   * @param other what becomes of messages on the server
   * @return the mailbox
   */
  public ExternalMailbox with(Retention other) {
    return new ExternalMailbox(name, host, port, security, credentials, target, other, limits);
  }

  /**
   * This with other limits.
   *
   * @param other how much is taken
   * @return the mailbox
   */
  public ExternalMailbox with(CollectionLimits other) {
    return new ExternalMailbox(name, host, port, security, credentials, target, retention, other);
  }
}
