package org.mailshim.dns;

import java.net.InetAddress;
import org.mailshim.address.AddressFamily;

/**
 * Answers the two questions of RFC 5321 section 5: who takes mail for this domain, and at which
 * addresses does that host listen. Policies ask two more: how an address is called, and which texts
 * a name has. Clients that look for their server ask who offers a service.
 *
 * <p>Implementations block the calling thread, may be called from any thread, also a virtual one,
 * by several at once, and never longer than the time-out they were made with. Interrupting the
 * thread ends a look-up early with a temporary failure; the thread stays interrupted. No outcome is
 * thrown.
 */
public interface Resolver {

  /**
   * The hosts that take mail for a domain, in the order in which to try them.
   *
   * @param domain a domain name as A-labels ({@code xn--…}), without or with a final dot; a text
   *     that cannot be a domain name gives {@link MailExchangers.NoSuchDomain}
   */
  MailExchangers mailExchangers(String domain);

  /**
   * The addresses of one host, in the order in which to try them.
   *
   * @param host a host name as in {@link MailExchanger#host()}; never an address literal
   * @param family which addresses are wanted
   */
  HostAddresses addresses(String host, AddressFamily family);

  /**
   * The names of an address, by its PTR records (RFC 1035 §3.5). As it stands here nobody knows,
   * which is a temporary failure.
   */
  default HostNames hostNames(InetAddress address) {
    return new HostNames.TemporaryFailure("this resolver does not look up names of addresses");
  }

  /**
   * The TXT records of a name. As it stands here nobody knows, which is a temporary failure.
   *
   * @param name as A-labels, without or with a final dot; a text that cannot be a domain name gives
   *     {@link TextRecords.None}
   */
  default TextRecords texts(String name) {
    return new TextRecords.TemporaryFailure("this resolver does not look up texts");
  }

  /**
   * The hosts that offer a service, by its SRV records (RFC 2782). As it stands here nobody knows,
   * which is a temporary failure.
   *
   * @param name the service's name, such as {@code _submissions._tcp.example.net}, as A-labels,
   *     without or with a final dot; a text that cannot be a domain name gives {@link
   *     ServiceHosts.None}
   */
  default ServiceHosts serviceHosts(String name) {
    return new ServiceHosts.TemporaryFailure("this resolver does not look up services");
  }
}
