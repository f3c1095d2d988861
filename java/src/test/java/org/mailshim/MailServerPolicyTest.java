package org.mailshim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.policy.AccessList;
import org.mailshim.policy.AccessLists;
import org.mailshim.policy.GreylistSettings;
import org.mailshim.policy.ListSource;
import org.mailshim.policy.PolicyObserver;
import org.mailshim.policy.PolicyRule;
import org.mailshim.policy.UserLists;
import org.mailshim.queue.ManualClock;
import org.mailshim.smtp.Reply;
import org.mailshim.smtp.server.RelayPolicy;
import org.mailshim.smtp.server.SessionFacts;

/** A policy in a whole mail server, over sockets. */
final class MailServerPolicyTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final String OK = "250 2.1.5 Recipient OK";

  @TempDir Path directory;

  private final ManualClock clock = new ManualClock();
  private final List<PolicyRule> decided = new CopyOnWriteArrayList<>();

  private MailServerBuilder builder() {
    return MailEngine.server("mail.example.net")
        .directory(directory)
        .localDomains("example.net")
        .user("ann", "secret")
        .clock(clock, new Random())
        .withoutDelivery()
        .policyObserver(
            new PolicyObserver() {
              @Override
              public void refused(
                  SessionFacts session, PolicyRule rule, String detail, Reply reply) {
                decided.add(rule);
              }
            })
        .listen(
            SmtpService.mx(0).at(LOOPBACK).inClear(), Pop3Service.pop3(0).at(LOOPBACK).inClear());
  }

  /** Says lines, each when the one before was answered; gives the answers. */
  private static List<String> talk(MailServer server, int service, String... lines)
      throws IOException {
    List<String> answers = new ArrayList<>();
    try (Socket socket = new Socket(LOOPBACK, server.listeners().get(service).port())) {
      socket.setSoTimeout(60_000);
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      in.readLine();
      for (String line : lines) {
        socket.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
        answers.add(in.readLine());
      }
    }
    return answers;
  }

  private static String rcpt(MailServer server, String to) throws IOException {
    return talk(server, 0, "HELO x", "MAIL FROM:<eve@example.org>", "RCPT TO:" + to).getLast();
  }

  @Test
  void theBuildersPartsAreThePolicys() throws Exception {
    AccessLists lists =
        new AccessLists(
            ListSource.EMPTY, AccessList.parse(List.of("from:bad@example.org")), ListSource.EMPTY);
    try (MailServer server =
        builder()
            .policy(
                settings ->
                    settings
                        .with(GreylistSettings.STRANGERS)
                        .with(lists, UserLists.NONE)
                        .with(settings.relay().withPopBeforeSmtp(Duration.ofMinutes(10))))
            .start()) {
      assertEquals("550 5.1.1 No such mailbox here", rcpt(server, "<nobody@example.net>"));
      assertEquals("550 5.7.1 Relaying denied", rcpt(server, "<eve@example.com>"));
      assertTrue(rcpt(server, "<ann@example.net>").startsWith("451 4.7.1 Greylisted"));
      clock.advance(Duration.ofMinutes(5));
      assertEquals(OK, rcpt(server, "<ann@example.net>"));
      assertTrue(
          talk(server, 0, "HELO x", "MAIL FROM:<bad@example.org>", "RCPT TO:<ann@example.net>")
              .getLast()
              .startsWith("550 5.7.1 "));
      assertEquals(
          List.of(
              PolicyRule.UNKNOWN_RECIPIENT,
              PolicyRule.RELAY,
              PolicyRule.GREYLIST,
              PolicyRule.BAD_LIST),
          decided);
      List<String> login = talk(server, 1, "USER ann", "PASS secret");
      assertTrue(login.getLast().startsWith("+OK"), login::toString);
      assertEquals(OK, rcpt(server, "<eve@example.com>"), "POP-before-SMTP");
    }
    try (MailServer again =
        builder().policy(settings -> settings.with(GreylistSettings.STRANGERS)).start()) {
      assertEquals(
          OK, rcpt(again, "<ann@example.net>"), "what was remembered is in the queue's file");
    }
  }

  @Test
  void withoutAPolicyNothingChanges() throws Exception {
    try (MailServer server = builder().start()) {
      assertEquals(OK, rcpt(server, "<ann@example.net>"));
      assertTrue(rcpt(server, "<eve@example.com>").startsWith("550 5.7.1 "));
      assertEquals(List.of(), decided);
    }
  }

  @Test
  void neighboursAreTrusted() throws Exception {
    try (MailServer server =
        builder()
            .relayFor("127.0.0.0/8", "::1")
            .policy(settings -> settings.with(GreylistSettings.STRANGERS))
            .start()) {
      assertEquals(OK, rcpt(server, "<eve@example.com>"));
    }
  }

  @Test
  void twoWhoDecideOfRelayingAreOneTooMany() {
    MailServerBuilder both = builder().relay(RelayPolicy.closed()).policy(settings -> settings);
    assertThrows(IllegalStateException.class, both::start);
  }
}
