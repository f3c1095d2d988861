package org.mailshim.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One good, bad or gray list: clients and addresses, one on each line of a file. Immutable once
 * read, for any thread.
 *
 * <pre>
 *   # a comment; empty lines say nothing
 *   192.0.2.7                   a client's address: one,
 *   192.0.2.0/24                    by the number of its bits,
 *   192.0.2.1-192.0.2.9             from one to another,
 *   192.0.2.                        or by its first numbers
 *   ip: 2001:db8::/32           the same, in so many words
 *   host: .example.org          a client's host name, if it leads back to the address
 *   helo: mx.example.org        the name by which a client introduces itself
 *   from: @example.org          the reverse-path; &lt;&gt; is the null reverse-path
 *   to: ann@example.net         the recipient
 *   offers.example              any other text: part of the reverse-path
 *   ? $hello=localhost &amp;&amp; !$checkhello     a condition
 *   ?? zen.example dul.example  DNS lists: the client is on one of them
 * </pre>
 *
 * <p>Names are as in {@code NameSet}: {@code .example.org} for all below, {@code @example.org} for
 * all mailboxes, {@code *} and {@code ?} as wildcards. Letter case does not count. The lines with a
 * part of an address, with {@code ?} and {@code ??} are the vendor's syntax, and so files made for
 * its server are read as they are, with one difference: numbers and dots are the beginning of an
 * address, and no longer match within others ({@code 10.} not in {@code 192.168.110.1}).
 *
 * <p>Known limits: parts and patterns are tried one after another, some 3 ms for 100,000 of them;
 * all other lines are looked up.
 */
public final class AccessList implements ListSource {
  /** Nobody. */
  public static final AccessList EMPTY = parse(List.of());

  private final AddressSet addresses;
  private final NameSet hosts = new NameSet();
  private final NameSet helos = new NameSet();
  private final NameSet senders = new NameSet();
  private final NameSet recipients = new NameSet();
  private final List<String> senderParts = new ArrayList<>();
  private final List<ListExpression> expressions = new ArrayList<>();
  private final List<String> expressionTexts = new ArrayList<>();
  private final List<String> zones = new ArrayList<>();
  private final int size;

  private AccessList(List<String> lines) {
    List<AddressSpan> spans = new ArrayList<>();
    int entries = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && line.charAt(0) != '#') {
        entries++;
        try {
          add(line, spans);
        } catch (ListSyntaxException e) {
          throw e.atLine(i + 1);
        }
      }
    }
    addresses = AddressSet.of(spans);
    size = entries;
  }

  /**
   * Reads a list.
   *
   * @throws ListSyntaxException for the first line that means nothing, with its number
   */
  public static AccessList parse(List<String> lines) {
    return new AccessList(lines);
  }

  private void add(String line, List<AddressSpan> spans) {
    if (line.startsWith("??")) {
      addZones(line.substring(2).strip());
      return;
    }
    if (line.startsWith("?")) {
      String condition = line.substring(1).strip();
      expressions.add(ListExpression.parse(condition));
      expressionTexts.add(condition);
      return;
    }
    String text = line.toLowerCase(Locale.ROOT);
    int colon = text.indexOf(':');
    String value = colon < 0 ? "" : text.substring(colon + 1).strip();
    switch (colon < 0 ? "" : text.substring(0, colon)) {
      case "ip" -> spans.add(addresses(value));
      case "host" -> hosts.add(named(value, line));
      case "helo" -> helos.add(named(value, line));
      case "from" -> senders.add(named(value, line));
      case "to" -> recipients.add(named(value, line));
      default -> addVendors(text, spans);
    }
  }

  /** A line of the vendor's kind: an address where it looks like one, else part of a sender. */
  private void addVendors(String text, List<AddressSpan> spans) {
    boolean ipv6 = text.indexOf(':') >= 0 && text.indexOf('@') < 0;
    if (ipv6 || AddressPrefix.looksLikeOne(text)) {
      spans.add(addresses(text));
    } else {
      senderParts.add(text);
    }
  }

  private void addZones(String text) {
    if (text.isEmpty()) {
      throw new ListSyntaxException("a DNS list expected", text);
    }
    for (String zone : text.split("\\s+")) {
      try {
        zones.add(DnsList.of(zone, DnsListAction.SCORE).zone().ascii());
      } catch (IllegalArgumentException e) {
        throw new ListSyntaxException("no DNS list", zone);
      }
    }
  }

  private static AddressSpan addresses(String text) {
    try {
      Optional<AddressSpan> prefix = AddressPrefix.parse(text);
      return prefix.isPresent() ? prefix.get() : AddressSpan.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ListSyntaxException("no addresses", text);
    }
  }

  private static String named(String value, String line) {
    if (value.isEmpty()) {
      throw new ListSyntaxException("nothing behind the colon", line);
    }
    return value;
  }

  /** How many lines say something. */
  public int size() {
    return size;
  }

  @Override
  public Optional<String> match(AccessQuery query) {
    if (size == 0) {
      return Optional.empty();
    }
    if (addresses.contains(query.address())) {
      return Optional.of("ip:" + query.address().getHostAddress());
    }
    Optional<String> name = matchNames(query);
    return name.isPresent() ? name : matchConditions(query);
  }

  private Optional<String> matchNames(AccessQuery query) {
    Optional<String> sender = senders.match(query.reversePath());
    if (sender.isPresent()) {
      return Optional.of("from:" + sender.get());
    }
    Optional<String> recipient = recipients.match(query.recipient());
    if (recipient.isPresent()) {
      return Optional.of("to:" + recipient.get());
    }
    Optional<String> helo = helos.match(query.helo());
    if (helo.isPresent()) {
      return Optional.of("helo:" + helo.get());
    }
    for (String part : senderParts) {
      if (query.reversePath().contains(part)) {
        return Optional.of(part);
      }
    }
    return hosts.isEmpty() ? Optional.empty() : matchHosts(query);
  }

  private Optional<String> matchHosts(AccessQuery query) {
    for (String name : query.hostNames()) {
      Optional<String> host = hosts.match(name);
      if (host.isPresent()) {
        return Optional.of("host:" + host.get());
      }
    }
    return Optional.empty();
  }

  private Optional<String> matchConditions(AccessQuery query) {
    for (int i = 0; i < expressions.size(); i++) {
      if (expressions.get(i).holds(query)) {
        return Optional.of("? " + expressionTexts.get(i));
      }
    }
    for (String zone : zones) {
      if (query.isListed(zone)) {
        return Optional.of("?? " + zone);
      }
    }
    return Optional.empty();
  }
}
