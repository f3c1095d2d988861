package org.mailshim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.QueueObserver;
import org.mailshim.message.MailData;
import org.mailshim.mime.MessageException;
import org.mailshim.pop3.client.Pop3ClientSession;
import org.mailshim.pop3.client.SessionSecurity;
import org.mailshim.queue.Claim;
import org.mailshim.queue.QueueEntry;
import org.mailshim.queue.QueueId;
import org.mailshim.queue.Settlement;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.smtp.EnhancedStatusCode;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.RecipientOutcome;
import org.mailshim.smtp.client.SecurityPolicy;
import org.mailshim.smtp.client.SessionObserver;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.client.SmtpConnector;
import org.mailshim.smtp.client.TransactionOptions;
import org.mailshim.smtp.client.TransactionOutcome;
import org.mailshim.smtp.server.Decision;
import org.mailshim.smtp.server.ReceivedEnvelope;
import org.mailshim.smtp.server.ServerHooks;
import org.mailshim.smtp.server.SessionFacts;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.Endpoint;
import org.mailshim.transport.Listener;
import org.mailshim.transport.RefusingPort;
import org.mailshim.transport.SystemHostResolver;
import org.mailshim.transport.TransportException;

/** A whole mail server over sockets, with clients of ours. */
final class MailServerTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final BlockingQueue<DeliveryReport> settled = new LinkedBlockingQueue<>();

  private MailServerBuilder builder() {
    return MailEngine.server("mail.example.net")
        .directory(directory)
        .localDomains("example.net")
        .user("ann", "secret")
        .user("bob", "hidden")
        .queueObserver(
            new QueueObserver() {
              @Override
              public void settled(
                  Claim claim, DeliveryReport report, List<Settlement> settlements) {
                settled.add(report);
              }
            });
  }

  private static SmtpService mx() {
    return SmtpService.mx(0).at(LOOPBACK).inClear();
  }

  private static SmtpService submission() {
    return SmtpService.submission(0).at(LOOPBACK).inClear();
  }

  private static Pop3Service pop3() {
    return Pop3Service.pop3(0).at(LOOPBACK).inClear();
  }

  private static Envelope envelope(String from, String to) {
    return new Envelope(
        ReversePath.of(Mailbox.parse(from)), List.of(ForwardPath.parse("<" + to + ">")));
  }

  private DeliveryReport report() throws InterruptedException {
    DeliveryReport report = settled.poll(60, TimeUnit.SECONDS);
    assertTrue(report != null, "a delivery was settled");
    return report;
  }

  /** Sends as ann, or as a stranger; gives the reply that decided. */
  private static String send(int port, boolean asAnn, String to) {
    ConnectionPolicy policy = ConnectionPolicy.of(SecurityPolicy.NONE);
    if (asAnn) {
      policy =
          new ConnectionPolicy(
              SecurityPolicy.NONE,
              Optional.of(new Credentials.Password("ann", Secret.of("secret"))),
              true);
    }
    var dialer = new Dialer(new SystemHostResolver());
    var connector = new SmtpConnector(SessionOptions.defaults(), policy);
    try (SmtpClientSession session =
        connector.connect(
            () -> dialer.dial(LOOPBACK.getHostAddress(), port, Deadline.after(PATIENCE)),
            SessionObserver.NONE)) {
      TransactionOutcome outcome =
          session.send(
              envelope("ann@example.net", to),
              MailData.of("Subject: Hello\n\nGood morning!\n".getBytes(US_ASCII)),
              TransactionOptions.NONE);
      RecipientOutcome first = outcome.recipients().getFirst();
      return first.reply().text();
    }
  }

  /** What bob finds. */
  private static List<String> fetch(int port) {
    var connection =
        new Dialer(new SystemHostResolver())
            .dial(LOOPBACK.getHostAddress(), port, Deadline.after(PATIENCE));
    try (var session =
            Pop3ClientSession.open(
                connection,
                org.mailshim.pop3.client.SessionOptions.of(
                    "mail.example.net", SessionSecurity.inClear()),
                org.mailshim.pop3.client.SessionObserver.NONE);
        Secret password = Secret.of("hidden")) {
      session.login(new Credentials.Password("bob", password));
      List<String> messages = new ArrayList<>();
      int count = session.stat().messages();
      for (int i = 1; i <= count; i++) {
        var text = new ByteArrayOutputStream();
        session.retrieve(i, (octets, from, to) -> text.write(octets, from, to - from));
        messages.add(text.toString(ISO_8859_1));
      }
      session.quit();
      return messages;
    }
  }

  @Test
  void aMessageComesInByAuthSurvivesARestartAndGoesOutByPop3() throws Exception {
    try (MailServer server = builder().withoutDelivery().listen(submission()).start()) {
      int port = server.listeners().getFirst().port();
      assertTrue(send(port, true, "bob@example.net").startsWith("250"));
      assertEquals(1, server.queue().count().messages());
    }
    try (MailServer server = builder().listen(pop3()).start()) {
      assertTrue(report().isAccepted());
      List<String> messages = fetch(server.listeners().getFirst().port());
      assertEquals(1, messages.size());
      String message = messages.getFirst();
      assertTrue(
          message.startsWith(
              "Return-Path: <ann@example.net>\r\nDelivered-To: bob@example.net\r\nReceived: "),
          message);
      assertTrue(message.contains("Subject: Hello\r\n"), message);
      assertTrue(message.endsWith("\r\n\r\nGood morning!\r\n"), message);
      assertEquals(0, server.queue().count().messages());
    }
  }

  @Test
  void strangersReachLocalUsersAndNobodyElse() {
    try (MailServer server = builder().listen(mx()).start()) {
      int port = server.listeners().getFirst().port();
      assertTrue(send(port, false, "bob@example.net").startsWith("250"));
      assertTrue(send(port, false, "Bob+lists@EXAMPLE.net").startsWith("250"));
      assertTrue(send(port, false, "postmaster@example.net").startsWith("250"));
      assertTrue(send(port, false, "nobody@example.net").startsWith("550 5.1.1"));
      assertTrue(send(port, false, "you@example.org").startsWith("550 5.7.1"));
    }
  }

  @Test
  void mailForElsewhereGoesByTheSmartHost() throws Exception {
    Path other = directory.resolve("other");
    MailServerBuilder next =
        MailEngine.server("next.example.org")
            .directory(other)
            .localDomains("example.org")
            .user("you", "x")
            .listen(mx());
    try (MailServer far = next.start();
        MailServer near =
            builder()
                .smartHost("127.0.0.1", far.listeners().getFirst().port())
                .listen(submission())
                .start()) {
      assertTrue(
          send(near.listeners().getFirst().port(), true, "you@example.org").startsWith("250"));
      assertTrue(report().isAccepted());
    }
  }

  @Test
  void oneMessageGoesHereAndElsewhere() throws Exception {
    try (var elsewhere = new RefusingPort();
        MailServer server =
            builder().smartHost("127.0.0.1", elsewhere.number()).listen(pop3()).start();
        QueuedMail mail =
            server.submit(
                new Envelope(
                    ReversePath.of(Mailbox.parse("ann@example.net")),
                    List.of(
                        ForwardPath.parse("<you@example.org>"),
                        ForwardPath.parse("<bob@example.net>"),
                        ForwardPath.parse("<nobody@example.net>"))))) {
      byte[] text = "Subject: all\n\n.\n".getBytes(US_ASCII);
      mail.write(text, 0, text.length);
      mail.commit();
      DeliveryReport report = report();
      assertEquals(451, report.recipients().get(0).code());
      assertEquals(250, report.recipients().get(1).code());
      assertEquals(550, report.recipients().get(2).code());
      assertEquals(1, fetch(server.listeners().getFirst().port()).size());
      List<QueueEntry> left = server.queue().list(Optional.empty(), 10);
      assertEquals(
          "<you@example.org>", left.getFirst().recipients().getFirst().forwardPath().text());
    }
  }

  @Test
  void messagesThatWereBuiltAreSubmittedWhole() throws Exception {
    MailServer server = builder().listen(pop3()).startAsync().get(60, TimeUnit.SECONDS);
    try (server) {
      MailMessage message =
          MailMessage.builder()
              .from("Änn <ann@example.net>")
              .to("bob@example.net")
              .bcc("ann@example.net")
              .subject("Grüße")
              .text("5 €\n")
              .build();
      QueueId first = server.submit(message);
      QueueId second = server.submitAsync(message).get(60, TimeUnit.SECONDS);
      assertNotEquals(first, second);
      assertTrue(report().isAccepted());
      assertTrue(report().isAccepted());
      MailListener listener = server.listeners().getFirst();
      MailMessage received =
          MailMessage.parse(fetch(listener.port()).getFirst().getBytes(ISO_8859_1));
      assertEquals(message.messageId(), received.messageId());
      assertEquals(message.subject(), received.subject());
      assertEquals("5 €\r\n", received.text().orElseThrow());
      assertEquals(List.of(), received.bcc());
      MailMessage nobody = MailMessage.builder().from("ann@example.net").text("x").build();
      assertThrows(MessageException.class, () -> server.submit(nobody));
      assertTrue(listener.stopAsync(PATIENCE).get(60, TimeUnit.SECONDS));
      assertTrue(server.stopAsync(PATIENCE).get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void anAliasMeansOthers() throws Exception {
    try (MailServer server =
        builder().alias("all", "ann@example.net", "bob@example.net").listen(mx(), pop3()).start()) {
      assertTrue(
          send(server.listeners().get(0).port(), false, "all@example.net").startsWith("250"));
      while (fetch(server.listeners().get(1).port()).isEmpty()) {
        settled.poll(1, TimeUnit.SECONDS); // the alias and its members are settled one by one
      }
      assertEquals(1, fetch(server.listeners().get(1).port()).size());
    }
  }

  @Test
  void servicesComeAndGo() {
    try (MailServer server = builder().start()) {
      assertEquals(List.of(), server.listeners());
      MailListener first = server.open(mx());
      int port = first.port();
      assertTrue(send(port, false, "bob@example.net").startsWith("250"));
      assertTrue(first.stop(PATIENCE));
      assertEquals(List.of(), server.listeners());
      assertThrows(TransportException.class, () -> send(port, false, "bob@example.net"));
      try (MailListener second = server.open(mx())) {
        assertTrue(send(second.port(), false, "bob@example.net").startsWith("250"));
        assertEquals(List.of(second), server.listeners());
      }
    }
  }

  @Test
  void hooksAreReplacedUnderASession() throws Exception {
    try (MailServer server = builder().listen(mx()).start();
        Socket client = new Socket(LOOPBACK, server.listeners().getFirst().port())) {
      client.setSoTimeout((int) PATIENCE.toMillis());
      var in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
      in.readLine();
      assertEquals("250 mail.example.net", say(client, in, "HELO client.example"));
      server.smtpHooks(
          new ServerHooks() {
            @Override
            public Decision<Reply> rcpt(
                SessionFacts session,
                ReceivedEnvelope envelope,
                ReceivedEnvelope.Recipient recipient) {
              return Decision.reject(
                  Reply.of(450, new EnhancedStatusCode(4, 2, 1), "the hook says no"));
            }
          });
      assertTrue(say(client, in, "MAIL FROM:<x@example.org>").startsWith("250"));
      assertEquals("450 4.2.1 the hook says no", say(client, in, "RCPT TO:<bob@example.net>"));
      server.smtpHooks(ServerHooks.NONE);
      assertTrue(say(client, in, "RCPT TO:<bob@example.net>").startsWith("250"));
    }
  }

  @Test
  void whoIsSentAwayIsKnown() throws Exception {
    BlockingQueue<Listener.Refusal> refusals = new LinkedBlockingQueue<>();
    var observer =
        new Listener.Observer() {
          @Override
          public void refused(Endpoint peer, Listener.Refusal why) {
            refusals.add(why);
          }
        };
    try (MailServer server =
            builder().listenerObserver(observer).listen(mx().withConnections(1, 1)).start();
        Socket first = new Socket(LOOPBACK, server.listeners().getFirst().port())) {
      assertEquals('2', first.getInputStream().read(), "of the greeting");
      try (Socket second = new Socket(LOOPBACK, server.listeners().getFirst().port())) {
        assertEquals('4', second.getInputStream().read(), "of 421");
        assertEquals(Listener.Refusal.TOO_MANY_CONNECTIONS, refusals.poll(60, TimeUnit.SECONDS));
      }
    }
  }

  private static String say(Socket client, BufferedReader in, String line) throws IOException {
    client.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
    return in.readLine();
  }

  @Test
  void whoIsIdleHearsThatTheServerStops() throws Exception {
    MailServer server = builder().listen(mx(), pop3()).start();
    try (Socket smtp = new Socket(LOOPBACK, server.listeners().get(0).port());
        Socket pop3 = new Socket(LOOPBACK, server.listeners().get(1).port())) {
      smtp.setSoTimeout((int) PATIENCE.toMillis());
      pop3.setSoTimeout((int) PATIENCE.toMillis());
      var fromSmtp = new BufferedReader(new InputStreamReader(smtp.getInputStream(), ISO_8859_1));
      var fromPop3 = new BufferedReader(new InputStreamReader(pop3.getInputStream(), ISO_8859_1));
      assertTrue(fromSmtp.readLine().startsWith("220"));
      assertTrue(fromPop3.readLine().startsWith("+OK"));
      assertTrue(server.stop(PATIENCE));
      assertTrue(fromSmtp.readLine().startsWith("421"));
      assertTrue(server.stop(PATIENCE), "a second stop does nothing");
      assertThrows(IllegalStateException.class, () -> server.open(mx()));
    }
  }

  @Test
  void whatIsMissingIsSaid() {
    var noDirectory = MailEngine.server("mail.example.net");
    assertThrows(IllegalStateException.class, noDirectory::start);
    var noCertificate = builder().listen(SmtpService.submissions(0).at(LOOPBACK));
    var missing = assertThrows(IllegalStateException.class, noCertificate::start);
    assertTrue(missing.getMessage().contains("tls("), missing.getMessage());
    var noUsers = MailEngine.server("mail.example.net").directory(directory).listen(submission());
    assertThrows(IllegalStateException.class, noUsers::start);
    assertThrows(IllegalArgumentException.class, () -> builder().relayFor("0.0.0.0/0"));
    assertFalse(directory.resolve("queue.db-wal").toFile().exists(), "the queue was closed again");
  }
}
