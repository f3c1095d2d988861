package org.mailshim.bench;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.mailshim.address.Domain;
import org.mailshim.smtp.server.Decision;
import org.mailshim.smtp.server.MailDataSource;
import org.mailshim.smtp.server.MailSink;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.RelayPolicy;
import org.mailshim.smtp.server.ServerHooks;
import org.mailshim.smtp.server.ServerLimits;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerSetup;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.smtp.server.SmtpServer;
import org.mailshim.transport.ListenerSettings;

/**
 * Our server as an MX for one domain, with a sink that discards. Its sessions take turns on one
 * thread; with the argument {@link #HOOKED} they have hooks, of which one pulls all mail data, and
 * so a thread each, as those of a C host have. Prints its port, and serves until the process is
 * ended.
 */
final class DiscardingServer {
  static final String HOOKED = "hooked";

  private DiscardingServer() {}

  public static void main(String[] arguments) throws InterruptedException {
    ServerLimits limits = ServerLimits.defaults().withConnections(20_000, 20_000);
    RelayPolicy relay = RelayPolicy.forDomains(Set.of(Domain.parse("example.net")), List.of());
    ServerOptions options =
        ServerOptions.of(Domain.parse("mx.example.net"), ServerMode.MX)
            .withRelay(relay)
            .withLimits(limits);
    boolean hooked = List.of(arguments).contains(HOOKED);
    ServerSetup setup =
        ServerSetup.of(options, MailSink.DISCARDING)
            .withHooks(hooked ? new PullingHooks() : ServerHooks.NONE);
    ListenerSettings where = ListenerSettings.at(InetAddress.getLoopbackAddress(), 0);
    try (SmtpServer server = SmtpServer.start(setup, where)) {
      System.out.println(server.port());
      new CountDownLatch(1).await();
    }
  }

  private static final class PullingHooks implements ServerHooks {
    @Override
    public Decision<MailSink> dataStart(
        SessionFacts session, ReceivedEnvelope envelope, MailDataSource data) {
      data.begin(MailSink.DISCARDING);
      boolean more = true;
      while (more) {
        more = data.pull();
      }
      return Decision.goOn();
    }
  }
}
