package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailshim.peers.ClientSessions.assertAccepted;
import static org.mailshim.peers.ClientSessions.data;
import static org.mailshim.peers.ClientSessions.envelope;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailshim.smtp.client.ConnectionPolicy;
import org.mailshim.smtp.client.ConversationException;
import org.mailshim.smtp.client.SecurityPolicy;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.client.TlsClientSource;

/** Our client with GreenMail: TLS from the first octet, and AUTH. */
class ClientToGreenMailTest {
  private GreenMail server;

  @BeforeEach
  void start() {
    server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
    server.setUser("bob@example.net", "bob", "secret");
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private SmtpClientSession session(String password) {
    // Its certificate is nobody's and has expired.
    ConnectionPolicy policy =
        ConnectionPolicy.of(new SecurityPolicy.Implicit(TlsClientSource.unverified()))
            .withCredentials(ClientSessions.password("bob", password));
    return ClientSessions.open(server.getSmtps().getPort(), policy);
  }

  @Test
  void authenticatedUnderTls() {
    try (SmtpClientSession session = session("secret")) {
      assertTrue(session.security().isEncrypted());
      assertTrue(session.authenticatedBy().isPresent());
      assertAccepted(session.send(envelope("ann@example.org", "bob@example.net"), data()));
      session.quit();
    }
    assertTrue(server.waitForIncomingEmail(10_000, 1));
  }

  @Test
  void wrongPasswordsAreTold() {
    ConversationException refused =
        assertThrows(ConversationException.class, () -> session("wrong").close());
    assertEquals(ConversationException.Kind.UNAUTHENTICATED, refused.kind());
  }
}
