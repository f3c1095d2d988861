package org.mailshim.dns;

import org.mailshim.address.AddressFamily;

/**
 * Answers the two questions of RFC 5321 section 5: who takes mail for this domain, and at which
 * addresses does that host listen.
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
}
