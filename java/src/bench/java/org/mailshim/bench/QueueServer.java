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
import org.mailshim.delivery.QueueSink;
import org.mailshim.queue.MailQueue;
import org.mailshim.queue.SqlQueue;
import org.mailshim.smtp.server.RelayPolicy;
import org.mailshim.smtp.server.ServerLimits;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerSetup;
import org.mailshim.smtp.server.SmtpServer;
import org.mailshim.transport.ListenerSettings;

/**
 * Our server as an MX for one domain that puts what it receives into the durable queue: 250 is said
 * when it is on disk. Prints its port, and serves until the process is ended.
 *
 * <p>Argument: the queue's file.
 */
final class QueueServer {
  private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

  private QueueServer() {}

  public static void main(String[] arguments) throws Exception {
    ServerLimits limits = ServerLimits.defaults().withConnections(1_000, 1_000);
    RelayPolicy relay = RelayPolicy.forDomains(Set.of(Domain.parse("example.net")), List.of());
    ServerOptions options =
        ServerOptions.of(Domain.parse("mx.example.net"), ServerMode.MX)
            .withRelay(relay)
            .withLimits(limits);
    ListenerSettings where = ListenerSettings.at(InetAddress.getLoopbackAddress(), 0);
    try (MailQueue queue =
            SqlQueue.sqlite(
                Path.of(arguments[0]),
                Clock.systemUTC(),
                RANDOM,
                body -> Thread.ofPlatform().name("committer").start(body));
        SmtpServer server =
            SmtpServer.start(ServerSetup.of(options, new QueueSink(queue)), where)) {
      System.out.println(server.port());
      new CountDownLatch(1).await();
    }
  }
}
