package org.mailshim.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DnsClientsTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);
  private final DnsClients clients = new DnsClients(nanos::get);

  private static DnsSettings settings(int seconds) {
    List<InetSocketAddress> servers = List.of(DnsSettings.server("192.0.2.53"));
    return new DnsSettings(servers, Duration.ofSeconds(seconds), false, true);
  }

  @Test
  void equalSettingsHaveOneClient() {
    DnsClient one = clients.with(settings(1));
    assertNotSame(one, clients.with(settings(2)));
    assertSame(one, clients.with(settings(1)));
  }

  @Test
  void keepsThoseThatWereAskedForLast() {
    List<DnsClient> first = new ArrayList<>();
    for (int i = 1; i <= DnsClients.MOST; i++) {
      first.add(clients.with(settings(i)));
    }
    assertSame(first.get(0), clients.with(settings(1)), "as many as are kept");
    clients.with(settings(100));
    assertSame(first.get(0), clients.with(settings(1)), "in use not long ago");
    assertSame(first.get(2), clients.with(settings(3)));
    assertNotSame(first.get(1), clients.with(settings(2)), "longest out of use");
  }

  @Test
  void readsTheSystemsServersAgainAfterAMinute() {
    DnsClient system = clients.with(DnsSettings.DEFAULT);
    DnsClient configured = clients.with(settings(1));
    nanos.addAndGet(Duration.ofSeconds(59).toNanos());
    assertSame(system, clients.with(DnsSettings.DEFAULT));
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    DnsClient again = clients.with(DnsSettings.DEFAULT);
    assertNotSame(system, again);
    assertSame(again, clients.with(DnsSettings.DEFAULT));
    assertSame(configured, clients.with(settings(1)));
  }

  /** Also the first look-up, which starts dnsjava, and the order of equals, which takes chances. */
  @Test
  void manyThreadsShareAResolver() throws Exception {
    int threads = 32;
    try (ScriptedNameServer server =
            new ScriptedNameServer(
                "d.example 300 MX 10 a.example.",
                "d.example 300 MX 10 b.example.",
                "d.example 300 MX 10 c.example.");
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      DnsSettings settings =
          new DnsSettings(List.of(server.address()), Duration.ofSeconds(20), false, true);
      Resolver resolver = new DnsResolver(settings, new Random(1), clients);
      CountDownLatch together = new CountDownLatch(threads);
      List<Future<MailExchangers>> answers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        answers.add(
            executor.submit(
                () -> {
                  together.countDown();
                  together.await();
                  return resolver.mailExchangers("d.example");
                }));
      }
      for (Future<MailExchangers> each : answers) {
        MailExchangers answer = each.get(30, TimeUnit.SECONDS);
        Set<String> hosts = new HashSet<>();
        for (MailExchanger host : assertInstanceOf(MailExchangers.Hosts.class, answer).hosts()) {
          hosts.add(host.host());
        }
        assertEquals(Set.of("a.example", "b.example", "c.example"), hosts);
      }
    }
  }
}
