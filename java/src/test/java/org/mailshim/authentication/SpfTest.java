package org.mailshim.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.address.AddressFamily;
import org.mailshim.authentication.SpfResult.Outcome;
import org.mailshim.dns.FixedResolver;
import org.mailshim.dns.HostAddresses;
import org.mailshim.dns.HostNames;
import org.mailshim.dns.MailExchangers;
import org.mailshim.dns.Resolver;
import org.mailshim.dns.TextRecords;
import org.mailshim.transport.Deadline;

/** The function check_host, section by section of RFC 7208; names below {@code slow} time out. */
class SpfTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1234567890), ZoneOffset.UTC);

  private final List<String> asked = new ArrayList<>();
  private final FixedResolver zone =
      new FixedResolver()
          .text("none.example", "v=spf10 -all", "something else")
          .text("two.example", "v=spf1 -all", "V=SPF1 +all")
          .text("pass.example", "v=spf1 +all")
          .text("fail.example", "v=spf1 -all exp=why.example")
          .text("neutral.example", "v=spf1 ?all")
          .text("permerror.example", "v=spf1 oops")
          .text("empty.example", "v=spf1")
          .text("why.example", "%{i} is not %{d}, says %{r}%_at%_%{t}")
          .text("redirected.example", "v=spf1 redirect=fail.example")
          .text("loop.example", "v=spf1 include:loop.example")
          .text("turn.example", "v=spf1 redirect=turn.example")
          .host("host.example", "192.0.2.10", "2001:db8::10")
          .host("away.example", "198.51.100.1")
          .host("10.2.0.192.in-addr.list.example", "127.0.0.2")
          .mx("mx.example", "away.example", "host.example")
          .names("192.0.2.10", "fake.example", "host.example")
          .host("fake.example", "198.51.100.2");

  private final Resolver resolver =
      new Resolver() {
        @Override
        public MailExchangers mailExchangers(String domain) {
          asked.add(domain);
          return domain.endsWith(".slow")
              ? new MailExchangers.TemporaryFailure("slow")
              : zone.mailExchangers(domain);
        }

        @Override
        public HostAddresses addresses(String host, AddressFamily family) {
          asked.add(host);
          return host.endsWith(".slow")
              ? new HostAddresses.TemporaryFailure("slow")
              : zone.addresses(host, family);
        }

        @Override
        public org.mailshim.dns.HostNames hostNames(InetAddress address) {
          asked.add(address.getHostAddress());
          return zone.hostNames(address);
        }

        @Override
        public TextRecords texts(String name) {
          asked.add(name);
          return name.endsWith(".slow")
              ? new TextRecords.TemporaryFailure("slow")
              : zone.texts(name);
        }
      };

  private SpfResult check(String client, String helo, String sender) {
    return new SpfCheck(resolver, CLOCK).check(InetAddress.ofLiteral(client), helo, sender);
  }

  private Outcome outcome(String record, String client) {
    zone.text("domain.example", record);
    return check(client, "helo.example", "strong-bad@domain.example").outcome();
  }

  /** §4.3, §4.4, §4.5: the domain and its record. */
  @ParameterizedTest
  @CsvSource({
    "NONE, ann@none.example",
    "NONE, ann@absent.example",
    "NONE, ann@localhost",
    "NONE, ann@a..b",
    "NONE, ann@[192.0.2.1]",
    "PERMERROR, ann@two.example",
    "PASS, ann@PASS.example",
    "FAIL, fail.example",
    "NEUTRAL, @neutral.example",
    "TEMPERROR, ann@a.slow",
    "NEUTRAL, ann@empty.example",
    "FAIL, ann@redirected.example",
    "PASS, ann@pass.example.",
  })
  void domains(Outcome expected, String sender) {
    assertEquals(expected, check("192.0.2.10", "helo.example", sender).outcome());
  }

  /** §2.4: the null reverse-path is checked by the client's name. */
  @Test
  void nullReversePath() {
    assertEquals(Outcome.PASS, check("192.0.2.10", "pass.example", "").outcome());
    assertEquals(Outcome.NONE, check("192.0.2.10", "[192.0.2.10]", "").outcome());
  }

  /** §4.6.1, §5, §6: one error anywhere spoils the record, even behind what matches. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "oops",
        "all:x.example",
        "all/8",
        "include",
        "include:",
        "exists:",
        "a:",
        "a:x",
        "a:x.1",
        "a:x.-a",
        "a/33",
        "a//129",
        "a/-1",
        "a/08",
        "a/",
        "a//",
        "mx/x",
        "ip4",
        "ip4:1.2.3",
        "ip4:1.2.3.4/33",
        "ip4:1.2.3.256",
        "ip4:::1",
        "ip6:1.2.3.4",
        "ip6:::1/129",
        "ip6:zz",
        "ip4:1.2.3.4:8080",
        "ptr:",
        "ptr/24",
        "redirect=",
        "redirect=x.example redirect=y.example",
        "exp=x.example exp=y.example",
        "exists:%{",
        "exists:%{x}.example",
        "exists:%{d0}.example",
        "exists:%{d}.%x",
        "exists:%{c}.example",
        "x=%{",
        "include:a\u00e9.example",
        "--all",
        "+",
      })
  void brokenRecords(String term) {
    assertEquals(Outcome.PERMERROR, outcome("v=spf1 +all " + term, "192.0.2.10"));
  }

  @ParameterizedTest
  @CsvSource({
    // §5.1 all, §4.6.2 qualifiers and order
    "-all, FAIL",
    "~all, SOFTFAIL",
    "?all, NEUTRAL",
    "all, PASS",
    "ALL -all, PASS",
    "-all +all, FAIL",
    // §5.6 ip4 and ip6
    "ip4:192.0.2.10, PASS",
    "ip4:192.0.2.11, NEUTRAL",
    "ip4:192.0.2.0/24, PASS",
    "ip4:192.0.2.11/31, PASS",
    "ip4:192.0.2.8/31, NEUTRAL",
    "ip4:0.0.0.0/0, PASS",
    "ip6:2001:db8::/32, NEUTRAL",
    "ip6:::ffff:192.0.2.10, NEUTRAL",
    "ip6:::/0, NEUTRAL",
    // §5.3 a
    "a:host.example, PASS",
    "a:away.example, NEUTRAL",
    "a, NEUTRAL",
    "a:away.example/0, PASS",
    "a:host.example/24//64, PASS",
    "a:absent.example, NEUTRAL",
    "a:a.slow, TEMPERROR",
    "A:HOST.example, PASS",
    "a:%{h}.host.example, NEUTRAL",
    "a:host.example., PASS",
    // §5.4 mx; no implicit MX
    "mx:mx.example, PASS",
    "mx:host.example, NEUTRAL",
    "mx:a.slow, TEMPERROR",
    // §5.5 ptr: validated names only
    "ptr:example.org, NEUTRAL",
    "ptr:host.example, PASS",
    "ptr:fake.example, NEUTRAL",
    // §5.7 exists
    "exists:%{ir}.%{v}.list.example, PASS",
    "exists:%{ir}.list.example, NEUTRAL",
    "exists:a.slow, TEMPERROR",
    // §5.2 include
    "include:pass.example, PASS",
    "include:fail.example, NEUTRAL",
    "-include:pass.example, FAIL",
    "include:neutral.example, NEUTRAL",
    "include:none.example, PERMERROR",
    "include:permerror.example, PERMERROR",
    "include:a.slow, TEMPERROR",
    "include:redirected.example, NEUTRAL",
    // §6.1 redirect: only when nothing matches
    "redirect=fail.example, FAIL",
    "?all redirect=fail.example, NEUTRAL",
    "redirect=fail.example ip4:192.0.2.10, PASS",
    "redirect=none.example, PERMERROR",
    "redirect=a.slow, TEMPERROR",
    // §6 unknown modifiers
    "unknown=x -all, FAIL",
    // §4.6.4 limits
    "include:loop.example, PERMERROR",
    "redirect=turn.example, PERMERROR",
    "a:v1.example a:v2.example, NEUTRAL",
    "a:v1.example a:v2.example a:v3.example, PERMERROR",
  })
  void mechanisms(String terms, Outcome expected) {
    assertEquals(expected, outcome("v=spf1 " + terms, "192.0.2.10"), terms);
  }

  @Test
  void ipv6() {
    assertEquals(Outcome.PASS, outcome("v=spf1 ip6:2001:db8::/32", "2001:db8::10"));
    assertEquals(Outcome.PASS, outcome("v=spf1 a:host.example", "2001:db8::10"));
    assertEquals(Outcome.PASS, outcome("v=spf1 a:host.example//64", "2001:db8::11"));
    assertEquals(Outcome.NEUTRAL, outcome("v=spf1 a:host.example/0", "2001:db8::11"));
    assertEquals(Outcome.NEUTRAL, outcome("v=spf1 ip4:0.0.0.0/0", "2001:db8::11"));
  }

  /** §7.4's examples. */
  @ParameterizedTest
  @CsvSource({
    "%{s}, strong-bad@email.example.com",
    "%{o}, email.example.com",
    "%{d}, email.example.com",
    "%{d4}, email.example.com",
    "%{d3}, email.example.com",
    "%{d2}, example.com",
    "%{d1}, com",
    "%{dr}, com.example.email",
    "%{d2r}, example.email",
    "%{l}, strong-bad",
    "%{l-}, strong.bad",
    "%{lr}, strong-bad",
    "%{lr-}, bad.strong",
    "%{l1r-}, strong",
    "%{ir}.%{v}._spf.%{d2}, 3.2.0.192.in-addr._spf.example.com",
    "%{lr-}.lp._spf.%{d2}, bad.strong.lp._spf.example.com",
    "%{d2}.trusted-domains.example.net, example.com.trusted-domains.example.net",
    "%{S}, strong-bad%40email.example.com",
    "%%%_%-, '% %20'",
  })
  void macros(String text, String expected) throws Exception {
    var values =
        new SpfMacros.Values(
            "strong-bad",
            "email.example.com",
            "mx.example.org",
            InetAddress.ofLiteral("192.0.2.3"),
            CLOCK);
    SpfMacros macros = new SpfMacros(values, domain -> "unknown");
    SpfMacros.check(text);
    assertEquals(expected, macros.explanation(text, "email.example.com"));
  }

  @Test
  void ipv6Macros() throws Exception {
    var values =
        new SpfMacros.Values(
            "a", "b.example", "c.example", InetAddress.ofLiteral("2001:db8::cb01"), CLOCK);
    SpfMacros macros = new SpfMacros(values, domain -> "unknown");
    assertEquals(
        "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com",
        macros.domain("%{ir}.%{v}._spf.example.com", "b.example"));
  }

  /** §6.2. */
  @Test
  void explanations() {
    SpfResult result = check("192.0.2.10", "helo.example", "ann@fail.example");
    assertEquals(
        "192.0.2.10 is not fail.example, says unknown at 1234567890", result.explanation());
    assertEquals("-all", result.reason());
    zone.text("why.example", "one\r\nRCPT TO:<x>\u00e9" + "y".repeat(1000));
    String evil = check("192.0.2.10", "helo.example", "ann@fail.example").explanation();
    assertTrue(evil.chars().allMatch(c -> c >= ' ' && c <= '~') && evil.length() <= 250, evil);
    zone.text("why.example", "one", "two");
    assertEquals("", check("192.0.2.10", "helo.example", "ann@fail.example").explanation());
    zone.text("why.example", "%{z}");
    assertEquals("", check("192.0.2.10", "helo.example", "ann@fail.example").explanation());
  }

  /** What macros insert is not expanded again, and is no domain where it cannot be one. */
  @Test
  void insertedTextStaysText() {
    zone.text("domain.example", "v=spf1 exists:%{l}.x.example a:%{l}.example -all");
    SpfResult result = check("192.0.2.10", "helo.example", "\"%{d}\r\n evil\"@domain.example");
    assertEquals(Outcome.FAIL, result.outcome());
    assertTrue(asked.contains("\"%{d}\r\n evil\".x.example"), asked::toString);
    assertEquals(
        Outcome.FAIL, check("192.0.2.10", "h", "a".repeat(300) + "@domain.example").outcome());
  }

  /** §4.6.4, §11.1: what a hostile domain can make us ask. */
  @Test
  void lookUpsAreBounded() {
    StringBuilder record = new StringBuilder("v=spf1");
    String[] hosts = new String[10];
    for (int i = 0; i < 10; i++) {
      hosts[i] = "h" + i + ".example";
      zone.host(hosts[i], "198.51.100.9");
    }
    for (int i = 0; i < 100; i++) {
      zone.mx("m" + i + ".example", hosts);
      record.append(" mx:m").append(i).append(".example");
    }
    assertEquals(Outcome.PERMERROR, outcome(record.toString(), "192.0.2.10"));
    assertEquals(1 + 10 * 11, asked.size());
    String[] eleven = new String[11];
    for (int i = 0; i < 11; i++) {
      eleven[i] = "h0.example";
    }
    zone.mx("eleven.example", eleven);
    assertEquals(Outcome.PERMERROR, outcome("v=spf1 mx:eleven.example", "192.0.2.10"));
  }

  /** Each answer takes nine seconds. */
  private static final class Slow implements Resolver {
    private final String record;
    private final List<String> slowly = new ArrayList<>();

    Slow(String record) {
      this.record = record;
    }

    @Override
    public MailExchangers mailExchangers(String domain) {
      throw new AssertionError("nobody asks for exchangers here");
    }

    @Override
    public HostAddresses addresses(String host, AddressFamily family) {
      slowly.add(host);
      return new HostAddresses.None();
    }

    @Override
    public HostNames hostNames(InetAddress address) {
      slowly.add(address.toString());
      return new HostNames.Found(List.of("a.example", "b.example", "x.example"), LONG);
    }

    @Override
    public TextRecords texts(String name) {
      slowly.add(name);
      return new TextRecords.Found(List.of(record + name), LONG);
    }

    Outcome outcome() {
      Deadline end = Deadline.after(Duration.ofSeconds(19), () -> slowly.size() * 9_000_000_000L);
      return new SpfCheck(this, Clock.systemUTC())
          .check(InetAddress.ofLiteral("192.0.2.1"), "x.example", "ann@x.example", end)
          .outcome();
    }
  }

  @Test
  void whoAnswersSlowlyKeepsNobody() {
    var slow = new Slow("v=spf1 include:a.");
    assertEquals(Outcome.TEMPERROR, slow.outcome());
    assertEquals(3, slow.slowly.size(), slow.slowly::toString);
  }

  /** That a name was not looked up any more does not mean that it is not there. */
  @Test
  void namesThatCameTooLateDoNotFail() {
    var slow = new Slow("v=spf1 ptr -all exp=");
    assertEquals(Outcome.TEMPERROR, slow.outcome());
    assertEquals(3, slow.slowly.size(), slow.slowly::toString);
  }
}
