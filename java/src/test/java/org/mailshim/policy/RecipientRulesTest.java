package org.mailshim.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The decision table for recipients, in pure form. */
final class RecipientRulesTest {
  /** What may be true of a recipient and its client. */
  private enum Fact {
    LOCAL,
    RELAYED,
    MAY_RELAY,
    STRANGER,
    ROUTE,
    TRAPPED,
    TRAP,
    UNKNOWN,
    REACHABLE,
    GOOD,
    BAD,
    GRAY,
    ALLOWED,
    DNS_LISTED,
    DOMAIN_MISSING,
    GREYLISTED,
    LIMITED
  }

  private static final DnsListReport.Hit HIT =
      new DnsListReport.Hit(
          DnsList.of("bl.example", DnsListAction.REFUSE_AT_RCPT),
          new DnsListAnswer.Listed(List.of(InetAddress.ofLiteral("127.0.0.2")), "because"));

  private static final class Facts implements RecipientFacts {
    private final Set<Fact> facts;
    private final List<String> asked = new ArrayList<>();

    Facts(Set<Fact> facts) {
      this.facts = facts;
    }

    private boolean is(Fact fact) {
      return facts.contains(fact);
    }

    private Optional<Duration> seconds(String question, boolean wait) {
      asked.add(question);
      return wait ? Optional.of(Duration.ofSeconds(30)) : Optional.empty();
    }

    @Override
    public boolean isLocal() {
      return is(Fact.LOCAL);
    }

    @Override
    public boolean isRelayed() {
      return is(Fact.RELAYED);
    }

    @Override
    public boolean mayRelay() {
      return is(Fact.MAY_RELAY);
    }

    @Override
    public boolean isStranger() {
      return is(Fact.STRANGER);
    }

    @Override
    public boolean isForbiddenRoute() {
      return is(Fact.ROUTE);
    }

    @Override
    public boolean isTrapped() {
      return is(Fact.TRAPPED);
    }

    @Override
    public boolean isTrap() {
      return is(Fact.TRAP);
    }

    @Override
    public boolean isKnown() {
      asked.add("known");
      return !is(Fact.UNKNOWN);
    }

    @Override
    public boolean isReachable() {
      return is(Fact.REACHABLE);
    }

    @Override
    public Optional<AccessLists.Match> list() {
      asked.add("list");
      for (ListColor color : ListColor.values()) {
        if (is(Fact.valueOf(color.name()))) {
          return Optional.of(new AccessLists.Match(color, "entry"));
        }
      }
      return Optional.empty();
    }

    @Override
    public boolean isAllowedByDnsList() {
      asked.add("dns");
      return is(Fact.ALLOWED);
    }

    @Override
    public Optional<DnsListReport.Hit> refusingDnsList() {
      return is(Fact.DNS_LISTED) ? Optional.of(HIT) : Optional.empty();
    }

    @Override
    public SenderDomains.Verdict senderDomain() {
      asked.add("domain");
      return is(Fact.DOMAIN_MISSING) ? SenderDomains.Verdict.MISSING : SenderDomains.Verdict.GOOD;
    }

    @Override
    public Optional<Duration> greylisted(boolean grayListed) {
      return seconds(grayListed ? "gray" : "greylist", is(Fact.GREYLISTED));
    }

    @Override
    public Optional<Duration> limited() {
      return seconds("limit", is(Fact.LIMITED));
    }
  }

  private final RecipientRules rules = new RecipientRules(new PolicyReplies("Go away", 554));

  /** The rule, the reply code, and what was asked for. */
  private String decide(Fact... facts) {
    Facts world = new Facts(facts.length == 0 ? Set.of() : EnumSet.of(facts[0], facts));
    Ruling ruling = rules.decide(world);
    String reply = ruling.refusal().map(refusal -> refusal.code() + "").orElse("yes");
    return ruling.rule() + " " + reply + " " + String.join(" ", world.asked);
  }

