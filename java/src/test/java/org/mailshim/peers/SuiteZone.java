package org.mailshim.peers;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.mailshim.address.AddressFamily;
import org.mailshim.dns.HostAddresses;
import org.mailshim.dns.HostNames;
import org.mailshim.dns.MailExchanger;
import org.mailshim.dns.MailExchangers;
import org.mailshim.dns.Resolver;
import org.mailshim.dns.ReversedAddress;
import org.mailshim.dns.TextRecords;

/**
 * The zone data of a scenario of SPF's public test suite: for each name its records in their order.
 * A record of type SPF is one of type TXT too, unless the name has one of that; {@code TXT: NONE}
 * is none; a look-up that finds nothing before {@code TIMEOUT} has no answer.
 */
final class SuiteZone implements Resolver {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int MOST_ALIASES = 10;

  /** One record; its value is a text, a list of texts, or a preference and a name. */
  private record Entry(String type, Object value) {}

  /** No answer. */
  private static final class Silence extends Exception {
    private static final long serialVersionUID = 1;
  }

  private final Map<String, List<Entry>> names = new HashMap<>();

  SuiteZone(Map<?, ?> zonedata) {
    zonedata.forEach((name, records) -> names.put(key(name.toString()), entries(records)));
  }

  private static List<Entry> entries(Object records) {
    List<Entry> entries = new ArrayList<>();
    boolean hasText = false;
    for (Object record : (List<?>) records) {
      Map<?, ?> one = record instanceof Map<?, ?> map ? map : Map.of(record, true);
      one.forEach((type, value) -> entries.add(new Entry(type.toString(), value)));
      hasText |= one.containsKey("TXT");
    }
    if (hasText) {
      entries.removeIf(each -> each.type().equals("TXT") && "NONE".equals(each.value()));
      return entries;
    }
    List<Entry> all = new ArrayList<>();
    for (Entry each : entries) {
      all.add(each.type().equals("SPF") ? new Entry("TXT", each.value()) : each);
    }
    return all;
  }

  private static String key(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private List<Object> find(String name, String type) throws Silence {
    String at = key(name);
    Set<String> seen = new HashSet<>();
    while (seen.add(at) && seen.size() <= MOST_ALIASES) {
      List<Object> found = new ArrayList<>();
      String alias = "";
      for (Entry each : names.getOrDefault(at, List.of())) {
        if (each.type().equals(type)) {
          found.add(each.value());
        } else if (each.type().equals("CNAME")) {
          alias = key(each.value().toString());
        } else if (each.type().equals("TIMEOUT") && found.isEmpty()) {
          throw new Silence();
        }
      }
      if (!found.isEmpty() || alias.isEmpty()) {
        return found;
      }
      at = alias;
    }
    return List.of();
  }

  @Override
  public MailExchangers mailExchangers(String domain) {
    try {
      List<MailExchanger> hosts = new ArrayList<>();
      for (Object each : find(domain, "MX")) {
        List<?> pair = (List<?>) each;
        String host = pair.get(1).toString();
        if (!key(host).isEmpty()) {
          hosts.add(new MailExchanger(Integer.parseInt(pair.get(0).toString()), host));
        }
      }
      if (!hosts.isEmpty()) {
        return new MailExchangers.Hosts(hosts, false, HOUR);
      }
      return names.containsKey(key(domain))
          ? new MailExchangers.Hosts(List.of(new MailExchanger(0, domain)), true, Duration.ZERO)
          : new MailExchangers.NoSuchDomain();
    } catch (Silence e) {
      return new MailExchangers.TemporaryFailure("silent");
    }
  }

  @Override
  public HostAddresses addresses(String host, AddressFamily family) {
    try {
      List<InetAddress> found = new ArrayList<>();
      for (Object each : find(host, family == AddressFamily.IPV4 ? "A" : "AAAA")) {
        found.add(InetAddress.ofLiteral(each.toString()));
      }
      return found.isEmpty() ? new HostAddresses.None() : new HostAddresses.Found(found, HOUR);
    } catch (Silence e) {
      return new HostAddresses.TemporaryFailure("silent");
    }
  }

  @Override
  public HostNames hostNames(InetAddress address) {
    String zone = address.getAddress().length == 4 ? "in-addr.arpa" : "ip6.arpa";
    try {
      List<String> found = new ArrayList<>();
      for (Object each : find(ReversedAddress.under(address, zone), "PTR")) {
        found.add(key(each.toString()));
      }
      return found.isEmpty() ? new HostNames.None() : new HostNames.Found(found, HOUR);
    } catch (Silence e) {
      return new HostNames.TemporaryFailure("silent");
    }
  }

  @Override
  public TextRecords texts(String name) {
    try {
      List<String> found = new ArrayList<>();
      for (Object each : find(name, "TXT")) {
        StringBuilder text = new StringBuilder();
        for (Object part : each instanceof List<?> parts ? parts : List.of(each)) {
          text.append(part);
        }
        found.add(text.toString());
      }
      return found.isEmpty() ? new TextRecords.None() : new TextRecords.Found(found, HOUR);
    } catch (Silence e) {
      return new TextRecords.TemporaryFailure("silent");
    }
  }
}
