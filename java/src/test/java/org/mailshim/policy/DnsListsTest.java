package org.mailshim.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailshim.Eventually;
import org.mailshim.address.DomainName;
import org.mailshim.dns.HostAddresses;
import org.mailshim.queue.ManualClock;

/** DNS lists, well and ill, without a DNS. */
final class DnsListsTest {
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.7");
  private static final Duration LONG = Duration.ofSeconds(50);

  private final ManualClock clock = new ManualClock();
  private final ScriptedResolver resolver = new ScriptedResolver();
  private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();

  @AfterEach
  void release() {
    resolver.release();
  }

  private DnsLists lists(Duration timeout, DnsList... lists) {
    var settings = DnsListSettings.of(List.of(lists)).withTimes(timeout, Duration.ofMinutes(10));
    var observer =
        new PolicyObserver() {
          @Override
          public void zoneDisregarded(DomainName zone, String reason) {
            told.add(zone + " " + reason);
          }
        };
    return new DnsLists(settings, resolver, clock, Thread::startVirtualThread, observer);
  }

  private static DnsList list(String text) {
    return DnsList.parse(text, DnsListAction.REFUSE_AT_RCPT);
  }

  private static List<String> texts(DnsListReport report) {
    List<String> texts = new ArrayList<>();
    report.hits().forEach(hit -> texts.add(hit.text()));
    return texts;
  }

  @Test
  void answersWithinTheLoopbackNetworkCount() {
    resolver.known.host("7.2.0.192.bl.example", "127.0.0.2", "127.0.0.4");
    resolver.known.text("7.2.0.192.bl.example", "see http://bl.example/\u001b[1m");
    resolver.known.host("7.2.0.192.parked.example", "203.0.113.80");
    resolver.known.host("7.2.0.192.mixed.example", "203.0.113.80", "127.9.9.9");
    DnsListReport report =
        lists(
                LONG,
                list("bl.example*3"),
                list("parked.example"),
                list("mixed.example"),
                list("clean.example"),
                list("bl.example=127.0.0.4*5"),
                list("bl.example=127.0.0.8-127.0.0.9*7"))
            .report(CLIENT);
    assertEquals(
        List.of("bl.example (127.0.0.2)", "mixed.example (127.9.9.9)", "bl.example (127.0.0.4)"),
        texts(report));
    assertEquals(9, report.score());
    String reason = report.hits().getFirst().answer().reason();
    assertTrue(reason.startsWith("see http://bl.example/"), reason);
    assertTrue(reason.chars().allMatch(c -> c >= ' ' && c != 0x7f), "controls are not passed on");
  }

  @Test
  void aListsWordForErrorIsNone() {
    resolver.known.host("7.2.0.192.bl.example", "127.255.255.254");
    DnsLists lists = lists(LONG, list("bl.example"));
    assertEquals(List.of(), lists.report(CLIENT).hits());
    var answer = lists.check(CLIENT, new DomainName("bl.example"));
    assertTrue(
        assertInstanceOf(DnsListAnswer.Failed.class, answer)
            .reason()
            .contains("does not answer us: 127.255.255.254"));
  }

  @Test
  void sixIsAskedInNibbles() {
    resolver.known.host(
        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.example", "127.0.0.2");
    assertEquals(
        List.of("bl.example (127.0.0.2)"),
        texts(lists(LONG, list("bl.example")).report(InetAddress.ofLiteral("2001:db8::1"))));
  }

  @Test
  void silenceMeansNotListed() {
    resolver.silence("silent.example");
    resolver.known.host("7.2.0.192.bl.example", "127.0.0.2");
    DnsLists lists = lists(Duration.ofSeconds(2), list("bl.example"), list("silent.example"));
    lists.check(CLIENT, new DomainName("bl.example"));
    assertEquals(List.of("bl.example (127.0.0.2)"), texts(lists.report(CLIENT)));
    assertInstanceOf(
        DnsListAnswer.Failed.class, lists.check(CLIENT, new DomainName("silent.example")));
  }

  @Test
  void allAreAskedAtOnceAndEachOnce() throws Exception {
    resolver.silence("bl.example");
    resolver.known.host("7.2.0.192.bl.example", "127.0.0.2");
    DnsLists lists = lists(LONG, list("bl.example"), list("other.example"));
    List<DnsListReport> reports = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      threads.add(Thread.startVirtualThread(() -> reports.add(lists.report(CLIENT))));
    }
    Eventually.await(
        "the other list is asked though this one is silent",
        () -> resolver.asked().contains("7.2.0.192.other.example"));
    resolver.release();
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(20, reports.size());
    reports.forEach(report -> assertEquals(1, report.hits().size()));
    assertEquals(1, Collections.frequency(resolver.asked(), "7.2.0.192.bl.example"));
  }

