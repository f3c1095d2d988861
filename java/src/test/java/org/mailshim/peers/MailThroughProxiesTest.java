package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.Eventually;
import org.mailshim.MailEngine;
import org.mailshim.MailMessage;
import org.mailshim.MailServer;
import org.mailshim.OutgoingListener;
import org.mailshim.OutgoingMail;
import org.mailshim.OutgoingOptions;
import org.mailshim.Pop3Client;
import org.mailshim.SmtpClient;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.Route;
import org.mailshim.pop3.client.SessionSecurity;
import org.mailshim.queue.QueueEnvelope;
import org.mailshim.retrieval.CollectionObserver;
import org.mailshim.retrieval.CollectionReport;
import org.mailshim.retrieval.ExternalMailbox;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.smtp.MailParameters;
import org.mailshim.smtp.NotifyCondition;
import org.mailshim.smtp.RcptParameters;
import org.mailshim.smtp.client.Dialect;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.transport.DialerSettings;
import org.mailshim.transport.Direction;
import org.mailshim.transport.HostResolver;
import org.mailshim.transport.Proxy;
import org.mailshim.transport.ProxyBypass;
import org.mailshim.transport.ProxyParameters;
import org.mailshim.transport.ProxyRules;
import org.mailshim.transport.ProxyUser;

/**
 * Mail sent and fetched by every part of the engine that connects, through microsocks, Dante and
 * tinyproxy: which of them a connection took, they say themselves.
 */
final class MailThroughProxiesTest {
  private static final byte[] LETTER = "Subject: Far away\r\n\r\nCome home.\r\n".getBytes(US_ASCII);
  private static final HostResolver NOBODY_IS_ASKED =
      (host, deadline, cancellation) -> {
        if (host.equals("127.0.0.1")) {
          return List.of(InetAddress.ofLiteral(host));
        }
        throw new AssertionError(host + " was looked up here");
      };

  @TempDir Path directory;

  private final BlockingQueue<DeliveryReport> reports = new LinkedBlockingQueue<>();
  private MailshimServer smtp;

