package org.mailshim.delivery;

/** Which way a message leaves this host. */
public sealed interface Route {

  /**
   * Everything goes to one server, which takes it from there.
   *
   * @param host a host name or an address literal; checked when it is dialled
   * @param port 1 to 65535; checked when it is dialled
   */
  record SmartHost(String host, int port) implements Route {}

  /**
   * Each recipient's mail goes to the mail exchangers of the recipient's domain (RFC 5321 section
   * 5).
   */
  record Direct() implements Route {}
}
