package org.mailshim.dns;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.mailshim.address.AddressFamily;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * The resolver that asks real name servers (RFC 1035, RFC 2782, RFC 5321 section 5.1, RFC 7505).
 *
 * <p>Making one costs nothing: dnsjava, its selector thread (a daemon, one for the process) and the
 * system's list of servers come with the first look-up; {@link DnsClients} keeps them for the next.
 * The answers of the servers are trusted as they are; keep the path to them short, or let them
 * validate.
 *
 * <p>A host's IPv4 addresses come before its IPv6 addresses: a great many machines have an IPv6
 * address that leads nowhere, or one that receivers do not trust with mail, and a sender finds out
 * only after a time-out.
 *
 * <p>Answers are kept for their TTL, those that there is nothing too, by whoever shares the {@link
 * DnsClients}; of what is kept every answer tells how much of its TTL is left. The order of equal
 * mail exchangers is drawn anew each time.
 *
 * <p>Limits: at most {@value #MOST_HOSTS} mail exchangers of a domain (or as many as the settings
 * say), or hosts of a service, are reported. The system's servers are read at most once a minute. A
 * server that cannot stand EDNS counts as failing. {@code /etc/hosts} is not consulted, as mail
 * does not.
 */
public final class DnsResolver implements Resolver {

  /** Of other records than MX. */
  static final int MOST_HOSTS = DnsSettings.MOST_EXCHANGERS;

  private final DnsSettings settings;
  private final RandomGenerator random;
  private final DnsClients clients;

  /**
   * A resolver that has not done anything yet.
   *
   * @param settings which servers, how long
   * @param random breaks ties between hosts of equal preference; must bear as many threads at once
   *     as ask, as {@link java.util.Random} does
   * @param clients where others may have begun already to ask these servers
   */
  public DnsResolver(DnsSettings settings, RandomGenerator random, DnsClients clients) {
    this.settings = settings;
    this.random = random;
    this.clients = clients;
  }

  @Override
  public MailExchangers mailExchangers(String domain) {
    DnsClient dns = clients.with(settings);
    DnsClient.Answer answer = dns.ask(domain, Type.MX, dns.deadline());
    return switch (answer) {
      case DnsClient.Records found -> ranked(found);
      case DnsClient.NoRecord none -> withoutMx(domain);
      case DnsClient.NoName none -> new MailExchangers.NoSuchDomain();
      case DnsClient.Failed failed -> new MailExchangers.TemporaryFailure(failed.reason());
    };
  }

  @Override
  public HostAddresses addresses(String host, AddressFamily family) {
    DnsClient dns = clients.with(settings);
    long deadline = dns.deadline();
    DnsClient.Answer ipv4 = DnsClient.NO_RECORD;
    DnsClient.Answer ipv6 = DnsClient.NO_RECORD;
    if (family.hasIpv4()) {
      ipv4 = dns.ask(host, Type.A, deadline);
    }
    if (family.hasIpv6() && !(ipv4 instanceof DnsClient.NoName)) {
      ipv6 = dns.ask(host, Type.AAAA, deadline);
    }
    return joined(ipv4, ipv6);
  }

  @Override
  public HostNames hostNames(InetAddress address) {
    DnsClient dns = clients.with(settings);
    DnsClient.Answer answer = dns.ask(ReversedAddress.ofHost(address), Type.PTR, dns.deadline());
    return switch (answer) {
      case DnsClient.Records found -> names(found);
      case DnsClient.NoRecord none -> new HostNames.None();
      case DnsClient.NoName none -> new HostNames.None();
      case DnsClient.Failed failed -> new HostNames.TemporaryFailure(failed.reason());
    };
  }

  private static HostNames names(DnsClient.Records found) {
    List<String> names = new ArrayList<>();
    for (Record each : found.records()) {
      if (names.size() < MOST_HOSTS) {
        names.add(hostName(((PTRRecord) each).getTarget().toString()));
      }
    }
    return new HostNames.Found(names, found.timeToLive());
  }

  @Override
  public TextRecords texts(String name) {
    DnsClient dns = clients.with(settings);
    return switch (dns.ask(name, Type.TXT, dns.deadline())) {
      case DnsClient.Records found -> texts(found);
      case DnsClient.NoRecord none -> new TextRecords.None();
      case DnsClient.NoName none -> new TextRecords.None();
      case DnsClient.Failed failed -> new TextRecords.TemporaryFailure(failed.reason());
    };
  }

