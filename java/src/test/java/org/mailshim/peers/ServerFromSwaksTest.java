package org.mailshim.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailshim.sasl.Mechanism;
import org.mailshim.smtp.server.ServerMode;
import org.mailshim.smtp.server.ServerTls;
import org.mailshim.smtp.server.TrustedPeers;

/** Our server and swaks, which can say nearly everything that a client may say. */
class ServerFromSwaksTest {
  @TempDir Path directory;

  private PeerProcess.Run swaks(MailshimServer server, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of(Peers.program("swaks")));
    command.addAll(List.of("--server", "127.0.0.1:" + server.port()));
    command.addAll(List.of("--from", "ann@example.org", "--to", "bob@example.net"));
    command.addAll(List.of("--ehlo", "client.example.org"));
    command.addAll(List.of(options));
    return PeerProcess.run(directory, command, new byte[0]);
  }

  private MailshimServer.Arrival delivered(MailshimServer server, String... options)
      throws Exception {
    PeerProcess.Run run = swaks(server, options);
    assertEquals(0, run.status(), run.output());
    return server.arrival();
  }

  @Test
  void esmtpAndItsFields() throws Exception {
    try (MailshimServer server = MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE)) {
      MailshimServer.Arrival arrival = delivered(server, "--body", "one\n.two\n..three\n.\nend\n");
      assertTrue(
          arrival.data().endsWith("\r\n\r\none\r\n.two\r\n..three\r\n.\r\nend\r\n\r\n\r\n"),
          arrival.data());
      assertTrue(arrival.data().startsWith("Received: from client.example.org ([127.0.0.1])"));
      assertTrue(arrival.data().contains(" with ESMTP id "), arrival.data());
    }
  }

  @Test
  void helo() throws Exception {
    try (MailshimServer server = MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE)) {
      MailshimServer.Arrival arrival = delivered(server, "--protocol", "SMTP");
      assertTrue(arrival.data().contains(" with SMTP id "), arrival.data());
    }
  }

  @Test
  void pipelining() throws Exception {
    try (MailshimServer server = MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE)) {
      delivered(server, "--pipeline");
    }
  }

  @Test
  void lmtp() throws Exception {
    try (MailshimServer server =
        MailshimServer.start(ServerMode.LMTP, MailshimServer.Change.NONE)) {
      MailshimServer.Arrival arrival = delivered(server, "--protocol", "LMTP");
      assertTrue(arrival.data().contains(" with LMTP id "), arrival.data());
    }
  }

  @Test
  void startTls() throws Exception {
    try (MailshimServer server =
        MailshimServer.start(
            ServerMode.MX,
            options -> MailshimServer.withTls(options, directory, ServerTls.Use.OFFERED))) {
      MailshimServer.Arrival arrival =
          delivered(
              server,
              "--tls",
              "--tls-verify",
              "--tls-ca-path",
              directory.resolve("certificate.pem").toString());
      assertTrue(arrival.data().contains(" with ESMTPS id "), arrival.data());
    }
  }

  @Test
  void implicitTls() throws Exception {
    try (MailshimServer server =
        MailshimServer.start(
            ServerMode.MX,
            options -> MailshimServer.withTls(options, directory, ServerTls.Use.IMPLICIT))) {
      MailshimServer.Arrival arrival = delivered(server, "--tls-on-connect");
      assertTrue(arrival.session().isEncrypted());
    }
  }

  @Test
  void strangersCannotRelay() throws Exception {
    try (MailshimServer server = MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE)) {
      PeerProcess.Run run = swaks(server, "--to", "eve@example.com");
      assertNotEquals(0, run.status());
      assertTrue(run.output().contains("<** 550 5.7.1"), run.output());
      assertEquals(List.of(), server.arrivals());
    }
  }

  @Test
  void authenticatedClientsCanRelay() throws Exception {
    for (String mechanism : List.of("PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5")) {
      try (MailshimServer server =
          MailshimServer.start(ServerMode.SUBMISSION, MailshimServer::withUsers)) {
        MailshimServer.Arrival arrival =
            delivered(
                server,
                "--to",
                "eve@example.com",
                "--auth",
                mechanism,
                "--auth-user",
                MailshimServer.USER,
                "--auth-password",
                MailshimServer.PASSWORD);
        assertEquals(Optional.of(MailshimServer.USER), arrival.session().identity());
        assertEquals(Mechanism.of(mechanism).stream().toList(), server.mechanisms());
        assertTrue(arrival.data().contains(" with ESMTPA id "), arrival.data());
      }
    }
  }

  @Test
  void wrongPasswordsAreRefused() throws Exception {
    for (String mechanism : List.of("PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5")) {
      try (MailshimServer server =
          MailshimServer.start(ServerMode.SUBMISSION, MailshimServer::withUsers)) {
        PeerProcess.Run run =
            swaks(server, "--auth", mechanism, "--auth-user", "ann", "--auth-password", "wrong");
        assertNotEquals(0, run.status());
        assertTrue(run.output().contains("<** 535 5.7.8"), run.output());
        assertEquals(List.of(), server.arrivals());
      }
    }
  }

  @Test
  void xclientFromATrustedPeer() throws Exception {
    var trusted = new TrustedPeers(List.of(), MailshimServer.loopback());
    try (MailshimServer server =
        MailshimServer.start(ServerMode.MX, options -> options.withTrusted(trusted))) {
      MailshimServer.Arrival arrival =
          delivered(
              server,
              "--xclient-name",
              "proxied.example.com",
              "--xclient-addr",
              "192.0.2.7",
              "--xclient-port",
              "4711",
              "--xclient-helo",
              "helo.example.com");
      assertTrue(arrival.data().contains("(proxied.example.com [192.0.2.7])"), arrival.data());
      assertEquals(4711, arrival.session().peer().port());
    }
  }

  @Test
  void xclientFromAStranger() throws Exception {
    try (MailshimServer server = MailshimServer.start(ServerMode.MX, MailshimServer.Change.NONE)) {
      PeerProcess.Run run = swaks(server, "--xclient-addr", "192.0.2.7");
      assertNotEquals(0, run.status());
      assertEquals(List.of(), server.arrivals());
    }
  }

  @Test
  void proxyProtocol() throws Exception {
    var trusted = new TrustedPeers(MailshimServer.loopback(), List.of());
    for (String version : List.of("1", "2")) {
      try (MailshimServer server =
          MailshimServer.start(ServerMode.MX, options -> options.withTrusted(trusted))) {
        MailshimServer.Arrival arrival =
            delivered(
                server,
                "--proxy-version",
                version,
                "--proxy-family",
                version.equals("1") ? "TCP4" : "AF_INET",
                "--proxy-source",
                "192.0.2.9",
                "--proxy-source-port",
                "4712",
                "--proxy-dest",
                "192.0.2.1",
                "--proxy-dest-port",
                "25");
        assertTrue(arrival.data().contains("([192.0.2.9])"), arrival.data());
        assertEquals(4712, arrival.session().peer().port());
      }
    }
  }
}
