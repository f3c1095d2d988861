package org.mailshim.bench;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.mailshim.address.Domain;
import org.mailshim.delivery.ConcurrencySettings;
import org.mailshim.delivery.Deliverer;
import org.mailshim.delivery.DeliverySettings;
import org.mailshim.delivery.QueueObserver;
import org.mailshim.delivery.QueueRunner;
import org.mailshim.delivery.QueueSink;
import org.mailshim.delivery.Route;
import org.mailshim.delivery.Routing;
import org.mailshim.delivery.RunnerSettings;
import org.mailshim.dns.DnsClients;
import org.mailshim.dns.DnsResolver;
import org.mailshim.dns.DnsSettings;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.SqlQueue;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.smtp.server.RelayPolicy;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerSetup;
import org.mailshim.smtp.server.SmtpServer;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.ListenerSettings;
import org.mailshim.transport.SystemHostResolver;

/**
 * Our server as an MX for one domain that puts what it receives into the durable queue: 250 is said
 * when it is on disk. Prints its port, and serves until the process is ended.
 *
 * <p>Arguments: the queue's file, and the port of a smart host that everything is relayed to;
 * without one it stays in the queue.
 */
final class QueueServer {
  /** To the smart host; Postfix has as many. */
  static final int RELAYED_AT_ONCE = 50;

  static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

  private QueueServer() {}

  static MailQueue open(Path file) {
    return SqlQueue.sqlite(
        file, Clock.systemUTC(), RANDOM, body -> Thread.ofPlatform().name("committer").start(body));
  }

  public static void main(String[] arguments) throws Exception {
    RelayPolicy relay = RelayPolicy.forDomains(Set.of(Domain.parse("example.net")), List.of());
    ServerOptions options =
        ServerOptions.of(Domain.parse("mx.example.net"), ServerMode.MX).withRelay(relay);
    ListenerSettings where = ListenerSettings.at(InetAddress.getLoopbackAddress(), 0);
    try (MailQueue queue = open(Path.of(arguments[0]));
        SmtpServer server =
            SmtpServer.start(ServerSetup.of(options, new QueueSink(queue)), where)) {
      if (arguments.length > 1) {
        deliver(queue, Integer.parseInt(arguments[1]));
      }
      System.out.println(server.port());
      new CountDownLatch(1).await();
    }
  }

  private static void deliver(MailQueue queue, int port) {
    Domain name = Domain.parse("mx.example.net");
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    ConcurrencySettings usual = ConcurrencySettings.DEFAULT;
    var attempts =
        new Deliverer(
            Routing.of(new Route.SmartHost(host, port)),
            DeliverySettings.of(SessionOptions.defaults().withClientName(name.ascii())),
            new DnsResolver(DnsSettings.DEFAULT, RANDOM, new DnsClients()),
            new Dialer(new SystemHostResolver()),
            new ConcurrencySettings(
                usual.first(), RELAYED_AT_ONCE, usual.rest(), usual.longestRest()),
            Clock.systemUTC());
    new QueueRunner(
            queue,
            attempts,
            Thread::startVirtualThread,
            RunnerSettings.of(name),
            Clock.systemUTC(),
            RANDOM,
            QueueObserver.NONE)
        .start();
  }
}
