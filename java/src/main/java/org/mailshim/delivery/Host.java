package org.mailshim.delivery;

import java.net.InetAddress;
import org.mailshim.dns.MailExchanger;
import org.mailshim.smtp.client.ConnectionPolicy;

/** One host that may take a message, before anybody has asked for its addresses. */
sealed interface Host {

  /** The name to show. */
  String name();

  /**
   * Tells the walk how this host is found.
   *
   * <p>A method of each host and not a switch over them: the class that one spins for its types is
   * 1 ms of a short-lived host program's time.
   */
  void enter(HostWalk walk);

  /** How it is to be approached. */
  default ConnectionPolicy policy(DeliverySettings settings) {
    return settings.exchangers();
  }

  /** Found in the DNS; its addresses are there too. */
  record Exchanger(MailExchanger record) implements Host {
    @Override
    public String name() {
      return record.host();
    }

    @Override
    public void enter(HostWalk walk) {
      walk.lookUp(this);
    }
  }

  /** Named by its address in the recipient's address; nothing to look up. */
  record Literal(InetAddress address) implements Host {
    @Override
    public String name() {
      return address.getHostAddress();
    }

    @Override
    public void enter(HostWalk walk) {
      walk.add(name(), address);
    }
  }

  /** Configured; its addresses are what this machine's own resolver says. */
  record Smart(String name, int port) implements Host {
    @Override
    public void enter(HostWalk walk) {
      walk.lookUp(this);
    }

    @Override
    public ConnectionPolicy policy(DeliverySettings settings) {
      return settings.smartHosts();
    }
  }
}
