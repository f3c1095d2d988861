package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Domain;
import org.mailshim.address.DomainName;
import org.mailshim.policy.DnsList;
import org.mailshim.policy.DnsListAction;
import org.mailshim.policy.DnsListAnswer;
import org.mailshim.policy.DnsListReport;
import org.mailshim.policy.DnsListSettings;
import org.mailshim.policy.DnsLists;
import org.mailshim.policy.Policy;
import org.mailshim.policy.PolicyObserver;
import org.mailshim.policy.PolicySettings;
import org.mailshim.policy.PolicySetup;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.TrustedPeers;

/** DNS lists served by rbldnsd, as most of the public ones are. */
class PolicyFromRbldnsdTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String LISTED =
      "bl.example:ip4trie:192.0.2.0/24 :127.0.0.4:See http://bl.example/$\n127.0.0.2 :127.0.0.2:Test";
  private static final String LISTED_6 = "six.example:ip6trie:2001:db8::/32 :2:Six";
  private static final String ALLOWED = "wl.example:ip4set:192.0.2.99";
  private static final String REFUSING =
      "closed.example:ip4set:0.0.0.0/1 :127.255.255.254:Closed\n128.0.0.0/1 :127.255.255.254:Closed";
  private static final String WILD =
      "wild.example:ip4set:0.0.0.0/1 :127.0.0.2:Everybody\n128.0.0.0/1 :127.0.0.2:Everybody";

  @TempDir Path directory;

  private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();

  private DnsLists lists(Rbldnsd server, DnsList... lists) {
    var settings = DnsListSettings.of(List.of(lists)).withTimes(PATIENCE, Duration.ofMinutes(1));
    var observer =
        new PolicyObserver() {
          @Override
          public void zoneDisregarded(DomainName zone, String reason) {
            told.add(zone.ascii());
          }
        };
    return new DnsLists(
        settings,
        server.resolver(PATIENCE),
        Clock.systemUTC(),
        Thread::startVirtualThread,
        observer);
  }

  private static DnsList refusing(String zone) {
    return DnsList.of(zone, DnsListAction.REFUSE_AT_RCPT);
  }

  private static List<String> report(DnsLists lists, String address) {
    List<String> texts = new ArrayList<>();
    for (DnsListReport.Hit hit : lists.report(InetAddress.ofLiteral(address)).hits()) {
      texts.add(hit.text() + " " + hit.answer().reason());
    }
    return texts;
  }

  @Test
  void listsAnswerForBothFamilies() throws Exception {
    try (Rbldnsd server = Rbldnsd.start(directory, LISTED, LISTED_6, ALLOWED)) {
      DnsLists lists =
          lists(server, refusing("bl.example"), refusing("six.example"), refusing("wl.example"));
      assertEquals(
          List.of("bl.example (127.0.0.4) See http://bl.example/192.0.2.7"),
          report(lists, "192.0.2.7"));
      assertEquals(2, report(lists, "192.0.2.99").size());
      assertEquals(List.of(), report(lists, "198.51.100.1"));
      assertEquals(List.of("six.example (127.0.0.2) Six"), report(lists, "2001:db8:1::1"));
      assertEquals(List.of(), report(lists, "2001:db9::1"));
      assertInstanceOf(
          DnsListAnswer.Listed.class,
          lists.check(InetAddress.ofLiteral("127.0.0.2"), new DomainName("bl.example")));
      assertInstanceOf(
          DnsListAnswer.NotListed.class,
          lists.check(InetAddress.ofLiteral("127.0.0.3"), new DomainName("bl.example")));
      assertEquals(List.of(), List.copyOf(told));
    }
  }

  @Test
  void aListThatAnswersEverythingListsNobody() throws Exception {
    try (Rbldnsd server = Rbldnsd.start(directory, LISTED, WILD, REFUSING)) {
      DnsLists lists =
          lists(
              server, refusing("wild.example"), refusing("closed.example"), refusing("bl.example"));
      assertEquals(
          List.of("bl.example (127.0.0.4) See http://bl.example/192.0.2.7"),
          report(lists, "192.0.2.7"));
      assertEquals(List.of(), report(lists, "198.51.100.1"));
      assertEquals(List.of("wild.example"), List.copyOf(told));
      var closed =
          lists.check(InetAddress.ofLiteral("192.0.2.7"), new DomainName("closed.example"));
      assertTrue(
          assertInstanceOf(DnsListAnswer.Failed.class, closed)
              .reason()
              .contains("127.255.255.254"));
    }
  }

  /** A whole session: swaks says with XCLIENT whom it speaks for. */
  @Test
  void aListedClientIsRefusedAndReachesThePostmaster() throws Exception {
    try (Rbldnsd bl = Rbldnsd.start(directory, LISTED, ALLOWED)) {
      PolicySettings settings =
          PolicySettings.forDomains(Set.of(Domain.parse("example.net")))
              .with(
                  DnsListSettings.of(
                          List.of(
                              refusing("bl.example"),
                              DnsList.of("wl.example", DnsListAction.ALLOW)))
                      .withTimes(PATIENCE, Duration.ofMinutes(1)));
      var policy = new Policy(settings, PolicySetup.inMemory(bl.resolver(PATIENCE)));
      try (MailshimServer server =
          MailshimServer.guarded(
              ServerMode.MX,
              options ->
                  options.withTrusted(new TrustedPeers(List.of(), MailshimServer.loopback())),
              policy)) {
        PeerProcess.Run refused = swaks(server, "192.0.2.7", "bob@example.net");
        assertNotEquals(0, refused.status());
        assertTrue(
            refused
                .output()
                .contains(
                    "<** 554 5.7.1 Your address is on bl.example: See http://bl.example/192.0.2.7"),
            refused.output());
        assertEquals(List.of(), server.arrivals());
        for (String[] good :
            List.of(
                new String[] {"192.0.2.7", "postmaster@example.net"},
                new String[] {"192.0.2.99", "bob@example.net"},
                new String[] {"198.51.100.7", "bob@example.net"})) {
          PeerProcess.Run taken = swaks(server, good[0], good[1]);
          assertEquals(0, taken.status(), taken.output());
        }
        assertEquals(3, server.arrivals().size());
      }
    }
  }

  private PeerProcess.Run swaks(MailshimServer server, String client, String to) throws Exception {
    return PeerProcess.run(
        directory,
        List.of(
            Peers.program("swaks"),
            "--server",
            "127.0.0.1:" + server.port(),
            "--from",
            "ann@example.org",
            "--to",
            to,
            "--xclient-addr",
            client),
        new byte[0]);
  }
}
