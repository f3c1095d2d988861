package org.mailshim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Domain;
import org.mailshim.database.CommitterThread;
import org.mailshim.database.PostgresServer;
import org.mailshim.database.PostgresSettings;
import org.mailshim.dns.DnsSettings;
import org.mailshim.dns.ScriptedNameServer;
import org.mailshim.policy.AddressSet;
import org.mailshim.policy.GreylistSettings;
import org.mailshim.policy.PolicyStore;
import org.mailshim.policy.RateRule;
import org.mailshim.policy.RelayTricks;
import org.mailshim.policy.SenderOwnership;
import org.mailshim.policy.SenderSettings;
import org.mailshim.policy.SqlPolicyStore;
import org.mailshim.queue.ManualClock;

/** Who may send what to whom, at whole mail servers, over sockets. */
final class MailServerRelayTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final String OK = "250 2.1.5 Recipient OK";

  @TempDir Path directory;

  private final ManualClock clock = new ManualClock();

  private MailServerBuilder builder(String name) {
    return MailEngine.server("mx.example.net")
        .directory(directory.resolve(name))
        .localDomains("example.net")
        .user("ann", "secret")
        .user("bob", "secret")
        .clock(clock, new Random())
        .withoutDelivery();
  }

  private static SmtpService mx() {
    return SmtpService.mx(0).at(LOOPBACK).inClear();
  }

  /** A client that says a line when the one before was answered. */
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    Client(MailServer server) throws IOException {
      socket = new Socket(LOOPBACK, server.listeners().getFirst().port());
      socket.setSoTimeout(60_000);
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      answer();
      say("EHLO client.example");
    }

    private String answer() throws IOException {
      String line = in.readLine();
      while (line != null && line.length() > 3 && line.charAt(3) == '-') {
        line = in.readLine();
      }
      return String.valueOf(line);
    }

    String say(String line) throws IOException {
      socket.getOutputStream().write((line + "\r\n").getBytes(UTF_8));
      return answer();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** Each in a session of its own, since who errs often is sent away. */
  private static String attempt(MailServer server, String mail, String recipient)
      throws IOException {
    try (Client client = new Client(server)) {
      String sender = client.say(mail);
      String reply = client.say("RCPT TO:" + recipient);
      if (reply.startsWith("25")) {
        client.say("DATA");
        client.say("Subject: x\r\n\r\nx\r\n.");
      }
      return sender.startsWith("250") ? reply : sender;
    }
  }

  private static List<String> tricks() {
    List<String> tricks = new ArrayList<>(RelayTricks.RECIPIENTS);
    tricks.addAll(RelayTricks.LOOKALIKES);
    return tricks;
  }

  @Test
  void noTrickOfRelayTestersGetsAnythingIntoTheQueue() throws Exception {
    try (MailServer plain = builder("plain").listen(mx()).start();
        MailServer guarded = builder("guarded").policy(settings -> settings).listen(mx()).start()) {
      for (MailServer server : List.of(plain, guarded)) {
        for (String trick : tricks()) {
          for (String mail :
              List.of("MAIL FROM:<>", "MAIL FROM:<ann@example.net> BODY=8BITMIME SMTPUTF8")) {
            String reply = attempt(server, mail, trick);
            assertTrue(reply.startsWith("5"), mail + ", " + trick + ": " + reply);
          }
        }
        assertEquals(0, server.queue().count().messages());
        assertEquals(OK, attempt(server, "MAIL FROM:<>", "<bob@example.net>"));
        assertEquals(1, server.queue().count().messages());
      }
    }
  }

  @Test
  void sendersDomainsHaveToTakeMail() throws Exception {
    try (var names =
            new ScriptedNameServer(
                "good.example 300 MX 10 mx.good.example",
                "mx.good.example 300 A 192.0.2.1",
                "null.example 300 MX 0 .");
        MailServer server =
            builder("names")
                .outgoing(
                    OutgoingOptions.defaults()
                        .withDns(
                            new DnsSettings(
                                List.of(names.address()), Duration.ofSeconds(60), false, true)))
                .policy(settings -> settings.with(SenderSettings.ANY.withDomainExists(true)))
                .listen(mx())
                .start()) {
      assertEquals(OK, attempt(server, "MAIL FROM:<a@good.example>", "<bob@example.net>"));
      assertEquals(OK, attempt(server, "MAIL FROM:<>", "<bob@example.net>"));
      for (String sender : List.of("a@no.example", "a@null.example")) {
        String reply = attempt(server, "MAIL FROM:<" + sender + ">", "<bob@example.net>");
        assertTrue(reply.startsWith("550 5.7.27") || reply.startsWith("550 5.1.8"), reply);
      }
    }
  }

  @Test
  void usersSendAsThemselves() throws Exception {
    String token = Base64.getEncoder().encodeToString("\0ann\0secret".getBytes(UTF_8));
    try (MailServer server =
            builder("users")
                .policy(
                    settings ->
                        settings.with(
                            SenderSettings.ANY.withOwnership(
                                SenderOwnership.bySelf(settings.relay().localDomains()))))
                .listen(SmtpService.submission(0).at(LOOPBACK).inClear())
                .start();
        Client client = new Client(server)) {
      assertTrue(client.say("AUTH PLAIN " + token).startsWith("235"));
      assertTrue(client.say("MAIL FROM:<bob@example.net>").startsWith("553 5.7.1"));
      assertTrue(client.say("MAIL FROM:<ann@example.net>").startsWith("250"));
      assertEquals(OK, client.say("RCPT TO:<far@example.com>"));
    }
  }

  /** Two engines, one PostgreSQL database: what one has seen, the other knows. */
  @Test
  void twoServersShareGreylistAndLimits() throws Exception {
    PostgresSettings where = PostgresServer.shared().settings();
    var rule =
        new RateRule(RateRule.Subject.ADDRESS, RateRule.Measure.MESSAGES, 3, Duration.ofHours(1));
    try (PolicyStore first = open(where);
        PolicyStore second = open(where);
        MailServer one = sharing("one", first, rule);
        MailServer other = sharing("other", second, rule)) {
      String mail = "MAIL FROM:<eve@example.org>";
      String greylisted = attempt(one, mail, "<bob@example.net>");
      assertTrue(greylisted.startsWith("451 4.7.1 Greylisted"), greylisted);
      clock.advance(Duration.ofMinutes(5));
      assertEquals(OK, attempt(other, mail, "<bob@example.net>"));
      assertEquals(OK, attempt(one, mail, "<bob@example.net>"));
      String refused = attempt(other, mail, "<bob@example.net>");
      assertTrue(refused.startsWith("451 4.7.1 Too much mail"), refused);
    }
  }

  private static PolicyStore open(PostgresSettings where) {
    return SqlPolicyStore.postgres(where, CommitterThread::start);
  }

  private MailServer sharing(String name, PolicyStore store, RateRule rule) {
    return builder(name)
        .policyStores(store, store)
        .policy(
            settings ->
                settings
                    .with(GreylistSettings.STRANGERS)
                    .with(List.of(rule), AddressSet.EMPTY)
                    .with(settings.relay().withRelayDomains(Set.<Domain>of())))
        .listen(mx())
        .start();
  }
}
