package org.mailshim.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mailshim.address.AddressFamily;
import org.mailshim.authentication.DmarcResult.Outcome;
import org.mailshim.dns.FixedResolver;
import org.mailshim.dns.HostAddresses;
import org.mailshim.dns.MailExchangers;
import org.mailshim.dns.Resolver;
import org.mailshim.dns.TextRecords;
import org.mailshim.transport.Deadline;

/** DMARC, by a table of cases; and what records and messages may cost. */
class DmarcTest {
  private static final Path GRAMMAR =
      Path.of(System.getProperty("mailshim.basedir", "."), "java/src/test/resources/grammar");
  private static final SpfResult NO_SPF = new SpfResult(SpfResult.Outcome.NONE, "", "", "");

  private static SpfResult spf(String domain) {
    return domain.isEmpty() ? NO_SPF : new SpfResult(SpfResult.Outcome.PASS, domain, "", "");
  }

  private static DkimResult dkim(DkimResult.Outcome outcome, String domain) {
    return new DkimResult(outcome, domain, "s", "rsa-sha256", "", "");
  }

  private static List<DkimResult> signatures(String domains) {
    List<DkimResult> results = new ArrayList<>();
    for (String each : domains.isBlank() ? new String[0] : domains.strip().split(" ")) {
      results.add(dkim(DkimResult.Outcome.PASS, each));
    }
    return results;
  }

  @Test
  void table() throws IOException {
    FixedResolver zone = new FixedResolver();
    List<String> got = new ArrayList<>();
    for (String line : Files.readAllLines(GRAMMAR.resolve("dmarc.in"), StandardCharsets.UTF_8)) {
      String[] words = line.split(" ", 3);
      if (line.isEmpty() || line.startsWith("#")) {
        got.add(line);
      } else if (words[0].equals("zone")) {
        zone.text(words[1], words[2]);
      } else if (words[0].equals("name")) {
        zone.mx(words[1], "mx.example");
      } else {
        got.add(line + " => " + check(zone, line));
      }
    }
    Path ref = GRAMMAR.resolve("dmarc.ref");
    assertEquals(Files.readString(ref), String.join("\n", got) + "\n");
  }

  private static String check(Resolver zone, String line) {
    String[] parts = line.split("\\|", -1);
    DmarcResult result =
        new DmarcCheck(zone, new Random(1))
            .check(parts[0].strip(), spf(parts[1].strip()), signatures(parts[2]));
    String text = result.outcome() + " " + result.policy() + " " + result.disposition();
    return text.toLowerCase(Locale.ROOT);
  }