  private static TextRecords texts(DnsClient.Records found) {
    List<String> texts = new ArrayList<>(found.records().size());
    for (Record each : found.records()) {
      StringBuilder text = new StringBuilder();
      for (byte[] part : ((TXTRecord) each).getStringsAsByteArrays()) {
        text.append(new String(part, StandardCharsets.ISO_8859_1));
      }
      texts.add(text.toString());
    }
    return new TextRecords.Found(texts, found.timeToLive());
  }

  @Override
  public ServiceHosts serviceHosts(String name) {
    DnsClient dns = clients.with(settings);
    return switch (dns.ask(name, Type.SRV, dns.deadline())) {
      case DnsClient.Records found -> services(found);
      case DnsClient.NoRecord none -> new ServiceHosts.None();
      case DnsClient.NoName none -> new ServiceHosts.None();
      case DnsClient.Failed failed -> new ServiceHosts.TemporaryFailure(failed.reason());
    };
  }

  private ServiceHosts services(DnsClient.Records found) {
    List<ServiceHost> hosts = new ArrayList<>(found.records().size());
    for (Record each : found.records()) {
      SRVRecord srv = (SRVRecord) each;
      if (!srv.getTarget().equals(Name.root)) {
        String host = hostName(srv.getTarget().toString());
        hosts.add(new ServiceHost(srv.getPriority(), srv.getWeight(), host, srv.getPort()));
      }
    }
    if (hosts.isEmpty()) {
      return new ServiceHosts.NotOffered();
    }
    List<ServiceHost> drawn = ServiceOrder.drawn(hosts, random);
    return new ServiceHosts.Found(
        drawn.subList(0, Math.min(drawn.size(), MOST_HOSTS)), found.timeToLive());
  }

  private MailExchangers withoutMx(String domain) {
    if (!settings.implicitMx()) {
      return new MailExchangers.NoMailExchanger();
    }
    MailExchanger itself = new MailExchanger(0, hostName(domain));
    return new MailExchangers.Hosts(List.of(itself), true, Duration.ZERO);
  }

  private MailExchangers ranked(DnsClient.Records found) {
    List<MailExchanger> hosts = new ArrayList<>(found.records().size());
    for (Record each : found.records()) {
      MXRecord mx = (MXRecord) each;
      // RFC 7505 section 3: "." beside other records is a mistake, and no host to try.
      if (!mx.getTarget().equals(Name.root)) {
        hosts.add(new MailExchanger(mx.getPriority(), hostName(mx.getTarget().toString())));
      }
    }
    if (hosts.isEmpty()) {
      return new MailExchangers.NullMx(found.timeToLive());
    }
    shuffle(hosts);
    // The sort is stable, so that equal preferences keep their shuffled order.
    hosts.sort(Comparator.comparingInt(MailExchanger::preference));
    int count = Math.min(hosts.size(), settings.mostExchangers());
    return new MailExchangers.Hosts(
        hosts.subList(0, count), false, found.timeToLive(), found.authentic());
  }

  private void shuffle(List<MailExchanger> hosts) {
    for (int last = hosts.size() - 1; last > 0; last--) {
      int other = random.nextInt(last + 1);
      hosts.set(last, hosts.set(other, hosts.get(last)));
    }
  }

  /** Half an answer is an answer; a failure counts only if the other family has nothing. */
  private static HostAddresses joined(DnsClient.Answer ipv4, DnsClient.Answer ipv6) {
    List<InetAddress> addresses = new ArrayList<>();
    Duration timeToLive = DnsClient.LONGEST;
    boolean authentic = true;
    for (DnsClient.Answer each : List.of(ipv4, ipv6)) {
      if (each instanceof DnsClient.Records found) {
        authentic &= found.authentic();
        timeToLive = DnsClient.shorter(timeToLive, found.timeToLive());
        addAddresses(found.records(), addresses);
      }
    }
    if (!addresses.isEmpty()) {
      return new HostAddresses.Found(addresses, timeToLive, authentic);
    }
    for (DnsClient.Answer each : List.of(ipv4, ipv6)) {
      if (each instanceof DnsClient.Failed failed) {
        return new HostAddresses.TemporaryFailure(failed.reason());
      }
    }
    return new HostAddresses.None();
  }

  private static void addAddresses(List<Record> records, List<InetAddress> addresses) {
    for (Record each : records) {
      if (each instanceof ARecord a) {
        addresses.add(a.getAddress());
      } else if (each instanceof AAAARecord aaaa) {
        addresses.add(aaaa.getAddress());
      }
    }
  }

  private static String hostName(String name) {
    int end = name.endsWith(".") ? name.length() - 1 : name.length();
    return name.substring(0, end).toLowerCase(Locale.ROOT);
  }
}
