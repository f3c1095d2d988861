package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.smtp.NotifyCondition;
import org.mailshim.smtp.OriginalRecipient;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerTls;

/** Our server behind Postfix, which relays to it what swaks gives it. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServerFromPostfixTest {
  @TempDir Path directory;

  private ServerOptions withTls(ServerOptions options) throws Exception {
    return MailshimServer.withTls(options, directory, ServerTls.Use.REQUIRED);
  }

  private void relay(Postfix postfix, String... recipients) throws Exception {
    PeerProcess.Run run =
        PeerProcess.run(
            directory,
            List.of(
                Peers.program("swaks"),
                "--server",
                "127.0.0.1:" + postfix.port(),
                "--from",
                "ann@example.org",
                "--to",
                String.join(",", recipients),
                "--body",
                ".dot\n.\nend\n"),
            new byte[0]);
    assertEquals(0, run.status(), run.output());
  }

  @Test
  void overTls() throws Exception {
    try (MailshimServer server = MailshimServer.start(ServerMode.MX, this::withTls);
        Postfix postfix =
            Postfix.start(
                directory,
                "virtual_mailbox_domains =",
                "default_transport = smtp:[127.0.0.1]:" + server.port(),
                "smtp_tls_security_level = encrypt")) {
      relay(postfix, "bob@example.net", "eve@example.net");
      String log = postfix.awaitLog("status=sent");
      assertTrue(log.contains("250 2.0.0 Remembered"), log);
      MailshimServer.Arrival arrival = server.arrival();
      assertTrue(arrival.session().isEncrypted());
      assertTrue(arrival.data().contains("\r\n\r\n.dot\r\n.\r\nend\r\n"), arrival.data());
      // Postfix passes on whom it was given, as RFC 3461 §5.2.1 says, with NOTIFY only if asked.
      assertEquals(
          new OriginalRecipient("rfc822", "bob@example.net"),
          arrival.envelope().recipients().get(0).parameters().orcpt().orElseThrow());
      assertEquals(
          EnumSet.noneOf(NotifyCondition.class),
          arrival.envelope().recipients().get(0).parameters().notifyOn());
    }
  }

  @Test
  void byLmtp() throws Exception {
    try (MailshimServer server = MailshimServer.start(ServerMode.LMTP, MailshimServer.Change.NONE);
        Postfix postfix =
            Postfix.start(
                directory,
                "virtual_mailbox_domains =",
                "default_transport = lmtp:inet:[127.0.0.1]:" + server.port())) {
      relay(postfix, "bob@example.net", "eve@example.net");
      String log = postfix.awaitLog("removed");
      assertEquals(3, log.split("250 2.0.0 Remembered", -1).length, log);
      assertEquals(2, server.arrival().envelope().recipients().size());
    }
  }
}
