package org.mailshim.abi.srv;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.Entry;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.LastError;
import org.mailshim.abi.srv.c.MailHostInfo;
import org.mailshim.abi.srv.c.MailHostInfoEx;
import org.mailshim.address.AddressFamily;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.DomainName;
import org.mailshim.address.IpAddressText;
import org.mailshim.dns.DnsClients;
import org.mailshim.dns.DnsResolver;
import org.mailshim.dns.DnsSettings;
import org.mailshim.dns.HostAddresses;
import org.mailshim.dns.MailExchanger;
import org.mailshim.dns.MailExchangers;

/** The entries of {@code mailshim/srv.h} that look up mail exchangers. */
final class SrvLookup {
  private static final int LONGEST_DOMAIN = 1024;

  /** Made at the first look-up. */
  private static final class Clients {
    static final DnsClients ALL = new DnsClients();
  }

  private record Host(MailExchanger exchanger, List<InetAddress> addresses) {}

  private SrvLookup() {}

  /**
   * Finds the hosts that take mail for a domain, in the order in which to try them, with their IPv4
   * addresses. Waits for name servers as long as {@code dns_timeout} says.
   *
   * @param domain the domain, also with letters outside of ASCII
   * @param ret gets the hosts
   * @param size how many elements it has
   * @return how many were stored; 0 when there is none, and then there is no last error, and when
   *     they cannot be looked up, which the last error tells
   */
  @Entry(
      value = "int FindMX(const char *domain, MailHostInfo *ret, int size)",
      failure = "0",
      group = "dns")
  static int findMx(CString domain, long ret, int size) {
    requireArray(ret, size);
    List<Host> hosts = lookUp(domain, size, AddressFamily.IPV4);
    long target = ret;
    for (Host host : hosts) {
      store(host, target);
      target += MailHostInfo.sizeof();
    }
    return found(hosts.size());
  }

  /**
   * {@code FindMX} with names of any length, and IPv6 addresses.
   *
   * @param domain the domain
   * @param ret gets the hosts
   * @param size how many elements it has
   * @return as {@code FindMX}
   */
  @Entry(
      value = "int FindMXEx(const char *domain, MailHostInfoEx *ret, int size)",
      failure = "0",
      group = "dns")
  static int findMxEx(CString domain, long ret, int size) {
    requireArray(ret, size);
    List<Host> hosts = lookUp(domain, size, AddressFamily.ANY);
    long target = ret;
    for (Host host : hosts) {
      storeEx(host, target);
      target += MailHostInfoEx.sizeof();
    }
    return found(hosts.size());
  }

  private static void requireArray(long ret, int size) {
    CString.requireAddress(ret, "the array");
    if (size <= 0) {
      throw new AbiException(ErrorCode.ARGUMENT, "the array has " + size + " elements");
    }
  }

  /** That nothing was found is no error, and nothing older may look like one. */
  private static int found(int count) {
    LastError.none().set();
    return count;
  }

  /** The first hosts for a domain, so many at most. */
  private static List<Host> lookUp(CString domain, int most, AddressFamily family) {
    DnsResolver resolver = resolver();
    List<MailExchanger> exchangers = exchangers(resolver, domain);
    int count = Math.min(exchangers.size(), most);
    List<Host> hosts = new ArrayList<>(count);
    for (MailExchanger exchanger : exchangers.subList(0, count)) {
      hosts.add(new Host(exchanger, addresses(resolver, exchanger.host(), family)));
    }
    return hosts;
  }

  private static DnsResolver resolver() {
    DnsSettings all =
        SrvEngine.options(ClientStream.CONFIGURATION)
            .dns()
            .withMostExchangers(DnsSettings.MOST_EXCHANGERS); // mx_max is about sending
    return new DnsResolver(all, SrvEngine.RANDOM, Clients.ALL);
  }

  private static List<MailExchanger> exchangers(DnsResolver resolver, CString domain) {
    String name;
    try {
      name = DomainName.parse(domain.text("the domain", LONGEST_DOMAIN)).ascii();
    } catch (AddressSyntaxException e) {
      throw new AbiException(ErrorCode.ADDRESS, "no domain name: " + e.getMessage());
    }
    return switch (resolver.mailExchangers(name)) {
      case MailExchangers.Hosts hosts -> hosts.hosts();
      case MailExchangers.TemporaryFailure failure ->
          throw new AbiException(ErrorCode.DNS, failure.reason());
      case MailExchangers.NullMx none -> List.of();
      case MailExchangers.NoSuchDomain none -> List.of();
      case MailExchangers.NoMailExchanger none -> List.of();
    };
  }

  /** A host whose addresses cannot be had is a mail exchanger all the same. */
  private static List<InetAddress> addresses(
      DnsResolver resolver, String host, AddressFamily family) {
    return resolver.addresses(host, family) instanceof HostAddresses.Found found
        ? found.addresses()
        : List.of();
  }

  private static void store(Host host, long target) {
    ByteBuffer info = cleared(target, MailHostInfo.sizeof());
    CString.copy(host.exchanger().host(), target, (int) MailHostInfo.name$layout().byteSize());
    info.putInt((int) MailHostInfo.prior$offset(), host.exchanger().preference());
    int most = (int) MailHostInfo.ip$layout().elementCount();
    for (int i = 0; i < Math.min(most, host.addresses().size()); i++) {
      int at = (int) MailHostInfo.ip$offset() + i * Integer.BYTES;
      info.put(at, host.addresses().get(i).getAddress()); // in network order, as in sin_addr
    }
  }

  private static void storeEx(Host host, long target) {
    ByteBuffer info = cleared(target, MailHostInfoEx.sizeof());
    CString.copy(host.exchanger().host(), target, (int) MailHostInfoEx.name$layout().byteSize());
    int most = (int) MailHostInfoEx.address$layout().elementCount();
    int count = Math.min(most, host.addresses().size());
    info.putInt((int) MailHostInfoEx.prior$offset(), host.exchanger().preference());
    info.putInt((int) MailHostInfoEx.addresses$offset(), count);
    int each = (int) (MailHostInfoEx.address$layout().byteSize() / most);
    for (int i = 0; i < count; i++) {
      long at = target + MailHostInfoEx.address$offset() + (long) i * each;
      CString.copy(IpAddressText.of(host.addresses().get(i)), at, each);
    }
  }

  private static ByteBuffer cleared(long target, long size) {
    CString.memory(target, size).fill((byte) 0);
    return CString.memory(target, size).asByteBuffer().order(ByteOrder.nativeOrder());
  }
}
