package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.smtp.BodyType;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerTls;

/** Our server and Python's smtplib. */
class ServerFromSmtplibTest {
  @TempDir Path directory;

  private void python(String script, MailshimServer server) throws Exception {
    PeerProcess.Run run =
        PeerProcess.run(
            directory,
            List.of(
                Peers.program("python3"),
                "-",
                Integer.toString(server.port()),
                directory.resolve("certificate.pem").toString()),
            script.getBytes(UTF_8));
    assertEquals(0, run.status(), run.output());
  }

  @Test
  void aSessionWithEverything() throws Exception {
    try (MailshimServer server =
        MailshimServer.start(
            ServerMode.SUBMISSION,
            options ->
                MailshimServer.withUsers(
                    MailshimServer.withTls(options, directory, ServerTls.Use.REQUIRED)))) {
      python(
          """
          import smtplib, ssl, sys
          smtp = smtplib.SMTP("localhost", int(sys.argv[1]), "client.example.org", timeout=30)
          smtp.starttls(context=ssl.create_default_context(cafile=sys.argv[2]))
          smtp.login("ann", "secret")
          assert smtp.has_extn("size") and smtp.has_extn("pipelining")
          text = "From: ann@example.org\\r\\nSubject: x\\r\\n\\r\\n.dot\\r\\n.\\r\\nend \u00e9\\r\\n".encode()
          smtp.sendmail("ann@example.org", ["bob@example.net"], text, mail_options=["BODY=8BITMIME"])
          smtp.sendmail("ann@example.org", ["j\u00f6rg@example.net"], text,
                        mail_options=["BODY=8BITMIME", "SMTPUTF8"])
          assert smtp.vrfy("bob")[0] == 252
          assert smtp.noop()[0] == 250
          assert smtp.rset()[0] == 250
          assert smtp.help()
          smtp.quit()
          """,
          server);
      assertEquals(2, server.arrivals().size());
      for (MailshimServer.Arrival arrival : server.arrivals()) {
        assertTrue(arrival.data().endsWith("\r\n\r\n.dot\r\n.\r\nend \u00c3\u00a9\r\n"));
        assertEquals(BodyType.EIGHT_BIT_MIME, arrival.envelope().parameters().body());
        assertEquals(Optional.of("ann"), arrival.session().identity());
      }
      assertTrue(server.arrivals().get(1).envelope().parameters().smtpUtf8());
    }
  }

  @Test
  void lmtp() throws Exception {
    try (MailshimServer server =
        MailshimServer.start(ServerMode.LMTP, MailshimServer.Change.NONE)) {
      python(
          """
          import smtplib, sys
          lmtp = smtplib.LMTP("localhost", int(sys.argv[1]), "client.example.org")
          assert lmtp.ehlo()[0] == 250
          lmtp.mail("ann@example.org")
          assert lmtp.rcpt("bob@example.net")[0] == 250
          assert lmtp.data(b"Subject: x\\r\\n\\r\\nend\\r\\n")[0] == 250
          lmtp.quit()
          """,
          server);
      assertTrue(server.arrival().data().endsWith("Subject: x\r\n\r\nend\r\n"));
    }
  }
}
