package org.mailshim.abi.srv;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.mailshim.abi.AbiException;
import org.mailshim.abi.CString;
import org.mailshim.abi.Entry;
import org.mailshim.abi.ErrorCode;
import org.mailshim.abi.GuestThreads;
import org.mailshim.address.AddressList;
import org.mailshim.address.DomainName;
import org.mailshim.dns.DnsClients;
import org.mailshim.dns.DnsResolver;
import org.mailshim.policy.DnsList;
import org.mailshim.policy.DnsListAction;
import org.mailshim.policy.DnsListAnswer;
import org.mailshim.policy.DnsListSettings;
import org.mailshim.policy.DnsLists;
import org.mailshim.policy.PolicyObserver;
import org.mailshim.transport.AddressRange;

/**
 * The entries of {@code mailshim/srv.h} that are about lists of addresses, in files and the DNS.
 */
final class SrvLists {
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_ENTRY = 1024;
  private static final int LONGEST_ADDRESS = 64;

  private static final Configuration CONFIGURATION = ClientStream.CONFIGURATION;
  private static final DnsClients NAME_SERVERS = new DnsClients();

  private SrvLists() {}

  /**
   * Asks DNS lists about an address, whatever the servers do with the answer. A list that does not
   * answer in time ({@code dnsbl_timeout}), lists everything or says that it does not answer us has
   * nothing to say.
   *
   * @param ip an IPv4 or IPv6 address
   * @param zone the list, such as {@code zen.example}, or several; NULL: those of {@code dnsbl}
   * @return 1 when one of them has it; 0 when none has; -1 when none has and one could not be
   *     asked, which is the last error, {@code MAILSHIM_E_DNS}, or for a bad argument
   */
  @Entry(
      value = "int SRVCheckDNSBL(const char *ip, const char *zone)",
      failure = "-1",
      group = "lists")
  static int checkDnsList(CString ip, CString zone) {
    InetAddress address = address(ip.text("the address", LONGEST_ADDRESS));
    String zones =
        zone.isNull()
            ? CONFIGURATION.text(Parameter.DNSBL)
            : zone.text("the list", Configuration.LONGEST_VALUE);
    List<DomainName> names = names(zones);
    return OnWorker.call(() -> ask(address, names));
  }

  private static InetAddress address(String text) {
    try {
      if (text.indexOf('/') < 0) {
        return AddressRange.parse(text).base();
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new AbiException(ErrorCode.ARGUMENT, "no IP address: " + text);
  }

  private static List<DomainName> names(String zones) {
    List<DomainName> names = new ArrayList<>();
    for (String each : AddressList.words(zones)) {
      try {
        names.add(DnsList.parse(each, DnsListAction.SCORE).zone());
      } catch (IllegalArgumentException e) {
        throw new AbiException(ErrorCode.ARGUMENT, "no DNS list: " + e.getMessage());
      }
    }
    if (names.isEmpty()) {
      throw new AbiException(
          ErrorCode.ARGUMENT, "there is no DNS list to ask: SetConfigParam(\"dnsbl\", \"...\")");
    }
    return names;
  }

  private static int ask(InetAddress address, List<DomainName> zones) {
    DnsListSettings settings = DnsListSettings.of(List.of());
    settings =
        settings.withTimes(
            Duration.ofSeconds(CONFIGURATION.number(Parameter.DNSBL_TIMEOUT)),
            settings.notListedTime());
    var lists =
        new DnsLists(
            settings,
            new DnsResolver(SrvEngine.options(CONFIGURATION).dns(), SrvEngine.RANDOM, NAME_SERVERS),
            SrvEngine.CLOCK,
            GuestThreads::session,
            PolicyObserver.NONE);
    String failure = "";
    for (DomainName zone : zones) {
      switch (lists.check(address, zone)) {
        case DnsListAnswer.Listed listed -> {
          return 1;
        }
        case DnsListAnswer.NotListed notListed -> {}
        case DnsListAnswer.Failed failed -> failure = failed.reason();
      }
    }
    if (!failure.isEmpty()) {
      throw new AbiException(ErrorCode.DNS, failure);
    }
    return 0;
  }

  /**
   * Adds an entry to a list's file. Servers heed it within some seconds.
   *
   * @param list {@code goodlist}, {@code badlist} or {@code graylist}, the parameter that names the
   *     file
   * @param entry a line as it stands in such a file: an address, a network, part of a sender's
   *     address
   * @return 1 added, 0 it was there already; -1 for a bad argument, or when the file cannot be
   *     written
   */
  @Entry(
      value = "int SRVListAdd(const char *list, const char *entry)",
      failure = "-1",
      group = "lists")
  static int add(CString list, CString entry) {
    return named(list).add(entry(entry)) ? 1 : 0;
  }

  /**
   * Deletes an entry from a list's file.
   *
   * @param list as for {@code SRVListAdd}
   * @param entry the line, letter case ignored
   * @return 1 deleted, 0 it was not there; -1 for a bad argument, or when the file cannot be
   *     written
   */
  @Entry(
      value = "int SRVListDel(const char *list, const char *entry)",
      failure = "-1",
      group = "lists")
  static int delete(CString list, CString entry) {
    return named(list).delete(entry(entry)) ? 1 : 0;
  }

  /**
   * Whether an address is on a list, by whatever entry of its file, but for those that have to be
   * looked up: host names and DNS lists.
   *
   * @param list as for {@code SRVListAdd}
   * @param address an IP address, or a mail address
   * @return 1 it is, 0 it is not; -1 for a bad argument, or when the file cannot be read
   */
  @Entry(
      value = "int SRVListCheck(const char *list, const char *address)",
      failure = "-1",
      group = "lists")
  static int check(CString list, CString address) {
    return named(list).has(entry(address)) ? 1 : 0;
  }

  private static ListEntries named(CString list) {
    return ListEntries.of(list.text("the list's name", LONGEST_NAME), CONFIGURATION);
  }

  private static String entry(CString entry) {
    String text = entry.text("the entry", LONGEST_ENTRY);
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) == 0x7f) {
        throw new AbiException(ErrorCode.ARGUMENT, "the entry holds a control character");
      }
    }
    return text;
  }
}
