package org.mailshim.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

/** SRV records: RFC 2782, with what RFC 6186 makes of the root. */
class ServiceHostsTest {
  private static final String NAME = "_submissions._tcp.d.example";

  private static ServiceHosts answer(String... lines) throws Exception {
    try (ScriptedNameServer server = new ScriptedNameServer(lines)) {
      var settings =
          new DnsSettings(List.of(server.address()), Duration.ofSeconds(20), false, true);
      return new DnsResolver(settings, new Random(1), new DnsClients()).serviceHosts(NAME);
    }
  }

  private static List<ServiceHost> hosts(ServiceHosts answer) {
    return assertInstanceOf(ServiceHosts.Found.class, answer).hosts();
  }

  @Test
  void theLowerPriorityComesFirst() throws Exception {
    ServiceHosts answer =
        answer(
            NAME + " 300 SRV 20 0 465 b.example.",
            NAME + " 200 SRV 10 0 1465 A.Example.",
            NAME + " 300 SRV 30 9 465 c.example.");
    assertEquals(
        List.of(
            new ServiceHost(10, 0, "a.example", 1465),
            new ServiceHost(20, 0, "b.example", 465),
            new ServiceHost(30, 9, "c.example", 465)),
        hosts(answer));
    assertEquals(
        Duration.ofSeconds(200), assertInstanceOf(ServiceHosts.Found.class, answer).timeToLive());
  }

  @Test
  void equalsAreDrawnByTheirWeights() {
    List<ServiceHost> hosts =
        List.of(
            new ServiceHost(1, 30, "heavy", 1),
            new ServiceHost(1, 10, "light", 1),
            new ServiceHost(1, 0, "seldom", 1),
            new ServiceHost(2, 65535, "later", 1));
    Random random = new Random(7);
    Map<String, Integer> first = new HashMap<>();
    for (int i = 0; i < 4100; i++) {
      List<ServiceHost> drawn = ServiceOrder.drawn(hosts, random);
      assertEquals(4, drawn.size());
      assertEquals("later", drawn.getLast().host());
      first.merge(drawn.getFirst().host(), 1, Integer::sum);
    }
    // 41 marks: 0 draws "seldom", the next 10 "light", the other 30 "heavy".
    assertEquals(3000, first.get("heavy"), 200);
    assertEquals(1000, first.get("light"), 200);
    assertEquals(100, first.get("seldom"), 60);
  }

  @Test
  void theRootIsNoHost() throws Exception {
    assertEquals(new ServiceHosts.NotOffered(), answer(NAME + " 300 SRV 0 0 0 ."));
    ServiceHosts mixed = answer(NAME + " 300 SRV 0 0 0 .", NAME + " 300 SRV 5 0 465 a.example.");
    assertEquals(List.of(new ServiceHost(5, 0, "a.example", 465)), hosts(mixed));
  }

  @Test
  void nothingIsNothing() throws Exception {
    assertEquals(new ServiceHosts.None(), answer("other.example 300 A 192.0.2.1"));
    assertEquals(new ServiceHosts.None(), answer(NAME + " 300 TXT hello"));
  }

  @Test
  void thereIsAMostOfThem() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < DnsResolver.MOST_HOSTS + 2; i++) {
      lines.add(NAME + " 300 SRV " + i + " 0 465 h" + i + ".");
    }
    List<ServiceHost> hosts = hosts(answer(lines.toArray(String[]::new)));
    assertEquals(DnsResolver.MOST_HOSTS, hosts.size());
    assertEquals("h0", hosts.getFirst().host());
  }

  @Test
  void aServerThatRefusesIsATemporaryFailure() throws Exception {
    try (ScriptedNameServer server = new ScriptedNameServer()) {
      server.answering(Rcode.SERVFAIL);
      var settings =
          new DnsSettings(List.of(server.address()), Duration.ofSeconds(20), false, true);
      ServiceHosts answer =
          new DnsResolver(settings, new Random(1), new DnsClients()).serviceHosts(NAME);
      String reason = assertInstanceOf(ServiceHosts.TemporaryFailure.class, answer).reason();
      assertTrue(reason.contains("SERVFAIL"), reason);
    }
  }
}
