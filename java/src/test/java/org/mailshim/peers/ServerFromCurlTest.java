package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.sasl.Mechanism;
import org.mailshim.smtp.Submitter;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerTls;

/** Our server and curl. */
class ServerFromCurlTest {
  private static final String MESSAGE =
      "From: ann@example.org\r\nTo: bob@example.net\r\nSubject: x\r\n\r\n.dot\r\n.\r\n..\r\nend\r\n";

  @TempDir Path directory;

  private PeerProcess.Run curl(String url, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of(Peers.program("curl"), "-sS", "-v", url));
    command.addAll(List.of("--mail-from", "ann@example.org"));
    command.addAll(List.of("--cacert", directory.resolve("certificate.pem").toString()));
    command.addAll(List.of(options));
    return PeerProcess.run(directory, command, MESSAGE.getBytes(UTF_8));
  }

  private void delivers(String url, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("--mail-rcpt", "bob@example.net", "-T", "-"));
    all.addAll(List.of(options));
    PeerProcess.Run run = curl(url, all.toArray(new String[0]));
    assertEquals(0, run.status(), run.output());
  }

  private MailshimServer withTls(ServerTls.Use use) throws Exception {
    return MailshimServer.start(
        ServerMode.MX, options -> MailshimServer.withTls(options, directory, use));
  }

  private static MailshimServer withUsers() throws Exception {
    return MailshimServer.start(ServerMode.SUBMISSION, MailshimServer::withUsers);
  }

  /** Which of two mechanisms for tokens curl takes is not for us to say. */
  private static MailshimServer withOnly(Mechanism mechanism) throws Exception {
    return MailshimServer.start(
        ServerMode.SUBMISSION, options -> MailshimServer.withUsers(options, List.of(mechanism)));
  }

  @Test
  void everyOctetArrives() throws Exception {
    PeerCertificate.make(directory);
    try (MailshimServer server = MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE)) {
      delivers("smtp://localhost:" + server.port() + "/client.example.org");
      assertTrue(server.arrival().data().endsWith(MESSAGE), server.arrival().data());
    }
  }

  @Test
  void startTls() throws Exception {
    try (MailshimServer server = withTls(ServerTls.Use.REQUIRED)) {
      delivers("smtp://localhost:" + server.port() + "/client.example.org", "--ssl-reqd");
      assertTrue(server.arrival().session().isEncrypted());
      assertTrue(server.arrival().data().endsWith(MESSAGE));
    }
  }

  @Test
  void implicitTls() throws Exception {
    try (MailshimServer server = withTls(ServerTls.Use.IMPLICIT)) {
      delivers("smtps://localhost:" + server.port() + "/client.example.org");
      assertTrue(server.arrival().session().isEncrypted());
    }
  }

  @Test
  void clearTextIsRefusedWhereTlsIsRequired() throws Exception {
    try (MailshimServer server = withTls(ServerTls.Use.REQUIRED)) {
      PeerProcess.Run run =
          curl("smtp://localhost:" + server.port(), "--mail-rcpt", "bob@example.net", "-T", "-");
      assertNotEquals(0, run.status());
      assertTrue(run.output().contains("530 5.7.0"), run.output());
    }
  }

  @Test
  void passwords() throws Exception {
    PeerCertificate.make(directory);
    for (String mechanism : List.of("PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5")) {
      for (boolean initialResponse : new boolean[] {false, true}) {
        try (MailshimServer server = withUsers()) {
          List<String> options = new ArrayList<>(List.of("--user", "ann:secret"));
          options.addAll(List.of("--login-options", "AUTH=" + mechanism));
          if (initialResponse) {
            options.add("--sasl-ir");
          }
          delivers("smtp://localhost:" + server.port(), options.toArray(new String[0]));
          assertEquals(Mechanism.of(mechanism).stream().toList(), server.mechanisms());
          assertEquals(Optional.of("ann"), server.arrival().session().identity());
        }
      }
    }
  }

  @Test
  void tokens() throws Exception {
    PeerCertificate.make(directory);
    for (Mechanism mechanism : List.of(Mechanism.OAUTHBEARER, Mechanism.XOAUTH2)) {
      try (MailshimServer server = withOnly(mechanism)) {
        delivers(
            "smtp://localhost:" + server.port(),
            "--user",
            "ann",
            "--oauth2-bearer",
            MailshimServer.TOKEN);
        assertEquals(List.of(mechanism), server.mechanisms());
        assertEquals(Optional.of("ann"), server.arrival().session().identity());
      }
    }
  }

  @Test
  void wrongTokensAreRefused() throws Exception {
    PeerCertificate.make(directory);
    for (Mechanism mechanism : List.of(Mechanism.OAUTHBEARER, Mechanism.XOAUTH2)) {
      try (MailshimServer server = withOnly(mechanism)) {
        PeerProcess.Run run =
            curl(
                "smtp://localhost:" + server.port(),
                "--mail-rcpt",
                "bob@example.net",
                "--user",
                "ann",
                "--oauth2-bearer",
                "stolen",
                "-T",
                "-");
        // "Login denied"; at XOAUTH2's challenge curl does not wait for the reply.
        assertEquals(67, run.status(), run.output());
        assertEquals(List.of(), server.arrivals());
      }
    }
  }

  @Test
  void submitter() throws Exception {
    PeerCertificate.make(directory);
    try (MailshimServer server = withUsers()) {
      delivers(
          "smtp://localhost:" + server.port(),
          "--user",
          "ann:secret",
          "--mail-auth",
          "ann@example.com");
      Submitter submitter = server.arrival().envelope().parameters().auth().orElseThrow();
      assertEquals("ann@example.com", submitter.mailbox().orElseThrow().text());
    }
  }

  @Test
  void internationalisedAddresses() throws Exception {
    PeerCertificate.make(directory);
    try (MailshimServer server = MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE)) {
      // From a file: an argument would be in whatever encoding the machine's locale has.
      Path recipient =
          Files.writeString(directory.resolve("recipient"), "mail-rcpt = j\u00f6rg@example.net\n");
      delivers("smtp://localhost:" + server.port(), "--config", recipient.toString());
      assertTrue(server.arrival().envelope().parameters().smtpUtf8());
      assertEquals(2, server.arrival().envelope().recipients().size());
      assertTrue(server.arrival().data().contains(" with UTF8SMTP id "));
    }
  }

  @Test
  void vrfyAndHelp() throws Exception {
    PeerCertificate.make(directory);
    try (MailshimServer server = MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE)) {
      PeerProcess.Run vrfy =
          curl("smtp://localhost:" + server.port(), "--mail-rcpt", "bob", "-X", "VRFY");
      assertTrue(vrfy.output().contains("252 2.5.0 Asked for bob"), vrfy.output());
      PeerProcess.Run help = curl("smtp://localhost:" + server.port());
      assertTrue(help.output().contains("< 214"), help.output());
    }
  }
}
