package org.mailshim.policy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailshim.address.Mailbox;
import org.mailshim.address.PrintableText;

/**
 * Makes {@link PolicySettings} of parameters by name, as configuration files have them. The names
 * are those of the LsoL server, and beside them the few that it lacks:
 *
 * <table>
 * <caption>Parameters</caption>
 * <tr><th>name</th><th>value</th><th>meaning</th></tr>
 * <tr><td>smtp_range, smtp6_range</td><td>addresses</td><td>who may send anywhere</td></tr>
 * <tr><td>smtp_deny, smtp6_deny</td><td>addresses</td><td>who is sent away</td></tr>
 * <tr><td>smtp_pop_ip</td><td>flag</td><td>POP-before-SMTP, for 10 minutes</td></tr>
 * <tr><td>smtp_authsame</td><td>flag</td><td>users send as themselves</td></tr>
 * <tr><td>smtp_any</td><td>flag</td><td>without it, who may send anywhere by its address sends from
 *     a local domain</td></tr>
 * <tr><td>uncheckip</td><td>flag</td><td>0: strangers do not send from a local domain</td></tr>
 * <tr><td>checkmx</td><td>flag</td><td>the sender's domain must take mail</td></tr>
 * <tr><td>smtp_ip_limit, smtp_net_limit, smtp_limit</td><td>KB</td><td>limits for an address, a
 *     network, all, in {@code smtp_ltime} seconds (3600)</td></tr>
 * <tr><td>nolimitus</td><td>flag</td><td>no limits for smtp_range</td></tr>
 * <tr><td>smtp_msg_rate, smtp_rcpt_rate, smtp_user_rate</td><td>number</td><td>messages of an
 *     address, recipients of an address, messages of a user, in the same time</td></tr>
 * <tr><td>goodlist, badlist, graylist</td><td>file</td><td>{@link AccessList}s</td></tr>
 * <tr><td>blacklist</td><td>entries</td><td>a bad list, with spaces between its entries</td></tr>
 * <tr><td>msgspam</td><td>text</td><td>what who is on a bad list is told</td></tr>
 * <tr><td>gray_delay, gray_ttl</td><td>seconds</td><td>greylisting: the delay (30), and how long a
 *     triplet may take (172800)</td></tr>
 * <tr><td>gray_all</td><td>flag</td><td>all strangers are greylisted</td></tr>
 * <tr><td>mxignbl</td><td>flag</td><td>mail exchangers of a sender's domain are not
 *     greylisted</td></tr>
 * <tr><td>fake</td><td>addresses</td><td>traps</td></tr>
 * <tr><td>spam_time</td><td>seconds</td><td>how long who writes to one is sent away</td></tr>
 * <tr><td>dnsbl, dnswl</td><td>zones</td><td>{@link DnsList}s that speak against clients, and for
 *     them</td></tr>
 * <tr><td>dnsbl_action</td><td>554, 421, connect, tag</td><td>refuse recipients, refuse them for
 *     now, refuse at connect, or tag</td></tr>
 * <tr><td>dnsbl_score</td><td>number</td><td>the score from which on that is done; without it being
 *     on one list is enough</td></tr>
 * <tr><td>dnsbl_timeout</td><td>seconds</td><td>how long all lists together have (5)</td></tr>
 * </table>
 *
 * <p>Flags are on when their value is neither {@code 0} nor empty. A parameter that is not there,
 * or empty, changes nothing. One object is for one thread.
 */
public final class PolicyParameters {
  /** Where parameters come from. */
  public interface Source {
    /** The value of a parameter; empty when it is not set. */
    Optional<String> value(String name);
  }

  private static final Duration LOGIN_TIME = Duration.ofMinutes(10);
  private static final long KILOBYTE = 1024;
  private static final int LONGEST_REASON = 200;

  private final Source source;
  private final Clock clock;
  private final PolicyObserver observer;

  /**
   * Reads nothing yet.
   *
   * @param clock for {@link ListFile}s
   * @param observer hears of list files
   */
  public PolicyParameters(Source source, Clock clock, PolicyObserver observer) {
    this.source = source;
    this.clock = clock;
    this.observer = observer;
  }

