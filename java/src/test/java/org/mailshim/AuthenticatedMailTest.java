package org.mailshim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Envelope;
import org.mailshim.address.ForwardPath;
import org.mailshim.address.Mailbox;
import org.mailshim.address.ReversePath;
import org.mailshim.authentication.AuthenticationSettings.Use;
import org.mailshim.authentication.DkimSigner;
import org.mailshim.delivery.DeliveryReport;
import org.mailshim.delivery.QueueObserver;
import org.mailshim.dns.DnsSettings;
import org.mailshim.dns.ScriptedNameServer;
import org.mailshim.filter.FilterVerdict;
import org.mailshim.message.MailData;
import org.mailshim.queue.Claim;
import org.mailshim.queue.Settlement;
import org.mailshim.sasl.Credentials;
import org.mailshim.sasl.Secret;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.SecurityPolicy;
import org.mailshim.smtp.client.SessionObserver;
import org.mailshim.smtp.client.SessionOptions;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.client.SmtpConnector;
import org.mailshim.smtp.client.TransactionOptions;
import org.mailshim.transport.Deadline;
import org.mailshim.transport.Dialer;
import org.mailshim.transport.SystemHostResolver;

/**
 * One server signs what its users send; another one verifies it, tags it, and refuses forgeries.
 */
