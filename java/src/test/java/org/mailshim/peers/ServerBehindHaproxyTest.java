package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.mailshim.peers.ClientSessions.assertAccepted;
import static org.mailshim.peers.ClientSessions.data;
import static org.mailshim.peers.ClientSessions.envelope;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.smtp.client.SmtpClientSession;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.TrustedPeers;

/** Our server behind haproxy, which tells by the PROXY protocol who has come to it. */
class ServerBehindHaproxyTest {
  @TempDir Path directory;

  @Test
  void version1() throws Exception {
    assertToldBy("send-proxy");
  }

  @Test
  void version2() throws Exception {
    assertToldBy("send-proxy-v2");
  }

  private void assertToldBy(String option) throws Exception {
    var trusted = new TrustedPeers(MailshimServer.loopback(), List.of());
    int port = Peers.freePort();
    try (MailshimServer server =
            MailshimServer.start(ServerMode.MX, options -> options.withTrusted(trusted));
        PeerProcess proxy = start(port, server.port(), option)) {
      proxy.awaitPort(port);
      try (SmtpClientSession session = ClientSessions.inClear(port)) {
        assertAccepted(session.send(envelope("ann@example.org", "bob@example.net"), data()));
        session.quit();
      }
      // The client came to the proxy's port, and the proxy says so.
      assertEquals(port, server.arrival().session().local().port());
      assertNotEquals(server.port(), server.arrival().session().local().port());
      ClientSessions.assertIntact(server.arrival().data().replace("\r\n", "\n"));
    }
  }

  private PeerProcess start(int port, int serverPort, String option) throws Exception {
    String haproxy = Peers.program("haproxy");
    Path configuration = directory.resolve("haproxy.cfg");
    Files.writeString(
        configuration,
        """
        defaults
          mode tcp
          timeout connect 30s
          timeout client 30s
          timeout server 30s
        listen smtp
          bind 127.0.0.1:%d
          server ours 127.0.0.1:%d %s
        """
            .formatted(port, serverPort, option));
    return PeerProcess.start(directory, List.of(haproxy, "-f", configuration.toString(), "-db"));
  }
}
