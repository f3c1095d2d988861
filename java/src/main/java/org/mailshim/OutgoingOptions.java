package org.mailshim;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.mailshim.address.DomainName;
import org.mailshim.delivery.DeliverySettings;
import org.mailshim.dns.DnsSettings;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.Dialect;
import org.mailshim.smtp.client.SecurityPolicy;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.smtp.client.SessionTimeouts;
import org.mailshim.transport.ProxyRules;

/**
 * How a message is to be sent.
 *
 * @param ownName the name of this host, for EHLO and Message-ID; direct delivery needs one
 * @param addMissingHeaderFields whether Date, Message-ID, From and To are added where they are
 *     missing
 * @param connectTimeout for one address to be connected
 * @param timeouts for each wait of a session
 * @param dns how mail exchangers are looked up
 * @param exchangers how mail exchangers are approached
 * @param smartHosts how smart hosts are: TLS, credentials
 * @param proxies which way connections take: proxies with their exceptions, and local addresses
 * @param dialect what is spoken: SMTP, or LMTP with a smart host that is a mail store
 * @param signer who signs what is sent
 */
public record OutgoingOptions(
    Optional<DomainName> ownName,
    boolean addMissingHeaderFields,
    Duration connectTimeout,
    SessionTimeouts timeouts,
    DnsSettings dns,
    ConnectionPolicy exchangers,
    ConnectionPolicy smartHosts,
    ProxyRules proxies,
    Dialect dialect,
    Optional<MessageSigner> signer) {
  /** Options for SMTP without proxies. */
  public OutgoingOptions(
      Optional<DomainName> ownName,
      boolean addMissingHeaderFields,
      Duration connectTimeout,
      SessionTimeouts timeouts,
      DnsSettings dns,
      ConnectionPolicy exchangers,
      ConnectionPolicy smartHosts) {
    this(
        ownName,
        addMissingHeaderFields,
        connectTimeout,
        timeouts,
        dns,
        exchangers,
        smartHosts,
        ProxyRules.direct(),
        Dialect.SMTP,
        Optional.empty());
  }

  /**
   * No name, the message as it is, the RFC's time-outs, the system's name servers, TLS where a
   * server offers it and in clear where that fails (RFC 7435).
   */
  public static OutgoingOptions defaults() {
    var policy = ConnectionPolicy.of(SecurityPolicy.opportunistic());
    return new OutgoingOptions(
        Optional.empty(),
        false,
        Duration.ofSeconds(30),
        SessionTimeouts.defaults(),
        DnsSettings.DEFAULT,
        policy,
        policy);
  }

  /** These with another way to approach smart hosts. */
  public OutgoingOptions withSmartHosts(ConnectionPolicy policy) {
    var draft = new Draft(this);
    draft.smartHosts = policy;
    return draft.finished();
  }

  /** These with other name servers. */
  public OutgoingOptions withDns(DnsSettings settings) {
    var draft = new Draft(this);
    draft.dns = settings;
    return draft.finished();
  }

  /** These with other ways for connections to take. */
  public OutgoingOptions withProxies(ProxyRules rules) {
    var draft = new Draft(this);
    draft.proxies = rules;
    return draft.finished();
  }

  /** These with all connections from one address of this machine. */
  public OutgoingOptions withSource(InetAddress address) {
    return withProxies(proxies.withSource(address));
  }

  /** These with another dialect; LMTP is for {@link org.mailshim.delivery.Route.SmartHost} only. */
  public OutgoingOptions withDialect(Dialect other) {
    var draft = new Draft(this);
    draft.dialect = other;
    return draft.finished();
  }

  /** These with a signature on all that is sent, such as {@code DkimSigner.of(…)::sign}. */
  public OutgoingOptions withSigner(MessageSigner how) {
    var draft = new Draft(this);
    draft.signer = Optional.of(how);
    return draft.finished();
  }

  /** These with another name of this host. */
  public OutgoingOptions withOwnName(DomainName name) {
    var draft = new Draft(this);
    draft.ownName = Optional.of(name);
    return draft.finished();
  }

  /** These as a delivery takes them. */
  public DeliverySettings delivery() {
    SessionOptions session = SessionOptions.defaults().withTimeouts(timeouts).withDialect(dialect);
    if (ownName.isPresent()) {
      session = session.withClientName(ownName.get().ascii());
    }
    DeliverySettings standard = DeliverySettings.of(session);
    return new DeliverySettings(
        session,
        standard.mailExchangerPort(),
        standard.addressFamily(),
        connectTimeout,
        standard.idleLimit(),
        exchangers,
        smartHosts);
  }

  /** A copy to change. It names all components, so that others name only what they change. */
  private static final class Draft {
    Optional<DomainName> ownName;
    boolean addMissingHeaderFields;
    Duration connectTimeout;
    SessionTimeouts timeouts;
    DnsSettings dns;
    ConnectionPolicy exchangers;
    ConnectionPolicy smartHosts;
    ProxyRules proxies;
    Dialect dialect;
    Optional<MessageSigner> signer;

    Draft(OutgoingOptions of) {
      ownName = of.ownName;
      addMissingHeaderFields = of.addMissingHeaderFields;
      connectTimeout = of.connectTimeout;
      timeouts = of.timeouts;
      dns = of.dns;
      exchangers = of.exchangers;
      smartHosts = of.smartHosts;
      proxies = of.proxies;
      dialect = of.dialect;
      signer = of.signer;
    }

    OutgoingOptions finished() {
      return new OutgoingOptions(
          ownName,
          addMissingHeaderFields,
          connectTimeout,
          timeouts,
          dns,
          exchangers,
          smartHosts,
          proxies,
          dialect,
          signer);
    }
  }
}
