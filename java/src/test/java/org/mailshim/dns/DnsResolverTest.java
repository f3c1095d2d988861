package org.mailshim.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.address.AddressFamily;
import org.xbill.DNS.Rcode;

class DnsResolverTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(400);

  private static DnsResolver resolver(Duration timeout, ScriptedNameServer... servers) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (ScriptedNameServer server : servers) {
      addresses.add(server.address());
    }
    return new DnsResolver(
        new DnsSettings(addresses, timeout, false, true), new Random(1), new DnsClients());
  }

  private static List<String> hosts(MailExchangers answer) {
    List<String> hosts = new ArrayList<>();
    for (MailExchanger each : assertInstanceOf(MailExchangers.Hosts.class, answer).hosts()) {
      hosts.add(each.preference() + " " + each.host());
    }
    return hosts;
  }

  private static List<InetAddress> literals(String... literals) {
    List<InetAddress> addresses = new ArrayList<>();
    for (String literal : literals) {
      addresses.add(InetAddress.ofLiteral(literal));
    }
    return addresses;
  }

  private static List<InetAddress> addresses(HostAddresses answer) {
    return assertInstanceOf(HostAddresses.Found.class, answer).addresses();
  }

  @Test
  void ordersByPreference() throws Exception {
    try (ScriptedNameServer server =
        new ScriptedNameServer(
            "d.example 300 MX 30 c.example.",
            "d.example 200 MX 10 A.Example.",
            "d.example 400 MX 20 b.example.")) {
      MailExchangers answer = resolver(LONG, server).mailExchangers("d.example");
      assertEquals(List.of("10 a.example", "20 b.example", "30 c.example"), hosts(answer));
      MailExchangers.Hosts found = assertInstanceOf(MailExchangers.Hosts.class, answer);
      assertEquals(Duration.ofSeconds(200), found.timeToLive());
      assertFalse(found.implicit());
    }
  }

  @Test
  void reportsThePreferredOfMoreThanAreWanted() throws Exception {
    try (ScriptedNameServer server =
        new ScriptedNameServer(
            "d.example 300 MX 30 c.example.",
            "d.example 200 MX 10 a.example.",
            "d.example 400 MX 20 b.example.")) {
      DnsSettings two =
          new DnsSettings(List.of(server.address()), LONG, false, true).withMostExchangers(2);
      var resolver = new DnsResolver(two, new Random(1), new DnsClients());
      assertEquals(
          List.of("10 a.example", "20 b.example"), hosts(resolver.mailExchangers("d.example")));
    }
  }

  @Test
  void breaksTiesAtRandom() throws Exception {
    try (ScriptedNameServer server =
        new ScriptedNameServer(
            "d.example 300 MX 10 a.example.",
            "d.example 300 MX 10 b.example.",
            "d.example 300 MX 5 first.example.")) {
      DnsResolver resolver = resolver(LONG, server);
      Set<List<String>> orders = new HashSet<>();
      for (int i = 0; i < 40; i++) {
        orders.add(hosts(resolver.mailExchangers("d.example")));
      }
      assertEquals(
          Set.of(
              List.of("5 first.example", "10 a.example", "10 b.example"),
              List.of("5 first.example", "10 b.example", "10 a.example")),
          orders);
    }
  }

  @Test
  void boundsTheHosts() throws Exception {
    String[] lines = new String[DnsResolver.MOST_HOSTS + 5];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = "d.example 300 MX " + i + " mx" + i + ".example.";
    }
    try (ScriptedNameServer server = new ScriptedNameServer(lines)) {
      List<String> hosts = hosts(resolver(LONG, server).mailExchangers("d.example"));
      assertEquals(DnsResolver.MOST_HOSTS, hosts.size());
      assertEquals("0 mx0.example", hosts.getFirst());
    }
  }

  @Test
  void knowsNullMx() throws Exception {
    try (ScriptedNameServer server =
        new ScriptedNameServer(
            "none.example 300 MX 0 .",
            "odd.example 60 MX 0 .",
            "odd.example 60 MX 10 a.example.")) {
      DnsResolver resolver = resolver(LONG, server);
      assertEquals(
          new MailExchangers.NullMx(Duration.ofSeconds(300)),
          resolver.mailExchangers("none.example"));
      assertEquals(List.of("10 a.example"), hosts(resolver.mailExchangers("odd.example")));
    }
  }

  @Test
  void fallsBackToTheDomainItself() throws Exception {
    try (ScriptedNameServer server = new ScriptedNameServer("d.example 300 A 192.0.2.1")) {
      MailExchangers answer = resolver(LONG, server).mailExchangers("D.example.");
      assertEquals(List.of("0 d.example"), hosts(answer));
      assertTrue(assertInstanceOf(MailExchangers.Hosts.class, answer).implicit());
      DnsSettings strict = new DnsSettings(List.of(server.address()), LONG, false, false);
      assertEquals(
          new MailExchangers.NoMailExchanger(),
          new DnsResolver(strict, new Random(1), new DnsClients()).mailExchangers("d.example"));
    }
  }

  @Test
  void knowsAbsentDomains() throws Exception {
    try (ScriptedNameServer server = new ScriptedNameServer()) {
      DnsResolver resolver = resolver(LONG, server);
      assertEquals(new MailExchangers.NoSuchDomain(), resolver.mailExchangers("d.example"));
      assertEquals(new HostAddresses.None(), resolver.addresses("d.example", AddressFamily.ANY));
      assertEquals(List.of("udp d.example. MX", "udp d.example. A"), server.questions());
    }
  }

  @Test
  void sendsNoNonsense() throws Exception {
    try (ScriptedNameServer server = new ScriptedNameServer()) {
      DnsResolver resolver = resolver(LONG, server);
      for (String text : List.of("a..b", "x".repeat(64) + ".example", "ab.".repeat(4000))) {
        assertEquals(new MailExchangers.NoSuchDomain(), resolver.mailExchangers(text));
        assertEquals(new HostAddresses.None(), resolver.addresses(text, AddressFamily.ANY));
      }
      assertEquals(List.of(), server.questions());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP, Rcode.FORMERR})
  void reportsFailingServers(int code) throws Exception {
    try (ScriptedNameServer server = new ScriptedNameServer().answering(code)) {
      MailExchangers answer = resolver(LONG, server).mailExchangers("d.example");
      String reason = assertInstanceOf(MailExchangers.TemporaryFailure.class, answer).reason();
      assertTrue(reason.contains("answered " + Rcode.string(code)), reason);
      assertTrue(reason.contains("127.0.0.1 port " + server.address().getPort()), reason);
      assertEquals(List.of("udp d.example. MX", "udp d.example. MX"), server.questions());
    }
  }

  @Test
  void asksTheNextServer() throws Exception {
    try (ScriptedNameServer failing = new ScriptedNameServer().answering(Rcode.SERVFAIL);
        ScriptedNameServer lame = new ScriptedNameServer().lame();
        ScriptedNameServer silent = new ScriptedNameServer().silent();
        ScriptedNameServer good = new ScriptedNameServer("d.example 300 MX 10 a.example.")) {
      MailExchangers answer =
          resolver(Duration.ofSeconds(12), failing, lame, silent, good).mailExchangers("d.example");
      assertEquals(List.of("10 a.example"), hosts(answer));
      assertEquals(1, silent.questions().size());
    }
  }

  @Test
  void givesUpOnSilence() throws Exception {
    try (ScriptedNameServer server = new ScriptedNameServer().silent()) {
      DnsResolver resolver = resolver(SHORT, server);
      assertTimeout(
          LONG,
          () -> {
            assertInstanceOf(
                MailExchangers.TemporaryFailure.class, resolver.mailExchangers("d.example"));
            assertInstanceOf(
                HostAddresses.TemporaryFailure.class,
                resolver.addresses("d.example", AddressFamily.ANY));
          });
      assertEquals("udp d.example. MX", server.questions().get(1), "asked twice");
    }
  }

  @Test
  void endsWhenInterrupted() throws Exception {
    try (ScriptedNameServer server = new ScriptedNameServer().silent()) {
      DnsResolver resolver = resolver(Duration.ofHours(1), server);
      CompletableFuture<Boolean> stayedInterrupted = new CompletableFuture<>();
      CompletableFuture<MailExchangers> answer = new CompletableFuture<>();
      Thread asking =
          Thread.ofVirtual()
              .start(
                  () -> {
                    answer.complete(resolver.mailExchangers("d.example"));
                    stayedInterrupted.complete(Thread.currentThread().isInterrupted());
                  });
      asking.interrupt();
      assertInstanceOf(MailExchangers.TemporaryFailure.class, answer.get(60, TimeUnit.SECONDS));
      assertTrue(stayedInterrupted.get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void asksAgainOverTcpWhenTruncated() throws Exception {
    try (ScriptedNameServer server =
        new ScriptedNameServer("d.example 300 MX 10 a.example.").truncating()) {
      assertEquals(
          List.of("10 a.example"), hosts(resolver(LONG, server).mailExchangers("d.example")));
      assertEquals(List.of("udp d.example. MX", "tcp d.example. MX"), server.questions());
    }
  }

  @Test
  void asksOverTcpOnlyWhenTold() throws Exception {
    try (ScriptedNameServer server = new ScriptedNameServer("d.example 300 MX 10 a.example.")) {
      DnsSettings settings = new DnsSettings(List.of(server.address()), LONG, true, true);
      DnsResolver resolver = new DnsResolver(settings, new Random(1), new DnsClients());
      assertEquals(List.of("10 a.example"), hosts(resolver.mailExchangers("d.example")));
      assertEquals(List.of("tcp d.example. MX"), server.questions());
    }
  }

  @Test
  void followsAliases() throws Exception {
    String[] lines = {
      "alias.example 50 CNAME d.example.",
      "d.example 300 MX 10 a.example.",
      "a.example 300 CNAME b.example.",
      "b.example 40 CNAME c.example.",
      "c.example 300 A 192.0.2.7",
      "hollow.example 300 CNAME gone.example."
    };
    try (ScriptedNameServer chasing = new ScriptedNameServer(lines);
        ScriptedNameServer terse = new ScriptedNameServer(lines).notChasing()) {
      for (ScriptedNameServer server : List.of(chasing, terse)) {
        DnsResolver resolver = resolver(LONG, server);
        MailExchangers found = resolver.mailExchangers("alias.example");
        assertEquals(List.of("10 a.example"), hosts(found));
        assertEquals(
            Duration.ofSeconds(50),
            assertInstanceOf(MailExchangers.Hosts.class, found).timeToLive());
        HostAddresses addresses = resolver.addresses("a.example", AddressFamily.ANY);
        assertEquals(literals("192.0.2.7"), addresses(addresses));
        assertEquals(
            Duration.ofSeconds(40),
            assertInstanceOf(HostAddresses.Found.class, addresses).timeToLive());
        assertEquals(new MailExchangers.NoSuchDomain(), resolver.mailExchangers("hollow.example"));
      }
      assertEquals(1, count(terse, "d.example."));
    }
  }

  private static int count(ScriptedNameServer server, String name) {
    int count = 0;
    for (String question : server.questions()) {
      count += question.contains(" " + name) ? 1 : 0;
    }
    return count;
  }

  @Test
  void leavesCirclesOfAliases() throws Exception {
    String[] lines = {"a.example 300 CNAME b.example.", "b.example 300 CNAME a.example."};
    try (ScriptedNameServer chasing = new ScriptedNameServer(lines);
        ScriptedNameServer terse = new ScriptedNameServer(lines).notChasing()) {
      for (ScriptedNameServer server : List.of(chasing, terse)) {
        MailExchangers answer = resolver(LONG, server).mailExchangers("a.example");
        String reason = assertInstanceOf(MailExchangers.TemporaryFailure.class, answer).reason();
        assertTrue(reason.startsWith("too many aliases"), reason);
      }
    }
  }

  @Test
  void findsAddressesOfTheWantedFamily() throws Exception {
    try (ScriptedNameServer server =
        new ScriptedNameServer(
            "h.example 300 AAAA 2001:db8::1",
            "h.example 100 A 192.0.2.1",
            "h.example 100 A 192.0.2.2",
            "four.example 100 A 192.0.2.1")) {
      DnsResolver resolver = resolver(LONG, server);
      HostAddresses both = resolver.addresses("h.example", AddressFamily.ANY);
      assertEquals(literals("192.0.2.1", "192.0.2.2", "2001:db8::1"), addresses(both));
      assertEquals(
          Duration.ofSeconds(100), assertInstanceOf(HostAddresses.Found.class, both).timeToLive());
      assertEquals(
          literals("192.0.2.1", "192.0.2.2"),
          addresses(resolver.addresses("h.example", AddressFamily.IPV4)));
      assertEquals(
          literals("2001:db8::1"), addresses(resolver.addresses("h.example", AddressFamily.IPV6)));
      assertEquals(
          new HostAddresses.None(), resolver.addresses("four.example", AddressFamily.IPV6));
    }
  }

  @Test
  void readsTheSystemsServersOnlyWhenAsked() {
    DnsResolver resolver = new DnsResolver(DnsSettings.DEFAULT, new Random(1), new DnsClients());
    // Nothing that could be sent: the look-up starts dnsjava with what the system has configured.
    assertEquals(new MailExchangers.NoSuchDomain(), resolver.mailExchangers("a..b"));
  }
}
