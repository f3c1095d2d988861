package org.mailshim.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mailshim.address.AddressFamily;

/**
 * A resolver that knows what it was told. A domain nobody told it about does not exist; a host
 * nobody told it about has no address.
 */
public final class FixedResolver implements Resolver {

  private final Map<String, MailExchangers> exchangers = new ConcurrentHashMap<>();
  private final Map<String, HostAddresses> addresses = new ConcurrentHashMap<>();
  private final Map<InetAddress, HostNames> names = new ConcurrentHashMap<>();
  private final Map<String, TextRecords> texts = new ConcurrentHashMap<>();

  /** Mail for the domain goes to these hosts, in this order. */
  public FixedResolver mx(String domain, String... hosts) {
    List<MailExchanger> ranked = new ArrayList<>();
    for (String host : hosts) {
      ranked.add(new MailExchanger(10 * (ranked.size() + 1), host));
    }
    return mx(domain, new MailExchangers.Hosts(ranked, false, Duration.ofHours(1)));
  }

  /** The look-up for the domain ends like this. */
  public FixedResolver mx(String domain, MailExchangers answer) {
    exchangers.put(domain, answer);
    return this;
  }

  /** The host listens at these literal addresses. */
  public FixedResolver host(String host, String... literals) {
    List<InetAddress> found = new ArrayList<>();
    for (String literal : literals) {
      found.add(InetAddress.ofLiteral(literal));
    }
    return host(host, new HostAddresses.Found(found, Duration.ofHours(1)));
  }

  /** The look-up for the host ends like this. */
  public FixedResolver host(String host, HostAddresses answer) {
    addresses.put(host, answer);
    return this;
  }

  /** The address has these names. */
  public FixedResolver names(String literal, String... hosts) {
    names.put(
        InetAddress.ofLiteral(literal), new HostNames.Found(List.of(hosts), Duration.ofHours(1)));
    return this;
  }

  /** The name has these texts. */
  public FixedResolver text(String name, String... values) {
    return text(name, new TextRecords.Found(List.of(values), Duration.ofHours(1)));
  }

  /** The look-up of the name's texts ends like this. */
  public FixedResolver text(String name, TextRecords answer) {
    texts.put(name, answer);
    return this;
  }

  /** Nobody answers what texts the name has. */
  public FixedResolver silent(String name) {
    texts.put(name, new TextRecords.TemporaryFailure("silent"));
    return this;
  }

  @Override
  public MailExchangers mailExchangers(String domain) {
    return exchangers.getOrDefault(domain, new MailExchangers.NoSuchDomain());
  }

  @Override
  public HostAddresses addresses(String host, AddressFamily family) {
    return addresses.getOrDefault(host, new HostAddresses.None());
  }

  @Override
  public HostNames hostNames(InetAddress address) {
    return names.getOrDefault(address, new HostNames.None());
  }

  @Override
  public TextRecords texts(String name) {
    return texts.getOrDefault(name, new TextRecords.None());
  }
}