  @Test
  void nobodyRelaysWhoMayNotAndLeavesNoTrace() {
    assertEquals("RELAY 550 ", decide());
    assertEquals("RELAY 550 ", decide(Fact.STRANGER));
    assertEquals("RELAY 550 ", decide(Fact.STRANGER, Fact.GOOD, Fact.ALLOWED, Fact.REACHABLE));
    assertEquals("TRUSTED yes limit", decide(Fact.MAY_RELAY));
    assertEquals("SENDER_ROUTE 550 ", decide(Fact.LOCAL, Fact.STRANGER, Fact.ROUTE, Fact.GOOD));
    assertEquals("SENDER_ROUTE 550 ", decide(Fact.RELAYED, Fact.ROUTE));
  }

  @Test
  void strangersAreAskedInThisOrder() {
    assertEquals(
        "ACCEPTED yes known list dns domain greylist limit", decide(Fact.LOCAL, Fact.STRANGER));
    assertEquals(
        "ACCEPTED yes list dns domain greylist limit", decide(Fact.RELAYED, Fact.STRANGER));
    assertEquals("TRUSTED yes known limit", decide(Fact.LOCAL, Fact.MAY_RELAY, Fact.BAD));
    assertEquals("TRUSTED yes known limit", decide(Fact.LOCAL), "a neighbour by LMTP");
  }

  @Test
  void theFirstRuleThatFitsDecides() {
    List<Fact> falling =
        List.of(
            Fact.TRAPPED,
            Fact.TRAP,
            Fact.UNKNOWN,
            Fact.REACHABLE,
            Fact.GOOD,
            Fact.BAD,
            Fact.ALLOWED,
            Fact.DNS_LISTED,
            Fact.DOMAIN_MISSING,
            Fact.GREYLISTED);
    List<String> decisions =
        List.of(
            "TRAPPED 421 ",
            "TRAP 550 ",
            "UNKNOWN_RECIPIENT 550 known",
            "REACHABLE yes known limit",
            "GOOD_LIST yes known list limit",
            "BAD_LIST 550 known list",
            "DNS_ALLOWED yes known list dns limit",
            "DNS_LIST 554 known list dns",
            "SENDER_DOMAIN 550 known list dns domain",
            "GREYLIST 451 known list dns domain greylist");
    for (int i = 0; i < falling.size(); i++) {
      Set<Fact> all = EnumSet.of(Fact.LOCAL, Fact.STRANGER);
      all.addAll(falling.subList(i, falling.size()));
      assertEquals(decisions.get(i), decide(all.toArray(Fact[]::new)));
    }
  }

  @Test
  void theLimitIsForAllThatIsAccepted() {
    assertEquals("RATE 451 limit", decide(Fact.MAY_RELAY, Fact.LIMITED));
    assertEquals(
        "RATE 451 known limit", decide(Fact.LOCAL, Fact.STRANGER, Fact.REACHABLE, Fact.LIMITED));
    assertEquals(
        "BAD_LIST 550 known list", decide(Fact.LOCAL, Fact.STRANGER, Fact.BAD, Fact.LIMITED));
  }

  @Test
  void grayIsGreylisted() {
    assertEquals(
        "GREYLIST 451 known list dns domain gray",
        decide(Fact.LOCAL, Fact.STRANGER, Fact.GRAY, Fact.GREYLISTED));
    assertEquals("BAD_LIST 550 known list", decide(Fact.LOCAL, Fact.STRANGER, Fact.GRAY, Fact.BAD));
  }

  @Test
  void repliesSayWhyAndWhatToDo() {
    assertEquals(
        "554 5.7.1 Your address is on bl.example: because",
        new PolicyReplies("x", 554).dnsListed(HIT).text());
    assertEquals(
        "421 4.7.1 Your address is on bl.example: because",
        new PolicyReplies("x", 421).dnsListed(HIT).text());
    assertEquals(
        "451 4.7.1 Greylisted, try again in 30 seconds",
        PolicyReplies.greylisted(Duration.ofSeconds(30)).text());
    assertEquals(
        "451 4.7.1 Too much mail, try again in a second",
        PolicyReplies.tooMuch(Duration.ofMillis(3)).text());
    assertEquals("550 5.7.1 Go away", new PolicyReplies("Go away", 554).badListed().text());
    for (SenderDomains.Verdict verdict :
        EnumSet.complementOf(EnumSet.of(SenderDomains.Verdict.GOOD))) {
      assertTrue(PolicyReplies.senderDomain(verdict).enhanced().isPresent());
    }
  }
}
