package org.mailshim.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.mailshim.address.AddressFamily;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** What is kept of the answers of name servers, and for how long. */
class DnsCacheTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final DnsClients clients = new DnsClients(nanos::get);

  private Resolver resolver(ScriptedNameServer server) {
    var settings = new DnsSettings(List.of(server.address()), Duration.ofSeconds(20), false, true);
    return new DnsResolver(settings, new Random(1), clients);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void anAnswerIsKeptForItsTimeToLive() throws Exception {
    try (var server = new ScriptedNameServer("d.example 300 MX 10 a.example.")) {
      resolver(server).mailExchangers("d.example");
      pass(Duration.ofSeconds(299));
      var again = (MailExchangers.Hosts) resolver(server).mailExchangers("D.EXAMPLE.");
      assertEquals(Duration.ofSeconds(1), again.timeToLive());
      assertEquals(1, server.questions().size());
      pass(Duration.ofSeconds(1));
      resolver(server).mailExchangers("d.example");
      assertEquals(2, server.questions().size());
      assertEquals(new DnsStatistics(1, 2, 0, 1), clients.statistics());
    }
  }

  @Test
  void aTimeToLiveOfZeroIsNotKept() throws Exception {
    try (var server = new ScriptedNameServer("a.example 0 A 192.0.2.1")) {
      resolver(server).addresses("a.example", AddressFamily.IPV4);
      resolver(server).addresses("a.example", AddressFamily.IPV4);
      assertEquals(2, server.questions().size());
    }
  }

  @Test
  void noRecordsAreKeptBeyondADay() throws Exception {
    try (var server = new ScriptedNameServer("a.example 999999 A 192.0.2.1")) {
      resolver(server).addresses("a.example", AddressFamily.IPV4);
      pass(Duration.ofDays(1));
      resolver(server).addresses("a.example", AddressFamily.IPV4);
      assertEquals(2, server.questions().size());
    }
  }

  @Test
  void thatANameDoesNotExistIsKeptForAllTypes() throws Exception {
    try (var server = new ScriptedNameServer().denyingFor(600, 60)) {
      assertEquals(
          new MailExchangers.NoSuchDomain(), resolver(server).mailExchangers("no.example"));
      pass(Duration.ofSeconds(59));
      assertEquals(
          new HostAddresses.None(), resolver(server).addresses("no.example", AddressFamily.IPV4));
      assertEquals(List.of("udp no.example. MX"), server.questions());
      pass(Duration.ofSeconds(1));
      resolver(server).mailExchangers("no.example");
      assertEquals(2, server.questions().size());
    }
  }

  @Test
  void thatThereIsNoRecordIsKeptForItsType() throws Exception {
    try (var server = new ScriptedNameServer("a.example 300 A 192.0.2.1").denyingFor(60, 600)) {
      Resolver resolver = resolver(server);
      resolver.mailExchangers("a.example");
      resolver.mailExchangers("a.example");
      resolver.addresses("a.example", AddressFamily.IPV4);
      assertEquals(List.of("udp a.example. MX", "udp a.example. A"), server.questions());
    }
  }

  @Test
  void aDenialWithoutSoaIsNotKept() throws Exception {
    try (var server = new ScriptedNameServer()) {
      resolver(server).mailExchangers("no.example");
      resolver(server).mailExchangers("no.example");
      assertEquals(2, server.questions().size());
    }
  }

  @Test
  void aFailureIsKeptForFiveSeconds() throws Exception {
    try (var server = new ScriptedNameServer().answering(Rcode.SERVFAIL)) {
      resolver(server).mailExchangers("d.example");
      resolver(server).mailExchangers("d.example");
      assertEquals(2, server.questions().size(), "both rounds of the first");
      assertEquals(1, clients.statistics().failures());
      pass(Duration.ofSeconds(5));
      resolver(server).mailExchangers("d.example");
      assertEquals(4, server.questions().size());
    }
  }

  @Test
  void equalExchangersAreShuffledAnewEachTime() throws Exception {
    try (var server =
        new ScriptedNameServer(
            "d.example 300 MX 10 a.example.", "d.example 300 MX 10 b.example.")) {
      Resolver resolver = resolver(server);
      Set<String> first = new HashSet<>();
      for (int i = 0; i < 40; i++) {
        var hosts = (MailExchangers.Hosts) resolver.mailExchangers("d.example");
        first.add(hosts.hosts().getFirst().host());
      }
      assertEquals(Set.of("a.example", "b.example"), first);
      assertEquals(1, server.questions().size());
    }
  }

  @Test
  void anAnswerTellsWhetherItWasValidated() throws Exception {
    String[] lines = {"d.example 300 MX 10 a.example.", "a.example 300 A 192.0.2.1"};
    try (var server = new ScriptedNameServer(lines).validating()) {
      var hosts = (MailExchangers.Hosts) resolver(server).mailExchangers("d.example");
      assertTrue(hosts.authentic());
      assertTrue(((MailExchangers.Hosts) resolver(server).mailExchangers("d.example")).authentic());
      var found = resolver(server).addresses("a.example", AddressFamily.IPV4);
      assertTrue(assertInstanceOf(HostAddresses.Found.class, found).authentic());
    }
    try (var server = new ScriptedNameServer(lines)) {
      var hosts = (MailExchangers.Hosts) resolver(server).mailExchangers("d.example");
      assertFalse(hosts.authentic());
    }
  }

  @Test
  void theOldestAnswersMakeRoom() {
    var cache = new AnswerCache(nanos::get);
    for (int i = 0; i <= AnswerCache.MOST; i++) {
      cache.keep("h" + i + ".", Type.A, DnsClient.NO_RECORD, Duration.ofMinutes(5));
      cache.find("h0.", Type.A); // in use
    }
    assertEquals(AnswerCache.MOST, cache.statistics().kept());
    assertEquals(Optional.empty(), cache.find("h1.", Type.A));
    assertTrue(cache.find("h0.", Type.A).isPresent());
  }
}
