package org.mailshim.policy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.mailshim.address.AddressFamily;
import org.mailshim.address.AddressSyntaxException;
import org.mailshim.address.DomainName;
import org.mailshim.dns.HostAddresses;
import org.mailshim.dns.HostNames;
import org.mailshim.dns.Resolver;

/**
 * Finds the names of a client that can be believed: those that its address has and that lead back
 * to it ({@code iprev}, RFC 8601 §3). Never through {@link InetAddress}, which would hold the
 * carrier of a virtual thread. Any thread; a call blocks.
 */
final class ClientNames {
  private static final int MOST = 10;

  private final Resolver resolver;

  ClientNames(Resolver resolver) {
    this.resolver = resolver;
  }

  /** The names, in lower case; none when the DNS does not answer. */
  List<String> of(InetAddress address) {
    if (!(resolver.hostNames(address) instanceof HostNames.Found found)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (String name : found.names().subList(0, Math.min(found.names().size(), MOST))) {
      if (leadsTo(name, address)) {
        names.add(name);
      }
    }
    return names;
  }

  /** Whether a name, from wherever, is that of a host with the address. */
  boolean leadsTo(String name, InetAddress address) {
    AddressFamily family =
        address.getAddress().length == 4 ? AddressFamily.IPV4 : AddressFamily.IPV6;
    return isName(name)
        && resolver.addresses(name, family) instanceof HostAddresses.Found found
        && found.addresses().contains(address);
  }

  private static boolean isName(String name) {
    try {
      return !DomainName.parse(name).ascii().isEmpty();
    } catch (AddressSyntaxException e) {
      return false;
    }
  }
}