  /**
   * Changes settings as the parameters say.
   *
   * @param base the settings where no parameter says otherwise, with the local domains and their
   *     users
   * @throws IllegalArgumentException when a value is none, with the name of the parameter
   */
  public PolicySettings applyTo(PolicySettings base) {
    PolicySettings settings =
        base.with(relay(base.relay()))
            .with(senders(base))
            .with(dnsLists(base.dnsLists()))
            .with(lists(base.lists()), base.userLists())
            .with(greylist(base.greylist()))
            .with(traps(base.traps()));
    List<RateRule> rates = rates();
    if (!rates.isEmpty()) {
      AddressSet unlimited = flag("nolimitus") ? settings.relay().trusted() : settings.unlimited();
      settings = settings.with(rates, unlimited);
    }
    Optional<String> text = text("msgspam");
    return text.isEmpty() ? settings : reading("msgspam", settings::withRefusalText);
  }

  private RelaySettings relay(RelaySettings base) {
    RelaySettings relay =
        base.withAddresses(
            addresses("smtp_range", "smtp6_range", base.trusted()),
            addresses("smtp_deny", "smtp6_deny", base.denied()));
    return flag("smtp_pop_ip") ? relay.withPopBeforeSmtp(LOGIN_TIME) : relay;
  }

  private AddressSet addresses(String name, String name6, AddressSet otherwise) {
    if (text(name).isEmpty() && text(name6).isEmpty()) {
      return otherwise;
    }
    List<AddressSpan> spans = new ArrayList<>();
    for (String each : List.of(name, name6)) {
      if (text(each).isPresent()) {
        spans.addAll(reading(each, AddressSpan::parseAll));
      }
    }
    return AddressSet.of(spans);
  }

  private SenderSettings senders(PolicySettings base) {
    SenderSettings senders = base.senders();
    if (flag("smtp_authsame")) {
      senders = senders.withOwnership(SenderOwnership.bySelf(base.relay().localDomains()));
    }
    if (text("smtp_any").isPresent()) {
      senders = senders.withLocalOnly(!flag("smtp_any"));
    }
    if (text("uncheckip").isPresent()) {
      senders = senders.withStrangersLocal(flag("uncheckip"));
    }
    return flag("checkmx") ? senders.withDomainExists(true) : senders;
  }

  private DnsListSettings dnsLists(DnsListSettings base) {
    List<DnsList> lists = new ArrayList<>();
    String action = text("dnsbl_action").orElse("554");
    DnsListAction consequence = reading("dnsbl_action", action, PolicyParameters::action);
    boolean scored = text("dnsbl_score").isPresent();
    for (String zone : words("dnsbl")) {
      lists.add(
          reading(
              "dnsbl",
              zone,
              each -> DnsList.parse(each, scored ? DnsListAction.SCORE : consequence)));
    }
    for (String zone : words("dnswl")) {
      lists.add(reading("dnswl", zone, each -> DnsList.parse(each, DnsListAction.ALLOW)));
    }
    if (lists.isEmpty()) {
      return base;
    }
    DnsListSettings settings = DnsListSettings.of(lists);
    if (scored) {
      settings = settings.withThreshold((int) number("dnsbl_score", 1), consequence);
    }
    if (action.equals("421")) {
      settings = settings.withRefusalCode(421);
    }
    Duration timeout = Duration.ofSeconds(number("dnsbl_timeout", settings.timeout().toSeconds()));
    return settings.withTimes(timeout, settings.notListedTime());
  }

  private static DnsListAction action(String text) {
    return switch (text) {
      case "554", "421" -> DnsListAction.REFUSE_AT_RCPT;
      case "connect" -> DnsListAction.REFUSE_AT_CONNECT;
      case "tag" -> DnsListAction.TAG;
      default -> throw new IllegalArgumentException("none of 554, 421, connect and tag: " + text);
    };
  }

