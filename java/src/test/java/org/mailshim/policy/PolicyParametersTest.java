package org.mailshim.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Domain;
import org.mailshim.address.Mailbox;
import org.mailshim.queue.ManualClock;

/** The vendor's names, and what they mean here. */
final class PolicyParametersTest {
  private static final PolicySettings BASE =
      PolicySettings.forDomains(Set.of(Domain.parse("example.net")));

  @TempDir Path directory;

  private static PolicySettings of(Map<String, String> values) {
    PolicyParameters.Source source = name -> Optional.ofNullable(values.get(name));
    return new PolicyParameters(source, new ManualClock(), PolicyObserver.NONE).applyTo(BASE);
  }

  private static InetAddress ip(String text) {
    return InetAddress.ofLiteral(text);
  }

  @Test
  void nothingChangesNothing() {
    PolicySettings settings = of(Map.of("dnsbl", " ", "unknown", "1", "smtp_pop_ip", "0"));
    assertEquals(BASE.relay(), settings.relay());
    assertEquals(BASE.senders(), settings.senders());
    assertEquals(BASE.dnsLists(), settings.dnsLists());
    assertEquals(BASE.greylist(), settings.greylist());
    assertEquals(BASE.traps(), settings.traps());
    assertEquals(List.of(), settings.rates());
    assertEquals(BASE.refusalText(), settings.refusalText());
  }

  @Test
  void whoMaySendAnywhere() {
    PolicySettings settings =
        of(
            Map.of(
                "smtp_range", "192.0.2.1-192.0.2.9,10.0.0.0/8",
                "smtp6_range", "2001:db8::/32",
                "smtp_deny", "198.51.100.0/24",
                "smtp_pop_ip", "1",
                "smtp_authsame", "1",
                "smtp_any", "0",
                "uncheckip", "0",
                "checkmx", "1"));
    assertTrue(settings.relay().trusted().contains(ip("192.0.2.9")));
    assertTrue(settings.relay().trusted().contains(ip("2001:db8::1")));
    assertFalse(settings.relay().trusted().contains(ip("192.0.2.10")));
    assertTrue(settings.relay().denied().contains(ip("198.51.100.1")));
    assertEquals(Duration.ofMinutes(10), settings.relay().popBeforeSmtp());
    SenderOwnership ownership = settings.senders().ownership().orElseThrow();
    assertTrue(ownership.maySendAs("ann", Mailbox.parse("ann@example.net")));
    assertTrue(settings.senders().localOnly());
    assertTrue(settings.senders().domainExists());
    assertFalse(settings.senders().strangersLocal());
    assertTrue(of(Map.of("uncheckip", "1")).senders().strangersLocal());
  }

  @Test
  void limits() {
    PolicySettings settings =
        of(
            Map.of(
                "smtp_ltime", "60",
                "smtp_ip_limit", "10",
                "smtp_limit", "1000",
                "smtp_user_rate", "5",
                "smtp_range", "10.0.0.0/8",
                "nolimitus", "1"));
    Duration minute = Duration.ofMinutes(1);
    assertEquals(
        List.of(
            new RateRule(RateRule.Subject.ADDRESS, RateRule.Measure.OCTETS, 10_240, minute),
            new RateRule(RateRule.Subject.ALL, RateRule.Measure.OCTETS, 1_024_000, minute),
            new RateRule(RateRule.Subject.USER, RateRule.Measure.MESSAGES, 5, minute)),
        settings.rates());
    assertTrue(settings.unlimited().contains(ip("10.1.1.1")));
  }

  @Test
  void lists() throws Exception {
    Path good = Files.writeString(directory.resolve("good list"), "from:ann@example.org\n");
    PolicySettings settings =
        of(
            Map.of(
                "goodlist", good.toString(),
                "blacklist", "192.0.2.7, eve@",
                "msgspam", "Go away",
                "fake", "a@example.net;b@example.net",
                "spam_time", "600",
                "gray_delay", "60",
                "gray_ttl", "7200",
                "gray_all", "1"));
    assertTrue(settings.lists().good().match(FixedQuery.usual()).isPresent());
    assertTrue(settings.lists().bad().match(FixedQuery.usual()).isPresent());
    assertFalse(settings.lists().bad().match(FixedQuery.notice()).isPresent());
    assertEquals("Go away", settings.refusalText());
    assertEquals(2, settings.traps().mailboxes().size());
    assertEquals(Duration.ofMinutes(10), settings.traps().blockTime());
    assertEquals(
        GreylistSettings.STRANGERS.withTimes(
            Duration.ofMinutes(1), Duration.ofHours(2), Duration.ofDays(36)),
        settings.greylist());
  }

  @Test
  void exchangersOfSenders() {
    assertTrue(of(Map.of("mxignbl", "1")).greylist().exchangersPass());
    assertTrue(of(Map.of("mxignbl", "1", "gray_all", "1")).greylist().exchangersPass());
    assertFalse(of(Map.of("mxignbl", "0")).greylist().exchangersPass());
  }

  @Test
  void dnsLists() {
    DnsListSettings plain = of(Map.of("dnsbl", "a.example b.example*2")).dnsLists();
    assertEquals(
        List.of(
            DnsList.of("a.example", DnsListAction.REFUSE_AT_RCPT),
            DnsList.parse("b.example*2", DnsListAction.REFUSE_AT_RCPT)),
        plain.lists());
    assertEquals(554, plain.refusalCode());
    DnsListSettings scored =
        of(Map.of(
                "dnsbl", "a.example",
                "dnswl", "w.example",
                "dnsbl_score", "3",
                "dnsbl_action", "421",
                "dnsbl_timeout", "7"))
            .dnsLists();
    assertEquals(
        List.of(
            DnsList.of("a.example", DnsListAction.SCORE),
            DnsList.of("w.example", DnsListAction.ALLOW)),
        scored.lists());
    assertEquals(3, scored.threshold());
    assertEquals(DnsListAction.REFUSE_AT_RCPT, scored.thresholdAction());
    assertEquals(421, scored.refusalCode());
    assertEquals(Duration.ofSeconds(7), scored.timeout());
    DnsListSettings tagging = of(Map.of("dnsbl", "a.example", "dnsbl_action", "tag")).dnsLists();
    assertEquals(DnsListAction.TAG, tagging.lists().getFirst().action());
  }

  @Test
  void whatIsWrongIsNamed() {
    for (Map.Entry<String, String> wrong :
        Map.of(
                "smtp_range", "10.0.0.0/99",
                "smtp6_deny", "host.example",
                "dnsbl", "-.example",
                "dnsbl_action", "maybe",
                "smtp_ip_limit", "many",
                "spam_time", "-1",
                "fake", "nobody",
                "msgspam", "caf\u00e9",
                "blacklist", "ip:x",
                "gray_delay", "999999")
            .entrySet()) {
      var thrown =
          assertThrows(
              IllegalArgumentException.class,
              () -> of(Map.of(wrong.getKey(), wrong.getValue())),
              wrong.getKey());
      assertTrue(thrown.getMessage().startsWith(wrong.getKey() + ": "), thrown.getMessage());
    }
  }
}