  @Test
  void answersAreKeptAsLongAsTheySay() {
    var found =
        new HostAddresses.Found(List.of(InetAddress.ofLiteral("127.0.0.2")), Duration.ofMinutes(2));
    resolver.known.host("7.2.0.192.bl.example", found);
    DnsLists lists = lists(LONG, list("bl.example"));
    assertEquals(1, lists.report(CLIENT).hits().size());
    clock.advance(Duration.ofSeconds(119));
    assertEquals(1, lists.report(CLIENT).hits().size());
    assertEquals(1, Collections.frequency(resolver.asked(), "7.2.0.192.bl.example"));
    resolver.known.host("7.2.0.192.bl.example", new HostAddresses.None());
    clock.advance(Duration.ofSeconds(1));
    assertEquals(0, lists.report(CLIENT).hits().size());
    assertEquals(2, Collections.frequency(resolver.asked(), "7.2.0.192.bl.example"));
    clock.advance(Duration.ofSeconds(599));
    lists.report(CLIENT);
    assertEquals(2, Collections.frequency(resolver.asked(), "7.2.0.192.bl.example"));
  }

  @Test
  void aListThatAnswersEverythingIsDisregarded() {
    resolver.known.host("7.2.0.192.wild.example", "127.0.0.2");
    resolver.known.host("1.0.0.127.wild.example", "127.0.0.2");
    resolver.known.host("7.2.0.192.bl.example", "127.0.0.3");
    DnsLists lists = lists(LONG, list("wild.example"), list("bl.example"));
    assertEquals(List.of("bl.example (127.0.0.3)"), texts(lists.report(CLIENT)));
    lists.report(InetAddress.ofLiteral("192.0.2.8"));
    assertEquals(
        List.of("wild.example it lists 127.0.0.1, as no list may (RFC 5782 §5)"),
        List.copyOf(told),
        "said once");
    resolver.known.host("1.0.0.127.wild.example", new HostAddresses.None());
    clock.advance(Duration.ofHours(1));
    assertEquals(2, lists.report(CLIENT).hits().size(), "believed again when it is well");
  }

  @Test
  void aListThatIsDeadIsLeftAloneForAWhile() {
    var dead = new HostAddresses.TemporaryFailure("no answer");
    for (int i = 1; i <= 9; i++) {
      resolver.known.host(i + ".2.0.192.bl.example", dead);
    }
    DnsLists lists = lists(LONG, list("bl.example"));
    for (int i = 1; i <= 9; i++) {
      lists.report(InetAddress.ofLiteral("192.0.2." + i));
    }
    assertEquals(List.of("bl.example it has not answered 5 questions"), List.copyOf(told));
    assertTrue(resolver.asked().contains("5.2.0.192.bl.example"));
    assertTrue(!resolver.asked().contains("6.2.0.192.bl.example"));
    clock.advance(Duration.ofMinutes(1));
    lists.report(InetAddress.ofLiteral("192.0.2.6"));
    assertTrue(resolver.asked().contains("6.2.0.192.bl.example"));
  }

  @Test
  void addressesThatAreNotInPublicUseAreNotAskedAbout() {
    DnsLists lists = lists(LONG, list("bl.example"));
    for (String address :
        List.of(
            "127.0.0.1",
            "10.1.2.3",
            "192.168.1.1",
            "172.16.0.1",
            "169.254.1.1",
            "::1",
            "fe80::1",
            "fd00::1",
            "0.0.0.0")) {
      assertEquals(DnsListReport.CLEAN, lists.report(InetAddress.ofLiteral(address)), address);
    }
    assertEquals(List.of(), resolver.asked());
  }

  @Test
  void whatManyListsSayAddsUp() {
    resolver.known.host("7.2.0.192.a.example", "127.0.0.2");
    resolver.known.host("7.2.0.192.b.example", "127.0.0.2");
    resolver.known.host("7.2.0.192.good.example", "127.0.0.2");
    DnsList a = DnsList.parse("a.example*2", DnsListAction.SCORE);
    DnsList b = DnsList.parse("b.example*3", DnsListAction.SCORE);
    DnsList good = DnsList.parse("good.example*-4", DnsListAction.SCORE);
    DnsListSettings settings =
        DnsListSettings.of(List.of(a, b)).withThreshold(5, DnsListAction.TAG);
    DnsListReport bad = lists(LONG, a, b).report(CLIENT);
    assertEquals(5, bad.score());
    assertEquals(b, bad.because(DnsListAction.TAG, settings).orElseThrow().list());
    assertEquals(Optional.empty(), bad.because(DnsListAction.REFUSE_AT_RCPT, settings));
    DnsListReport mixed = lists(LONG, a, b, good).report(CLIENT);
    assertEquals(1, mixed.score());
    assertEquals(Optional.empty(), mixed.because(DnsListAction.TAG, settings));
    DnsListReport allowed =
        lists(LONG, a, b, DnsList.of("good.example", DnsListAction.ALLOW)).report(CLIENT);
    assertTrue(allowed.isAllowed());
    assertEquals(Optional.empty(), allowed.because(DnsListAction.TAG, settings));
  }
}