  @Test
  void aShareOfTheMessagesIsSpared() {
    FixedResolver zone =
        new FixedResolver().text("_dmarc.example.net", "v=DMARC1; p=reject; pct=25");
    var check = new DmarcCheck(zone, new Random(7));
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      DmarcResult result = check.check("example.net", NO_SPF, List.of());
      assertEquals(DmarcPolicy.REJECT, result.policy());
      refused += result.disposition() == DmarcPolicy.REJECT ? 1 : 0;
    }
    assertTrue(refused > 180 && refused < 320, () -> "pct=25");
  }

  @Test
  void theStrictestOfSeveralAuthorsCounts() {
    FixedResolver zone =
        new FixedResolver()
            .text("_dmarc.a.example", "v=DMARC1; p=reject")
            .text("_dmarc.b.example", "v=DMARC1; p=quarantine");
    var check = new DmarcCheck(zone, new Random(1));
    var both = Optional.of(new Authors(Set.of("a.example", "b.example")));
    assertEquals(
        DmarcPolicy.REJECT,
        check.check(both, NO_SPF, signatures("b.example"), Deadline.never()).disposition());
    assertEquals(
        DmarcPolicy.QUARANTINE,
        check.check(both, NO_SPF, signatures("a.example"), Deadline.never()).disposition());
    assertEquals(
        Outcome.PASS,
        check.check(both, NO_SPF, signatures("a.example b.example"), Deadline.never()).outcome());
    var withNone = Optional.of(new Authors(Set.of("a.example", "none.example")));
    assertEquals(
        Outcome.NONE,
        check.check(withNone, NO_SPF, signatures("a.example"), Deadline.never()).outcome());
  }

  @Test
  void whatTheDnsDidNotSayIsNoFailure() {
    FixedResolver zone = new FixedResolver().text("_dmarc.example.net", "v=DMARC1; p=reject");
    var check = new DmarcCheck(zone, new Random(1));
    var later = List.of(dkim(DkimResult.Outcome.TEMPERROR, "example.net"));
    assertEquals(Outcome.TEMPERROR, check.check("example.net", NO_SPF, later).outcome());
    var others = List.of(dkim(DkimResult.Outcome.TEMPERROR, "example.com"));
    assertEquals(Outcome.FAIL, check.check("example.net", NO_SPF, others).outcome());
    zone.silent("_dmarc.example.net");
    assertEquals(Outcome.TEMPERROR, check.check("example.net", NO_SPF, List.of()).outcome());
  }

  @Test
  void severalRecordsAreNone() {
    FixedResolver zone =
        new FixedResolver()
            .text("_dmarc.example.net", "v=DMARC1; p=reject", "v=DMARC1; p=none")
            .text("_dmarc.example.org", "v=spf1", "v=DMARC1; p=reject");
    var check = new DmarcCheck(zone, new Random(1));
    assertEquals(Outcome.NONE, check.check("example.net", NO_SPF, List.of()).outcome());
    assertEquals(Outcome.FAIL, check.check("example.org", NO_SPF, List.of()).outcome());
  }

  /** A zone that has a record everywhere, however deep, and counts who asks. */
  private static final class Everywhere implements Resolver {
    private final AtomicInteger asked = new AtomicInteger();
    private final String record;

    Everywhere(String record) {
      this.record = record;
    }

    @Override
    public MailExchangers mailExchangers(String domain) {
      return new MailExchangers.NoSuchDomain();
    }

    @Override
    public HostAddresses addresses(String host, AddressFamily family) {
      return new HostAddresses.None();
    }

    @Override
    public TextRecords texts(String name) {
      asked.incrementAndGet();
      List<String> bomb = new ArrayList<>(List.of(record));
      for (int i = 0; i < 1000; i++) {
        bomb.add("v=DMARC1x" + ";".repeat(1000));
      }
      return new TextRecords.Found(bomb, Duration.ofHours(1));
    }
  }

  @Test
  void lookUpsHaveABound() {
    Everywhere zone = new Everywhere("v=DMARC1; p=reject;" + "x=1;".repeat(10_000));
    var check = new DmarcCheck(zone, new Random(1));
    String deep = "a.".repeat(100) + "example.net";
    List<DkimResult> many = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      many.add(dkim(DkimResult.Outcome.TEMPERROR, "s" + i + "." + "b.".repeat(90) + "net"));
    }
    Set<String> authors = new java.util.LinkedHashSet<>();
    for (int i = 0; i < Authors.MOST; i++) {
      authors.add("x" + i + "." + deep);
    }
    check.check(Optional.of(new Authors(authors)), NO_SPF, many, Deadline.never());
    assertTrue(zone.asked.get() <= 60, () -> zone.asked + " look-ups");
    zone.asked.set(0);
    check.check(deep, NO_SPF, List.of());
    assertEquals(8, zone.asked.get());
  }

  @Test
  void nothingIsLookedUpAfterTheDeadline() {
    Everywhere zone = new Everywhere("v=DMARC1; p=reject");
    Deadline third = Deadline.after(Duration.ofSeconds(3), () -> zone.asked.get() * 1_000_000_000L);
    DmarcResult result =
        new DmarcCheck(zone, new Random(1)).check("a.b.c.example.net", NO_SPF, List.of(), third);
    assertEquals(Outcome.TEMPERROR, result.outcome());
    assertEquals("the DNS answers too slowly", result.reason());
    assertEquals(3, zone.asked.get());
  }
}