  private AccessLists lists(AccessLists base) {
    List<ListSource> bad = new ArrayList<>();
    if (text("blacklist").isPresent()) {
      bad.add(reading("blacklist", "", unused -> AccessList.parse(words("blacklist"))));
    }
    if (text("badlist").isPresent() || bad.isEmpty()) {
      bad.add(file("badlist", base.bad()));
    }
    return new AccessLists(
        file("goodlist", base.good()), ListSource.any(bad), file("graylist", base.gray()));
  }

  private ListSource file(String name, ListSource otherwise) {
    return text(name).isEmpty() ? otherwise : ListFile.of(reading(name, Path::of), clock, observer);
  }

  private GreylistSettings greylist(GreylistSettings base) {
    GreylistSettings greylist =
        reading(
            "gray_delay",
            "",
            unused ->
                base.withTimes(
                    Duration.ofSeconds(number("gray_delay", base.delay().toSeconds())),
                    Duration.ofSeconds(number("gray_ttl", base.retryWindow().toSeconds())),
                    base.lifetime()));
    if (flag("mxignbl")) {
      greylist = greylist.withExchangersPass(true);
    }
    return flag("gray_all") ? greylist.withScope(GreylistSettings.Scope.STRANGERS) : greylist;
  }

  private TrapSettings traps(TrapSettings base) {
    Set<Mailbox> mailboxes = new HashSet<>();
    for (String word : words("fake")) {
      mailboxes.add(reading("fake", word, Mailbox::parse));
    }
    Duration time = Duration.ofSeconds(number("spam_time", base.blockTime().toSeconds()));
    return new TrapSettings(mailboxes.isEmpty() ? base.mailboxes() : mailboxes, time);
  }

  private List<RateRule> rates() {
    List<RateRule> rules = new ArrayList<>();
    add(rules, "smtp_ip_limit", RateRule.Subject.ADDRESS, RateRule.Measure.OCTETS);
    add(rules, "smtp_net_limit", RateRule.Subject.NETWORK, RateRule.Measure.OCTETS);
    add(rules, "smtp_limit", RateRule.Subject.ALL, RateRule.Measure.OCTETS);
    add(rules, "smtp_msg_rate", RateRule.Subject.ADDRESS, RateRule.Measure.MESSAGES);
    add(rules, "smtp_rcpt_rate", RateRule.Subject.ADDRESS, RateRule.Measure.RECIPIENTS);
    add(rules, "smtp_user_rate", RateRule.Subject.USER, RateRule.Measure.MESSAGES);
    return rules;
  }

  private void add(
      List<RateRule> rules, String name, RateRule.Subject subject, RateRule.Measure measure) {
    long amount = number(name, 0);
    if (amount > 0) {
      long unit = measure == RateRule.Measure.OCTETS ? KILOBYTE : 1;
      Duration period = Duration.ofSeconds(number("smtp_ltime", 3600));
      rules.add(reading(name, "", unused -> new RateRule(subject, measure, amount * unit, period)));
    }
  }

  // ---- Values.

  private interface Reading<T> {
    T of(String text);
  }

  private Optional<String> text(String name) {
    return source.value(name).map(String::strip).filter(value -> !value.isEmpty());
  }

  private boolean flag(String name) {
    Optional<String> value = text(name);
    return value.isPresent() && !value.get().equals("0");
  }

  private long number(String name, long otherwise) {
    return text(name).isEmpty() ? otherwise : reading(name, PolicyParameters::number);
  }

  private static long number(String text) {
    long number = Long.parseLong(text);
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("out of range: " + text);
    }
    return number;
  }

  private List<String> words(String name) {
    List<String> words = new ArrayList<>();
    for (String word : text(name).orElse("").split("[ ,;\t]+")) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  private <T> T reading(String name, Reading<T> reading) {
    return reading(name, text(name).orElse(""), reading);
  }

  /** Says which parameter it was. */
  private <T> T reading(String name, String text, Reading<T> reading) {
    try {
      return reading.of(text);
    } catch (IllegalArgumentException e) {
      String reason = PrintableText.of(String.valueOf(e.getMessage()), LONGEST_REASON);
      throw new IllegalArgumentException(name + ": " + reason, e);
    }
  }
}
