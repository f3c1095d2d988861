package org.mailshim.delivery;

import java.net.InetAddress;
import org.mailshim.dns.MailExchanger;

/** One host that may take a message, before anybody has asked for its addresses. */
sealed interface Host {

  /** The name to show. */
  String name();

  /** Found in the DNS; its addresses are there too. */
  record Exchanger(MailExchanger record) implements Host {
    @Override
    public String name() {
      return record.host();
    }
  }

  /** Named by its address in the recipient's address; nothing to look up. */
  record Literal(InetAddress address) implements Host {
    @Override
    public String name() {
      return address.getHostAddress();
    }
  }

  /** Configured; its addresses are what this machine's own resolver says. */
  record Smart(String name, int port) implements Host {}
}
