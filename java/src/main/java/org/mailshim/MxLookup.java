package org.mailshim;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.mailshim.address.AddressFamily;
import org.mailshim.address.DomainName;
import org.mailshim.dns.DnsClients;
import org.mailshim.dns.DnsResolver;
import org.mailshim.dns.DnsSettings;
import org.mailshim.dns.HostAddresses;
import org.mailshim.dns.MailExchanger;
import org.mailshim.dns.MailExchangers;
import org.mailshim.dns.Resolver;

/**
 * Looks up who takes mail for a domain (RFC 5321 §5.1, RFC 7505), as delivery does.
 *
 * <pre>{@code
 * switch (MxLookup.ofSystem().exchangers("example.net")) {
 *   case MailExchangers.Hosts hosts -> hosts.hosts().forEach(System.out::println);
 *   case MailExchangers.NullMx none -> System.out.println("takes no mail");
 *   case MailExchangers.NoSuchDomain none -> System.out.println("no such domain");
 *   case MailExchangers.NoMailExchanger none -> System.out.println("no mail exchanger");
 *   case MailExchangers.TemporaryFailure failure -> System.out.println(failure.reason());
 * }
 * }</pre>
 *
 * <p>Calls block, no longer than the settings' time-out, and throw nothing but for what is no
 * domain. Any thread.
 */
public final class MxLookup {
  private final Resolver resolver;

  /**
   * A mail exchanger and where it listens.
   *
   * @param exchanger the host
   * @param addresses its addresses, in the order in which to try them; none when it has none, or
   *     when looking them up failed
   */
  public record Host(MailExchanger exchanger, List<InetAddress> addresses) {
    /** Copies the addresses. */
    public Host {
      addresses = List.copyOf(addresses);
    }
  }

  private MxLookup(Resolver resolver) {
    this.resolver = FlightRecording.of(resolver);
  }

  /**
   * Asks the system's name servers.
   *
   * @return the lookup
   */
  public static MxLookup ofSystem() {
    return of(DnsSettings.DEFAULT);
  }

  /**
   * Asks other name servers, or in another way.
   *
   * @param settings which, and how
   * @return the lookup
   */
  public static MxLookup of(DnsSettings settings) {
    return of(new DnsResolver(settings, new SecureRandom(), new DnsClients()));
  }

  /**
   * Asks somebody else.
   *
   * @param resolver whom
   * @return the lookup
   */
  public static MxLookup of(Resolver resolver) {
    return new MxLookup(resolver);
  }

  /**
   * Who takes mail for a domain.
   *
   * @param domain its name, in Unicode or as A-labels
   * @return the hosts in the order in which to try them, or why there are none
   * @throws org.mailshim.address.AddressSyntaxException when it is no domain name
   */
  public MailExchangers exchangers(String domain) {
    return resolver.mailExchangers(DomainName.parse(domain).ascii());
  }

  /**
   * As {@link #exchangers}, on another thread.
   *
   * @param domain its name
   * @return the hosts, or why there are none
   */
  public CompletableFuture<MailExchangers> exchangersAsync(String domain) {
    return CompletableFuture.supplyAsync(() -> exchangers(domain), Thread::startVirtualThread);
  }

  /**
   * Who takes mail for a domain, and at which addresses.
   *
   * @param domain its name, in Unicode or as A-labels
   * @return the hosts in the order in which to try them; empty when there are none, for whichever
   *     reason
   * @throws org.mailshim.address.AddressSyntaxException when it is no domain name
   */
  public List<Host> hosts(String domain) {
    if (!(exchangers(domain) instanceof MailExchangers.Hosts found)) {
      return List.of();
    }
    List<Host> hosts = new ArrayList<>();
    for (MailExchanger each : found.hosts()) {
      HostAddresses addresses = resolver.addresses(each.host(), AddressFamily.ANY);
      List<InetAddress> known =
          addresses instanceof HostAddresses.Found some ? some.addresses() : List.of();
      hosts.add(new Host(each, known));
    }
    return hosts;
  }

  /**
   * As {@link #hosts}, on another thread.
   *
   * @param domain its name
   * @return the hosts
   */
  public CompletableFuture<List<Host>> hostsAsync(String domain) {
    return CompletableFuture.supplyAsync(() -> hosts(domain), Thread::startVirtualThread);
  }
}
