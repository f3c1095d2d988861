package org.mailshim.delivery;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.mailshim.dns.MailExchanger;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.SecurityPolicy;
import org.mailshim.smtp.client.TlsClientSource;
import org.mailshim.transport.Direction;
import org.mailshim.transport.Endpoint;

/** One host that may take a message, before anybody has asked for its addresses. */
sealed interface Host {

  /** The name to show. */
  String name();

  /** What a connection to it is for. */
  default Direction direction() {
    return Direction.MAIL_EXCHANGERS;
  }

  /** Where it listens. */
  default int port(DeliverySettings settings) {
    return settings.mailExchangerPort();
  }

  /**
   * Where it is found.
   *
   * <p>A method of each host and not a switch over them: the class that one spins for its types is
   * 1 ms of a short-lived host program's time.
   *
   * @throws HostFailedException when its addresses cannot be had, or are ours
   */
  List<Endpoint> endpoints(HostLookup lookup);

  /**
   * How it is to be approached.
   *
   * @param requiresTls whether the mail is to have TLS with the right server on every hop (RFC 8689
   *     section 4.2.1)
   */
  default ConnectionPolicy policy(DeliverySettings settings, boolean requiresTls) {
    ConnectionPolicy usual = usualPolicy(settings);
    return requiresTls ? verified(usual, settings.verifiedTls()) : usual;
  }

  /** How it is approached for mail that requires nothing. */
  default ConnectionPolicy usualPolicy(DeliverySettings settings) {
    return settings.exchangers();
  }

  /**
   * The policy with TLS that is verified. Where nobody verifies it stays as it is, and the mail
   * transaction is refused.
   */
  private static ConnectionPolicy verified(
      ConnectionPolicy usual, Optional<TlsClientSource> verifying) {
    TlsClientSource own =
        switch (usual.security()) {
          case SecurityPolicy.None none -> null;
          case SecurityPolicy.Opportunistic some -> some.tls();
          case SecurityPolicy.StartTlsRequired some -> some.tls();
          case SecurityPolicy.Implicit some -> some.tls();
        };
    boolean verifies = own != null && own.verifies();
    boolean implicit = usual.security() instanceof SecurityPolicy.Implicit;
    if (own != null && verifies && !implicit) {
      return usual.withSecurity(new SecurityPolicy.StartTlsRequired(own));
    }
    if (verifies || verifying.isEmpty()) {
      return usual;
    }
    SecurityPolicy security =
        implicit
            ? new SecurityPolicy.Implicit(verifying.get())
            : new SecurityPolicy.StartTlsRequired(verifying.get());
    return usual.withSecurity(security);
  }

  /** Found in the DNS; its addresses are there too. */
  record Exchanger(MailExchanger record) implements Host {
    @Override
    public String name() {
      return record.host();
    }

    @Override
    public List<Endpoint> endpoints(HostLookup lookup) {
      return lookup.of(this);
    }
  }

  /** Named by its address in the recipient's address; nothing to look up. */
  record Literal(InetAddress address) implements Host {
    @Override
    public String name() {
      return address.getHostAddress();
    }

    @Override
    public List<Endpoint> endpoints(HostLookup lookup) {
      return lookup.of(this);
    }
  }

  /** Configured; its addresses are what this machine's own resolver says. */
  record Smart(String name, int port, Optional<ConnectionPolicy> own) implements Host {
    @Override
    public Direction direction() {
      return Direction.SMART_HOSTS;
    }

    @Override
    public List<Endpoint> endpoints(HostLookup lookup) {
      return lookup.of(this);
    }

    @Override
    public ConnectionPolicy usualPolicy(DeliverySettings settings) {
      return own.isPresent() ? own.get() : settings.smartHosts();
    }

    @Override
    public int port(DeliverySettings settings) {
      return port;
    }
  }
}
