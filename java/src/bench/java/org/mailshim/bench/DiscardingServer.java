package org.mailshim.bench;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.mailshim.address.Domain;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.RelayPolicy;
import org.mailshim.smtp.server.ServerLimits;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerSetup;
import org.mailshim.smtp.server.SmtpServer;
import org.mailshim.transport.ListenerSettings;

/**
 * Our server as an MX for one domain, with a sink that discards. Prints its port, and serves until
 * the process is ended.
 */
final class DiscardingServer {
  private DiscardingServer() {}

  public static void main(String[] arguments) throws InterruptedException {
    ServerLimits limits = ServerLimits.defaults().withConnections(20_000, 20_000);
    RelayPolicy relay = RelayPolicy.forDomains(Set.of(Domain.parse("example.net")), List.of());
    ServerOptions options =
        ServerOptions.of(Domain.parse("mx.example.net"), ServerMode.MX)
            .withRelay(relay)
            .withLimits(limits);
    ServerSetup setup = ServerSetup.of(options, MailSink.DISCARDING);
    ListenerSettings where = ListenerSettings.at(InetAddress.getLoopbackAddress(), 0);
    try (SmtpServer server = SmtpServer.start(setup, where)) {
      System.out.println(server.port());
      new CountDownLatch(1).await();
    }
  }
}
