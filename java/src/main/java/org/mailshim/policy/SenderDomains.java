package org.mailshim.policy;

import java.net.InetAddress;
import org.mailshim.address.AddressFamily;
import org.mailshim.address.DomainName;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.dns.HostAddresses;
import org.mailshim.dns.MailExchanger;
import org.mailshim.dns.MailExchangers;
import org.mailshim.dns.Resolver;

/** Looks whether, and where, the domain of a reverse-path takes mail. Any thread; a call blocks. */
final class SenderDomains {
  /** What the DNS says. */
  enum Verdict {
    /** It takes mail, or nobody can tell: an address literal. */
    GOOD,
    /** It does not exist, or has no host that does. */
    MISSING,
    /** It says that it takes no mail (RFC 7505). */
    TAKES_NO_MAIL,
    /** The DNS does not answer. */
    UNKNOWN
  }

  private static final int MOST_HOSTS = 4;

  /** Each is looked up where a client is to be found among them. */
  private static final int MOST_EXCHANGERS = 16;

  private final Resolver resolver;

  SenderDomains(Resolver resolver) {
    this.resolver = resolver;
  }

  Verdict check(ReversePath path) {
    if (path.sender().isEmpty()) {
      return Verdict.GOOD;
    }
    Mailbox sender = path.sender().get();
    return sender.domain() instanceof DomainName name ? check(name.ascii()) : Verdict.GOOD;
  }

  private Verdict check(String domain) {
    return switch (resolver.mailExchangers(domain)) {
      case MailExchangers.Hosts hosts -> anyHost(hosts);
      case MailExchangers.NullMx none -> Verdict.TAKES_NO_MAIL;
      case MailExchangers.NoSuchDomain none -> Verdict.MISSING;
      case MailExchangers.NoMailExchanger none -> Verdict.MISSING;
      case MailExchangers.TemporaryFailure failure -> Verdict.UNKNOWN;
    };
  }

  /**
   * Whether an address is that of a mail exchanger of a reverse-path's domain, of which {@value
   * #MOST_EXCHANGERS} are looked at; not where the DNS does not answer.
   */
  boolean isExchanger(ReversePath path, InetAddress address) {
    return path.sender().isPresent()
        && path.sender().get().domain() instanceof DomainName name
        && resolver.mailExchangers(name.ascii()) instanceof MailExchangers.Hosts hosts
        && isAnyOf(hosts, address);
  }

  private boolean isAnyOf(MailExchangers.Hosts hosts, InetAddress address) {
    int asked = 0;
    for (MailExchanger host : hosts.hosts()) {
      if (asked++ == MOST_EXCHANGERS) {
        return false;
      }
      if (resolver.addresses(host.host(), AddressFamily.ANY) instanceof HostAddresses.Found found
          && found.addresses().contains(address)) {
        return true;
      }
    }
    return false;
  }

  private Verdict anyHost(MailExchangers.Hosts hosts) {
    Verdict verdict = Verdict.MISSING;
    int asked = 0;
    for (MailExchanger host : hosts.hosts()) {
      if (asked++ == MOST_HOSTS) {
        return verdict;
      }
      switch (resolver.addresses(host.host(), AddressFamily.ANY)) {
        case HostAddresses.Found found -> {
          return Verdict.GOOD;
        }
        case HostAddresses.None none -> {}
        case HostAddresses.TemporaryFailure failure -> verdict = Verdict.UNKNOWN;
      }
    }
    return verdict;
  }
}
