package org.mailshim.delivery;

import java.util.Optional;
import org.mailshim.smtp.client.ConnectionPolicy;

/** Which way a message leaves this host. */
public sealed interface Route {

  /**
   * Everything goes to one server, which takes it from there.
   *
   * @param host a host name or an address literal; checked when it is dialled
   * @param port 1 to 65535; checked when it is dialled
   * @param policy how this one is approached, TLS and credentials; empty for what {@link
   *     DeliverySettings#smartHosts} says of all
   */
  record SmartHost(String host, int port, Optional<ConnectionPolicy> policy) implements Route {
    /** One that is approached as all are. */
    public SmartHost(String host, int port) {
      this(host, port, Optional.empty());
    }

    /** The host and port alone: a policy may hold credentials. */
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /**
   * Each recipient's mail goes to the mail exchangers of the recipient's domain (RFC 5321 section
   * 5).
   */
  record Direct() implements Route {}
}
