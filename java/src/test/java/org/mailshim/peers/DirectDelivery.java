package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.mailshim.address.DomainName;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.ReversePath;
import org.mailshim.delivery.ConcurrencySettings;
import org.mailshim.delivery.Deliverer;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.DeliverySettings;
import org.mailshim.delivery.QueueObserver;
import org.mailshim.delivery.QueueRunner;
import org.mailshim.delivery.Route;
import org.mailshim.delivery.Routing;
import org.mailshim.delivery.RunnerSettings;
import org.mailshim.dns.DnsClients;
import org.mailshim.dns.DnsResolver;
import org.mailshim.dns.DnsSettings;
import org.mailshim.queue.Claim;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.queue.RamQueue;
import org.mailshim.queue.Settlement;
import org.mailshim.queue.Submission;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;

/**
 * A program for a network namespace of its own: a queue that is delivered to a Postfix at port 25,
 * which is found by asking an NSD at port 53. The name server that is asked first never answers.
 */
public final class DirectDelivery {
  private static final String SILENT = "127.0.0.54";
  private static final String NAME_SERVER = "127.0.0.53";
  private static final int EXCHANGERS = 30;

  private static final BlockingQueue<Settlement> SETTLED = new LinkedBlockingQueue<>();

  private DirectDelivery() {}

  /** Runs with a directory of its own; says "all is well" at the end. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    String domains =
        "virtual_mailbox_domains = one.example.net first.example.net real.example.net"
            + " alias.example.net big.example.net own.example.net";
    Clock clock = Clock.systemUTC();
    MailQueue queue = new RamQueue(clock, new Random());
    try (NameServer names = NameServer.start(directory, NAME_SERVER, "example.net", zone());
        Postfix postfix = Postfix.startAt(directory, 25, domains);
        var silent = new DatagramSocket(new InetSocketAddress(SILENT, 53));
        Deliverer deliverer = deliverer(clock)) {
      QueueRunner runner = runner(queue, deliverer, clock);
      runner.start();
      try {
        deliver(queue);
      } finally {
        runner.stop(System.nanoTime());
        queue.close();
      }
      expect(6, postfix.mail().await(6).size());
      expect(true, silent.isBound() && names != null);
    }
    System.out.println("all is well");
  }

  private static List<String> zone() {
    List<String> records = new ArrayList<>();
    records.add("mx A 127.0.0.1");
    records.add("nobody A 127.0.0.9");
    records.add("one MX 10 mx");
    records.add("first MX 10 nobody");
    records.add("first MX 20 mx");
    records.add("real MX 10 mx");
    records.add("alias CNAME real");
    records.add("none MX 0 .");
    records.add("own A 127.0.0.1");
    records.add("hollow TXT hollow");
    records.add("big MX 1 mx");
    for (int i = 0; i < EXCHANGERS; i++) {
      // Together more than UDP carries, so that the answer is truncated (TC).
      records.add("big MX 10 a-very-long-name-of-an-exchanger-that-nobody-has-ever-seen-" + i);
    }
    return records;
  }

  private static Deliverer deliverer(Clock clock) {
    List<InetSocketAddress> servers =
        List.of(new InetSocketAddress(SILENT, 53), new InetSocketAddress(NAME_SERVER, 53));
    var dns = new DnsSettings(servers, Duration.ofSeconds(8), false, true);
    return new Deliverer(
        Routing.of(new Route.Direct()),
        DeliverySettings.of(SessionOptions.defaults().withClientName("client.example")),
        new DnsResolver(dns, new Random(), new DnsClients()),
        new Dialer(new SystemHostResolver()),
        ConcurrencySettings.DEFAULT,
        clock);
  }

  private static QueueRunner runner(MailQueue queue, Deliverer deliverer, Clock clock) {
    return new QueueRunner(
        queue,
        deliverer,
        Thread::startVirtualThread,
        RunnerSettings.of(DomainName.parse("client.example")),
        clock,
        new Random(),
        new QueueObserver() {
          @Override
          public void settled(Claim claim, DeliveryReport report, List<Settlement> settlements) {
            SETTLED.addAll(settlements);
          }

          @Override
          public void trouble(String doing, Throwable fault) {
            fault.printStackTrace();
          }
        });
  }

  private static void deliver(MailQueue queue) throws Exception {
    expect("250", outcome(queue, "bob@one.example.net"));
    expect("250", outcome(queue, "bob@first.example.net"));
    expect("250", outcome(queue, "bob@alias.example.net"));
    expect("250", outcome(queue, "bob@big.example.net"));
    expect("250", outcome(queue, "bob@own.example.net"));
    expect("556 5.1.10", outcome(queue, "bob@none.example.net"));
    expect("550 5.1.2", outcome(queue, "bob@absent.example.net"));
    expect("550 5.4.4", outcome(queue, "bob@hollow.example.net"));
    expect("250", outcome(queue, "eve@one.example.net"));
  }

  /** What becomes of a message: the reply. */
  private static String outcome(MailQueue queue, String recipient) throws Exception {
    byte[] message = ("Subject: to " + recipient + "\r\n\r\nbody\r\n").getBytes(UTF_8);
    var envelope = new Envelope(ReversePath.NULL, List.of(ForwardPath.parse(recipient)));
    try (Submission submission = queue.submit(QueueEnvelope.of(envelope))) {
      submission.write(message, 0, message.length);
      submission.commit();
    }
    Optional<Settlement> settled = Optional.ofNullable(SETTLED.poll(120, TimeUnit.SECONDS));
    System.out.println(recipient + ": " + settled);
    return settled.orElseThrow().reply();
  }

  private static void expect(Object wanted, Object found) {
    boolean same =
        found instanceof String text && wanted instanceof String start
            ? text.startsWith(start)
            : wanted.equals(found);
    if (!same) {
      throw new AssertionError("expected " + wanted + " but was " + found);
    }
  }
}
