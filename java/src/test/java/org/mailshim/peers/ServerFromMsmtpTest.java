package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.sasl.Mechanism;
import org.mailshim.smtp.NotifyCondition;
import org.mailshim.smtp.Ret;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerOptions;
import org.mailshim.smtp.server.ServerTls;
import org.mailshim.transport.ClientCertificates;

/** Our server and msmtp, whose SASL is GNU's. */
class ServerFromMsmtpTest {
  private static final String MESSAGE =
      "From: ann@example.org\nTo: bob@example.net\nSubject: x\n\n.dot\n.\n..\nend\n";

  @TempDir Path directory;

  private PeerProcess.Run msmtp(MailshimServer server, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of(Peers.program("msmtp")));
    command.addAll(List.of("--host=localhost", "--port=" + server.port(), "--timeout=30"));
    command.addAll(List.of("--from=ann@example.org", "--domain=client.example.org"));
    command.addAll(List.of(options));
    command.add("bob@example.net");
    return PeerProcess.run(directory, command, MESSAGE.getBytes(UTF_8));
  }

  private MailshimServer.Arrival delivered(MailshimServer server, String... options)
      throws Exception {
    PeerProcess.Run run = msmtp(server, options);
    assertEquals(0, run.status(), run.output());
    MailshimServer.Arrival arrival = server.arrival();
    assertTrue(arrival.data().endsWith(MESSAGE.replace("\n", "\r\n")), arrival.data());
    return arrival;
  }

  private ServerOptions usersAndTls(ServerOptions options) throws Exception {
    return MailshimServer.withUsers(
        MailshimServer.withTls(options, directory, ServerTls.Use.OFFERED));
  }

  private List<String> mechanisms() throws Exception {
    List<String> mechanisms =
        new ArrayList<>(
            List.of("PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "OAUTHBEARER", "XOAUTH2"));
    // Where msmtp knows the channel's binding, GNU SASL 2.2 fails without -PLUS before it says a
    // word.
    String binding = msmtpSays("--version").contains("scram-sha-256-plus") ? "-PLUS" : "";
    mechanisms.add("SCRAM-SHA-1" + binding);
    mechanisms.add("SCRAM-SHA-256" + binding);
    return mechanisms;
  }

  private String msmtpSays(String option) throws Exception {
    return PeerProcess.run(directory, List.of(Peers.program("msmtp"), option), new byte[0])
        .output();
  }

  @Test
  void everyMechanismUnderTls() throws Exception {
    for (String mechanism : mechanisms()) {
      String secret = mechanism.contains("OAUTH") ? MailshimServer.TOKEN : MailshimServer.PASSWORD;
      try (MailshimServer server = MailshimServer.start(ServerMode.MX, this::usersAndTls)) {
        MailshimServer.Arrival arrival =
            delivered(
                server,
                "--tls=on",
                "--tls-trust-file=" + directory.resolve("certificate.pem"),
                "--auth=" + mechanism.toLowerCase(Locale.ROOT),
                "--user=ann",
                "--passwordeval=echo " + secret);
        assertEquals(Mechanism.of(mechanism).stream().toList(), server.mechanisms());
        assertEquals(Optional.of("ann"), arrival.session().identity());
        // Since 1.8.28 msmtp uses SMTPUTF8 where it is offered.
        assertTrue(arrival.data().contains("SMTPSA id "), arrival.data());
      }
    }
  }

  @Test
  void wrongPasswordsAreRefused() throws Exception {
    for (String mechanism : List.of("scram-sha-1", "scram-sha-256")) {
      try (MailshimServer server = MailshimServer.start(ServerMode.MX, MailshimServer::withUsers)) {
        PeerProcess.Run run =
            msmtp(server, "--auth=" + mechanism, "--user=ann", "--passwordeval=echo wrong");
        assertNotEquals(0, run.status(), run.output());
        assertTrue(run.output().contains("535 5.7.8"), run.output());
      }
    }
  }

  @Test
  void certificatesOfClients() throws Exception {
    PeerCertificate user = PeerCertificate.makeFor("ann@example.org", directory);
    try (MailshimServer server =
        MailshimServer.start(
            ServerMode.SUBMISSION,
            options ->
                MailshimServer.withUsers(
                    MailshimServer.withTls(
                        options,
                        directory,
                        ServerTls.Use.REQUIRED,
                        new ClientCertificates.Wanted(user.certificate()))))) {
      MailshimServer.Arrival arrival =
          delivered(
              server,
              "--tls=on",
              "--tls-trust-file=" + directory.resolve("certificate.pem"),
              "--tls-cert-file=" + user.certificate(),
              "--tls-key-file=" + user.key(),
              "--auth=external",
              "--user=ann@example.org");
      assertEquals(List.of(Mechanism.EXTERNAL), server.mechanisms());
      assertEquals(Optional.of("ann@example.org"), arrival.session().identity());
    }
  }

  @Test
  void notifications() throws Exception {
    try (MailshimServer server = MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE)) {
      MailshimServer.Arrival arrival =
          delivered(server, "--dsn-notify=success,delay", "--dsn-return=hdrs");
      assertEquals(Optional.of(Ret.HDRS), arrival.envelope().parameters().ret());
      assertEquals(
          EnumSet.of(NotifyCondition.SUCCESS, NotifyCondition.DELAY),
          arrival.envelope().recipients().get(0).parameters().notifyOn());
    }
  }

  @Test
  void lmtp() throws Exception {
    try (MailshimServer server =
        MailshimServer.start(ServerMode.LMTP, MailshimServer.Change.NONE)) {
      delivered(server, "--protocol=lmtp");
    }
  }
}
