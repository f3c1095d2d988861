package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.address.Domain;
import org.mailshim.dns.FixedResolver;
import org.mailshim.policy.Policy;
import org.mailshim.policy.PolicySettings;
import org.mailshim.policy.PolicySetup;
import org.mailshim.policy.RelayTricks;
import org.mailshim.smtp.server.ServerMode;

/**
 * Strangers that try to have their mail relayed, in the ways that relay testers know: swaks says
 * what no mail server would, and Postfix what every one does.
 */
@Timeout(300)
class RelayAttemptsTest {
  @TempDir Path directory;

  private static MailshimServer server() throws Exception {
    PolicySettings settings = PolicySettings.forDomains(Set.of(Domain.parse("example.net")));
    var policy = new Policy(settings, PolicySetup.inMemory(new FixedResolver()));
    return MailshimServer.guarded(ServerMode.MX, MailshimServer::withUsers, policy);
  }

  /** Swaks puts brackets around what it is given, and takes a comma for the end of a recipient. */
  @Test
  void noneOfSwaksTricksWorks() throws Exception {
    List<String> recipients = new ArrayList<>();
    for (String path : RelayTricks.RECIPIENTS) {
      boolean bracketed = path.startsWith("<") && path.endsWith(">");
      if (bracketed && path.indexOf(',') < 0) {
        recipients.add(path.substring(1, path.length() - 1));
      }
    }
    try (MailshimServer server = server()) {
      for (String sender : RelayTricks.SENDERS) {
        attempt(server, sender, recipients);
      }
      assertEquals(List.of(), server.arrivals());
    }
  }

  /** Six at a time: a client that errs more often is sent away. */
  private void attempt(MailshimServer server, String sender, List<String> recipients)
      throws Exception {
    for (int first = 0; first < recipients.size(); first += 6) {
      List<String> some = recipients.subList(first, Math.min(first + 6, recipients.size()));
      List<String> command =
          List.of(
              Peers.program("swaks"),
              "--server",
              "127.0.0.1:" + server.port(),
              "--ehlo",
              "mx.example.net",
              "--from",
              sender.substring(1, sender.length() - 1),
              "--to",
              String.join(",", some));
      PeerProcess.Run run = PeerProcess.run(directory, command, new byte[0]);
      for (String recipient : some) {
        String said = "RCPT TO:<" + recipient + ">\n<** 55";
        String unread = "RCPT TO:<" + recipient + ">\n<** 50";
        assertTrue(run.output().contains(said) || run.output().contains(unread), run.output());
      }
    }
  }

  @Test
  void postfixCannotRelayByUs() throws Exception {
    try (MailshimServer server = server();
        Postfix postfix =
            Postfix.start(
                directory,
                "virtual_mailbox_domains =",
                "allow_percent_hack = no",
                "swap_bangpath = no",
                "default_transport = smtp:[127.0.0.1]:" + server.port())) {
      PeerProcess.run(
          directory,
          List.of(
              Peers.program("swaks"),
              "--server",
              "127.0.0.1:" + postfix.port(),
              "--from",
              "eve@example.com",
              "--to",
              "bob@example.net,victim@example.org,victim%example.org@example.net"),
          new byte[0]);
      String log = postfix.awaitLog("status=sent");
      assertEquals(1, server.arrival().envelope().recipients().size(), log);
      assertEquals(
          "<bob@example.net>",
          server.arrival().envelope().recipients().getFirst().forwardPath().text());
      log = postfix.awaitLog("status=bounced");
      assertTrue(log.contains("550 5.7.1 Relaying denied"), log);
    }
  }
}
