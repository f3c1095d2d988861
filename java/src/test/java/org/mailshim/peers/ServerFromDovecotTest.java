package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.peers.ClientSessions.assertAccepted;
import static org.mailshim.peers.ClientSessions.data;
import static org.mailshim.peers.ClientSessions.envelope;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.TrustedPeers;

/**
 * Our server behind Dovecot's submission service, which authenticates users and says by XCLIENT who
 * they are; our client before it.
 */
class ServerFromDovecotTest {
  @TempDir Path directory;

  @Test
  void submissionThroughATrustedProxy() throws Exception {
    var trusted = new TrustedPeers(List.of(), MailshimServer.loopback());
    try (MailshimServer server =
            MailshimServer.start(ServerMode.MX, options -> options.withTrusted(trusted));
        Dovecot dovecot = Dovecot.start(directory, server.port())) {
      ConnectionPolicy policy =
          ClientSessions.startTls(dovecot.certificate())
              .withCredentials(ClientSessions.password(Dovecot.USER, Dovecot.PASSWORD));
      try (SmtpClientSession session = ClientSessions.open(dovecot.submissionPort(), policy)) {
        // For strangers we do not relay: Dovecot's user is none.
        assertAccepted(session.send(envelope("ann@example.org", "bob@example.com"), data()));
        session.quit();
      }
      MailshimServer.Arrival arrival = server.arrival();
      assertEquals(Optional.of(Dovecot.USER), arrival.session().identity());
      assertTrue(arrival.data().contains(" with ESMTPA id "), arrival.data());
      ClientSessions.assertIntact(arrival.data().replace("\r\n", "\n"));
    }
  }
}
