package org.mailshim.transport;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The targets that are connected to without the proxy.
 *
 * <p>An entry is a domain, which covers itself and all names under it ({@code example.com} or
 * {@code .example.com}, {@code *.example.com}); an IP address; a network ({@code 10.0.0.0/8},
 * {@code fc00::/7}), which covers targets given as addresses; or {@code *}, which covers all. Names
 * are not looked up to find out whether their address is covered.
 *
 * <p>Immutable; any thread.
 */
public final class ProxyBypass {
  private static final ProxyBypass NONE = of(List.of());

  private final List<AddressRange> networks = new ArrayList<>();
  private final List<String> domains = new ArrayList<>();
  private boolean all;

  private ProxyBypass() {}

  /** Covers nothing. */
  public static ProxyBypass none() {
    return NONE;
  }

  /**
   * Covers what the entries say.
   *
   * @throws IllegalArgumentException for an entry that is none of the above
   */
  public static ProxyBypass of(List<String> entries) {
    var bypass = new ProxyBypass();
    for (String entry : entries) {
      bypass.add(entry.strip().toLowerCase(Locale.ROOT));
    }
    return bypass;
  }

  private void add(String entry) {
    int slash = entry.indexOf('/');
    String host = slash < 0 ? entry : entry.substring(0, slash);
    if (AddressLiterals.parse(host).isPresent()) {
      networks.add(AddressRange.parse(entry));
    } else if (entry.equals("*")) {
      all = true;
    } else if (slash >= 0 || host.isEmpty() || AddressLiterals.isBroken(host)) {
      throw new IllegalArgumentException("neither a domain nor a network: " + entry);
    } else {
      String domain = host.startsWith("*.") ? host.substring(1) : host;
      domains.add(domain.startsWith(".") ? domain.substring(1) : domain);
    }
  }

  /** Whether this target, a name or an address literal, is connected to directly. */
  public boolean covers(String host) {
    Optional<InetAddress> literal = AddressLiterals.parse(host);
    return literal.isPresent() ? covers(literal.get()) : all || coversName(host);
  }

  /** Whether this address is connected to directly. */
  public boolean covers(InetAddress address) {
    return all || AddressRange.contain(networks, address);
  }

  private boolean coversName(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    for (String domain : domains) {
      if (name.equals(domain) || name.endsWith("." + domain)) {
        return true;
      }
    }
    return false;
  }
}