final class AuthenticatedMailTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path near;
  @TempDir Path far;

  private final BlockingQueue<DeliveryReport> settled = new LinkedBlockingQueue<>();
  private KeyPair keys;

  @BeforeEach
  void makeKeys() throws Exception {
    keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  private ScriptedNameServer zone(String policy) throws IOException {
    byte[] key = keys.getPublic().getEncoded();
    String p = Base64.getEncoder().encodeToString(Arrays.copyOfRange(key, 12, key.length));
    return new ScriptedNameServer(
        "s._domainkey.example.net. 60 TXT \"k=ed25519; p=" + p + "\"",
        "example.net. 60 TXT \"v=spf1 ip4:192.0.2.1 -all\"",
        "_dmarc.example.net. 60 TXT \"v=DMARC1; p=" + policy + "\"");
  }

  private final QueueObserver observer =
      new QueueObserver() {
        @Override
        public void settled(Claim claim, DeliveryReport report, List<Settlement> settlements) {
          settled.add(report);
        }
      };

  /** Where ann submits. */
  private MailServerBuilder sender(int next) {
    return MailEngine.server("mail.example.net")
        .directory(near)
        .localDomains("example.net")
        .user("ann", "secret")
        .sign(DkimSigner.of("example.net", "s", keys.getPrivate(), Clock.systemUTC()))
        .smartHost("127.0.0.1", next)
        .queueObserver(observer)
        .listen(SmtpService.submission(0).at(LOOPBACK).inClear());
  }

  /** Where bob has his mail. */
  private MailServerBuilder receiver(ScriptedNameServer dns) {
    var settings = new DnsSettings(List.of(dns.address()), Duration.ofSeconds(30), false, true);
    return MailEngine.server("mx.example.org")
        .directory(far)
        .localDomains("example.org")
        .user("bob", "hidden")
        .outgoing(OutgoingOptions.defaults().withDns(settings))
        .authentication(asked -> asked.withAll(Use.ENFORCE))
        .queueObserver(observer)
        .listen(SmtpService.mx(0).at(LOOPBACK).inClear());
  }

  private static int port(MailServer server) {
    return server.listeners().getFirst().port();
  }

  private void awaitSettled() throws InterruptedException {
    assertNotNull(settled.poll(120, TimeUnit.SECONDS), "a delivery was settled");
  }

  private static String send(int port, boolean asAnn, String to, String message) {
    var ann = new Credentials.Password("ann", Secret.of("secret"));
    var policy =
        asAnn
            ? new ConnectionPolicy(SecurityPolicy.NONE, Optional.of(ann), true)
            : ConnectionPolicy.of(SecurityPolicy.NONE);
    var dialer = new Dialer(new SystemHostResolver());
    var connector = new SmtpConnector(SessionOptions.defaults(), policy);
    try (SmtpClientSession session =
        connector.connect(
            () -> dialer.dial(LOOPBACK.getHostAddress(), port, Deadline.after(PATIENCE)),
            SessionObserver.NONE)) {
      return session
          .send(envelope(to), MailData.of(message.getBytes(US_ASCII)), TransactionOptions.NONE)
          .recipients()
          .getFirst()
          .reply()
          .text();
    }
  }

  private static Envelope envelope(String to) {
    return new Envelope(
        ReversePath.of(Mailbox.parse("ann@example.net")),
        List.of(ForwardPath.parse("<" + to + ">")));
  }

  private static final String LETTER =
      "From: ann@example.net\nTo: bob@example.org\nSubject: Hello\n\nGood morning!\n";

  /** The one message of a maildrop, as the file has it: with LF. */
  private static String found(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("maildrops"))) {
      List<Path> messages =
          files
              .filter(each -> each.getParent().endsWith("new") && Files.isRegularFile(each))
              .toList();
      assertEquals(1, messages.size());
      return Files.readString(messages.getFirst(), ISO_8859_1);
    }
  }

  @Test
  void whatUsersSendArrivesSignedAndVerified() throws Exception {
    try (ScriptedNameServer dns = zone("reject");
        MailServer receiver = receiver(dns).start();
        MailServer sender = sender(port(receiver)).start()) {
      String reply = send(port(sender), true, "bob@example.org", LETTER);
      assertTrue(reply.startsWith("250 "), reply);
      awaitSettled();
      awaitSettled();
      String message = found(far);
      int results = message.indexOf("Authentication-Results: mx.example.org;\n\tspf=fail ");
      int signature = message.indexOf("DKIM-Signature: v=1; a=ed25519-sha256;");
      assertTrue(results >= 0 && results < signature, message);
      assertTrue(message.contains("dkim=pass header.d=example.net header.s=s"), message);
      assertTrue(
          message.contains("dmarc=pass (p=reject dis=none) header.from=example.net"), message);
    }
  }

  @Test
  void forgeriesAreRefusedOrSuspected() throws Exception {
    try (ScriptedNameServer dns = zone("reject");
        MailServer receiver = receiver(dns).start()) {
      String reply = send(port(receiver), false, "bob@example.org", LETTER);
      assertTrue(reply.startsWith("550 5.7.1 "), reply);
    }
    try (ScriptedNameServer dns = zone("quarantine");
        MailServer receiver = receiver(dns).authentication(a -> a.withDmarc(Use.ENFORCE)).start()) {
      String reply = send(port(receiver), false, "bob@example.org", LETTER);
      assertTrue(reply.startsWith("250 "), reply);
      awaitSettled();
      String message = found(far);
      assertTrue(message.contains("header.from=example.net\nX-Spam-Flag: YES\n"), message);
    }
  }

  @Test
  void aServiceMayAskOtherwise() throws Exception {
    try (ScriptedNameServer dns = zone("reject");
        MailServer receiver =
            receiver(dns)
                .filter((session, envelope, message) -> new FilterVerdict.Tagged("7 points"))
                .start()) {
      MailListener lenient =
          receiver.open(
              SmtpService.mx(0).at(LOOPBACK).inClear().withAuthentication(a -> a.withAll(Use.OFF)));
      String reply = send(lenient.port(), false, "bob@example.org", LETTER);
      assertTrue(reply.startsWith("250 "), reply);
      awaitSettled();
      String message = found(far);
      assertFalse(message.contains("Authentication-Results"), message);
      assertTrue(message.contains("X-Spam-Status: Yes,\n\t7 points\n"), message);
    }
  }

  @Test
  void programsMailAndNoticesAreSigned() throws Exception {
    try (ScriptedNameServer dns = zone("reject");
        MailServer receiver = receiver(dns).start();
        MailServer sender = sender(port(receiver)).start()) {
      try (QueuedMail mail = sender.submit(envelope("bob@example.org"))) {
        byte[] octets = LETTER.getBytes(US_ASCII);
        mail.write(octets, 0, octets.length);
        mail.commit();
      }
      awaitSettled();
      awaitSettled();
      assertTrue(found(far).contains("dkim=pass header.d=example.net"), () -> "verified");

      try (QueuedMail mail = sender.submit(envelope("nobody@example.org"))) {
        byte[] octets = LETTER.getBytes(US_ASCII);
        mail.write(octets, 0, octets.length);
        mail.commit();
      }
      awaitSettled();
      awaitSettled();
      String notice = found(near);
      assertTrue(notice.contains("multipart/report"), notice);
      int signature = notice.indexOf("DKIM-Signature: v=1; a=ed25519-sha256;");
      assertTrue(signature >= 0 && signature < notice.indexOf("multipart/report"), notice);
    }
  }
}