  @BeforeEach
  void startServer() throws Exception {
    Peers.open(directory);
    smtp = MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE);
  }

  @AfterEach
  void stopServer() {
    smtp.close();
  }

  private static Envelope envelope() {
    return new Envelope(
        ReversePath.of(Mailbox.parse("ann@example.org")),
        List.of(ForwardPath.parse("<bob@example.net>")));
  }

  private static ProxyRules socks5(int port) {
    return ProxyRules.all(
        DialerSettings.through(new Proxy.Socks5("127.0.0.1", port, Optional.empty())));
  }

  private DeliveryReport send(OutgoingOptions options, Route route, QueueEnvelope asked)
      throws InterruptedException {
    var engine = new MailEngine(Thread::startVirtualThread, Clock.systemUTC(), new Random());
    OutgoingListener listener =
        new OutgoingListener() {
          @Override
          public void done(DeliveryReport report) {
            reports.add(report);
          }
        };
    OutgoingMail mail = engine.send(asked, route, options, listener);
    mail.write(LETTER, 0, LETTER.length);
    mail.commit();
    DeliveryReport report = reports.poll(120, TimeUnit.SECONDS);
    assertNotNull(report);
    return report;
  }

  private DeliveryReport send(ProxyRules rules, String host) throws InterruptedException {
    return send(
        OutgoingOptions.defaults().withProxies(rules),
        new Route.SmartHost(host, smtp.port()),
        QueueEnvelope.of(envelope()));
  }

  @Test
  void theEngineSendsThroughSocks5() throws Exception {
    try (ProxyProgram microsocks = ProxyProgram.microsocks(directory)) {
      DeliveryReport report = send(socks5(microsocks.port()), "localhost");
      assertTrue(report.isAccepted(), report.worst().text());
      assertTrue(
          microsocks.log().contains("connected to localhost:" + smtp.port()), microsocks.log());
      assertEquals(1, smtp.arrivals().size());
    }
  }

  @Test
  void theEngineSendsThroughDante() throws Exception {
    try (ProxyProgram dante = ProxyProgram.dante(directory, smtp.port())) {
      assertTrue(send(socks5(dante.port()), "localhost").isAccepted(), dante.log());
      var four = new Proxy.Socks4a("127.0.0.1", dante.port(), Optional.of("ann"));
      ProxyRules old = ProxyRules.all(DialerSettings.through(four));
      assertTrue(send(old, "127.0.0.1").isAccepted(), dante.log());
      assertEquals(2, smtp.arrivals().size());
    }
    try (ProxyProgram dante = ProxyProgram.dante(directory, Peers.freePort())) {
      DeliveryReport refused = send(socks5(dante.port()), "localhost");
      assertTrue(refused.worst().text().contains("through the proxy"), refused.worst().text());
      assertEquals(2, smtp.arrivals().size());
    }
  }

  @Test
  void theEngineSendsThroughHttpConnect() throws Exception {
    try (ProxyProgram tinyproxy = ProxyProgram.tinyproxy(directory, smtp.port())) {
      ProxyRules rules =
          new ProxyParameters("127.0.0.1", tinyproxy.port(), "ann:s3cret", "example.com", true, "")
              .rules();
      assertTrue(send(rules, "localhost").isAccepted(), tinyproxy.log());
      assertTrue(tinyproxy.log().contains("CONNECT localhost:" + smtp.port()), tinyproxy.log());
      ProxyRules wrong =
          new ProxyParameters("127.0.0.1", tinyproxy.port(), "ann:guess", "", true, "").rules();
      String text = send(wrong, "localhost").worst().text();
      assertTrue(text.contains("40") && !text.contains("guess"), text);
    }
  }

  @Test
  void exceptionsGoStraight() throws Exception {
    try (ProxyProgram microsocks = ProxyProgram.microsocks(directory)) {
      DialerSettings through = socks5(microsocks.port()).smartHosts();
      ProxyRules rules = ProxyRules.all(through.withBypass(ProxyBypass.of(List.of("localhost"))));
      assertTrue(send(rules, "localhost").isAccepted());
      assertEquals(1, smtp.arrivals().size());
      assertTrue(!microsocks.log().contains("connected to"), microsocks.log());
    }
  }

  @Test
  void connectionsComeFromTheAddressThatIsWanted() throws Exception {
    OutgoingOptions options =
        OutgoingOptions.defaults().withSource(InetAddress.ofLiteral("127.0.0.9"));
    DeliveryReport report =
        send(options, new Route.SmartHost("127.0.0.1", smtp.port()), QueueEnvelope.of(envelope()));
    assertTrue(report.isAccepted(), report.worst().text());
    assertEquals("127.0.0.9", smtp.arrival().session().peer().address().getHostAddress());
  }

  @Test
  void notificationsAreAskedFor() throws Exception {
    var notify = new RcptParameters(Set.of(NotifyCondition.SUCCESS), RcptParameters.NONE.orcpt());
    var asked =
        new QueueEnvelope(
            envelope().reversePath(),
            MailParameters.NONE,
            List.of(new QueueEnvelope.Recipient(envelope().forwardPaths().getFirst(), notify)));
    DeliveryReport report =
        send(OutgoingOptions.defaults(), new Route.SmartHost("127.0.0.1", smtp.port()), asked);
    assertTrue(report.isAccepted(), report.worst().text());
    assertEquals(notify, smtp.arrival().envelope().recipients().getFirst().parameters());
  }

  @Test
  void mailGoesToAStoreByLmtp() throws Exception {
    OutgoingOptions lmtp = OutgoingOptions.defaults().withDialect(Dialect.LMTP);
    try (MailshimServer store = MailshimServer.start(ServerMode.LMTP, MailshimServer.Change.NONE)) {
      DeliveryReport report =
          send(lmtp, new Route.SmartHost("127.0.0.1", store.port()), QueueEnvelope.of(envelope()));
      assertTrue(report.isAccepted(), report.worst().text());
      assertEquals(1, store.arrivals().size());
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> send(lmtp, new Route.Direct(), QueueEnvelope.of(envelope())));
  }

  @Test
  void eachDirectionHasItsProxy() throws Exception {
    var collections = new LinkedBlockingQueue<CollectionReport>();
    try (Pop3Mailbox pop3 =
            Pop3Mailbox.start(directory.resolve("far")).with(new String(LETTER, US_ASCII));
        ProxyProgram tinyproxy = ProxyProgram.tinyproxy(directory, pop3.port());
        ProxyProgram microsocks = ProxyProgram.microsocks(directory)) {
      var user = new ProxyUser("ann", Secret.of("s3cret"));
      var http = new Proxy.HttpConnect("127.0.0.1", tinyproxy.port(), Optional.of(user));
      ProxyRules rules =
          socks5(microsocks.port()).with(Direction.MAILBOXES, DialerSettings.through(http));
      try (MailServer server =
          MailEngine.server("mail.example.org")
              .directory(directory.resolve("here"))
              .smartHost("localhost", smtp.port())
              .outgoing(OutgoingOptions.defaults().withProxies(rules))
              .collectionObserver(
                  new CollectionObserver() {
                    @Override
                    public void ended(CollectionReport report) {
                      collections.add(report);
                    }
                  })
              .collect(
                  here ->
                      ExternalMailbox.of(
                          "localhost",
                          pop3.port(),
                          SessionSecurity.inClear(),
                          new Credentials.Password("bob", Secret.of("secret")),
                          here.mail("bob@example.net")))
              .start()) {
        CollectionReport report = collections.poll(120, TimeUnit.SECONDS);
        assertNotNull(report);
        assertEquals(Optional.empty(), report.failure());
        assertEquals(1, report.collected());
        assertEquals(1, server.collections().size());
        Eventually.await("it arrives", () -> !smtp.arrivals().isEmpty());
      }
      assertTrue(tinyproxy.log().contains("CONNECT localhost:" + pop3.port()), tinyproxy.log());
      assertTrue(
          microsocks.log().contains("connected to localhost:" + smtp.port()), microsocks.log());
      assertTrue(!microsocks.log().contains(":" + pop3.port()), microsocks.log());
    }
  }

  @Test
  void clientsGoThroughProxiesToo() throws Exception {
    try (Pop3Mailbox pop3 =
            Pop3Mailbox.start(directory.resolve("far")).with(new String(LETTER, US_ASCII));
        ProxyProgram microsocks = ProxyProgram.microsocks(directory)) {
      DialerSettings through = socks5(microsocks.port()).mailboxes();
      try (SmtpClient client =
          SmtpClient.builder()
              .url("smtp://localhost:" + smtp.port())
              .resolver(NOBODY_IS_ASKED)
              .network(through)
              .build()) {
        client.send(
            MailMessage.builder()
                .from("ann@example.org")
                .to("bob@example.net")
                .subject("x")
                .text("x")
                .build());
      }
      assertEquals(1, smtp.arrivals().size());
      try (Pop3Client client =
          Pop3Client.builder()
              .url("pop3://bob:secret@localhost:" + pop3.port())
              .allowClearText(true)
              .resolver(NOBODY_IS_ASKED)
              .network(through)
              .build()) {
        assertEquals(1, client.stat().messages());
      }
      assertTrue(
          microsocks.log().contains("connected to localhost:" + pop3.port()), microsocks.log());
    }
  }
}
