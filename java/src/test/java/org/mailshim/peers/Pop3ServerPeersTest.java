package org.mailshim.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailshim.pop3.server.ServerTls;

/**
 * Our POP3 server and clients that we did not write: curl, Python's poplib, fetchmail, mpop,
 * getmail.
 */
class Pop3ServerPeersTest {
  private static final String FIRST =
      "From: ann@example.org\nTo: bob@example.net\nSubject: 1\nMessage-ID: <1@x>\n\n.dot\n.\n..\nend\n";
  private static final String SECOND =
      "From: ann@example.org\nTo: bob@example.net\nSubject: 2\nMessage-ID: <2@x>\n\n"
          + "a line of some length, as mail has them\n".repeat(20_000);

  @TempDir Path directory;

  private Path root;

  @BeforeEach
  void makeRoot() throws Exception {
    root = Files.createDirectories(directory.resolve("store"));
  }

  private Pop3Mailbox inClear() {
    return Pop3Mailbox.start(root).with(FIRST).with(SECOND);
  }

  private Pop3Mailbox withTls(ServerTls.Use use) throws Exception {
    return Pop3Mailbox.start(root, directory, use).with(FIRST).with(SECOND);
  }

  private String run(String input, String... command) throws Exception {
    List<String> whole = new ArrayList<>(List.of(command));
    whole.set(0, Peers.program(command[0]));
    PeerProcess.Run run = PeerProcess.run(directory, whole, input.getBytes(UTF_8));
    assertEquals(0, run.status(), run.output());
    return run.output();
  }

  private static String crlf(String message) {
    return message.replace("\n", "\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "+APOP"})
  void curlLogsInByEachMethod(String method) throws Exception {
    try (Pop3Mailbox mailbox = inClear()) {
      String url = "pop3://localhost:" + mailbox.port() + "/1";
      String options = "AUTH=" + method;
      String output = run("", "curl", "-sS", "-u", "bob:secret", "--login-options", options, url);
      assertEquals(crlf(FIRST), output);
    }
  }

  @Test
  void curlUnderTls() throws Exception {
    String ca = directory.resolve("certificate.pem").toString();
    try (Pop3Mailbox mailbox = withTls(ServerTls.Use.OFFERED)) {
      String url = "pop3://localhost:" + mailbox.port() + "/2";
      String output = run("", "curl", "-sS", "--ssl-reqd", "--cacert", ca, "-u", "bob:secret", url);
      assertEquals(crlf(SECOND), output);
    }
  }

  @Test
  void curlUnderTlsFromTheFirstOctet() throws Exception {
    String ca = directory.resolve("certificate.pem").toString();
    try (Pop3Mailbox mailbox = withTls(ServerTls.Use.IMPLICIT)) {
      String url = "pop3s://localhost:" + mailbox.port() + "/";
      String output = run("", "curl", "-sS", "--cacert", ca, "-u", "bob:secret", url);
      assertEquals(
          List.of("1 " + crlf(FIRST).length(), "2 " + crlf(SECOND).length()),
          output.lines().toList());
    }
  }

  @Test
  void poplibSaysEverything() throws Exception {
    try (Pop3Mailbox mailbox = withTls(ServerTls.Use.OFFERED)) {
      String script =
          """
          import poplib, ssl, sys
          pop = poplib.POP3("localhost", int(sys.argv[1]), timeout=30)
          pop.stls(ssl.create_default_context(cafile=sys.argv[2]))
          assert "PIPELINING" in pop.capa(), pop.capa()
          pop.utf8()
          pop.apop("bob", "secret")
          count, octets = pop.stat()
          assert count == 2
          assert [int(line.split()[1]) for line in pop.list()[1]] == [octets - int(pop.list(2).split()[2]), int(pop.list(2).split()[2])]
          ids = [line.split()[1] for line in pop.uidl()[1]]
          assert len(set(ids)) == 2 and pop.uidl(1).split()[2] == ids[0]
          lines = pop.retr(1)[1]
          assert lines[-4:] == [b".dot", b".", b"..", b"end"], lines
          assert pop.retr(2)[2] == int(pop.list(2).split()[2])
          assert pop.top(2, 3)[1][-1].startswith(b"a line") and len(pop.top(2, 3)[1]) == 8
          pop.dele(1)
          pop.rset()
          pop.noop()
          pop.dele(2)
          pop.quit()
          pop = poplib.POP3("localhost", int(sys.argv[1]), timeout=30)
          pop.stls(ssl.create_default_context(cafile=sys.argv[2]))
          pop.user("bob")
          pop.pass_("secret")
          assert pop.stat()[0] == 1
          pop.quit()
          """;
      String port = Integer.toString(mailbox.port());
      run(script, "python3", "-", port, directory.resolve("certificate.pem").toString());
      assertEquals(List.of(FIRST), mailbox.left());
    }
  }

  @Test
  void fetchmailCollectsAndDeletes() throws Exception {
    try (Pop3Mailbox mailbox = withTls(ServerTls.Use.OFFERED)) {
      Path out = directory.resolve("collected");
      Path rc = directory.resolve("fetchmailrc");
      String settings =
          """
          set no bouncemail
          poll localhost protocol pop3 port %d uidl
            user "bob" password "secret" sslproto "tls1.2+" sslcertck sslcertfile "%s"
            nokeep nofetchall mda "cat >> %s"
          """;
      Path ca = directory.resolve("certificate.pem");
      Files.writeString(rc, settings.formatted(mailbox.port(), ca, out));
      Files.setPosixFilePermissions(rc, PosixFilePermissions.fromString("rw-------"));
      run(
          "",
          "fetchmail",
          "-f",
          rc.toString(),
          "--nodetach",
          "--nosyslog",
          "--pidfile",
          directory.resolve("pid").toString(),
          "-i",
          directory.resolve("ids").toString());
      assertEquals(List.of(), mailbox.left());
      String collected = Files.readString(out, ISO_8859_1);
      assertTrue(collected.contains("\n\n.dot\n.\n..\nend\n"), collected.substring(0, 500));
      assertTrue(collected.endsWith(SECOND.substring(SECOND.indexOf("\n\n"))));
    }
  }

  @Test
  void mpopCollectsPipelined() throws Exception {
    try (Pop3Mailbox mailbox = inClear()) {
      for (int i = 0; i < 50; i++) {
        mailbox.with("Subject: more " + i + "\n\ntext\n");
      }
      Path out = directory.resolve("out");
      for (String name : List.of("cur", "new", "tmp")) {
        Files.createDirectories(out.resolve(name));
      }
      run(
          "",
          "mpop",
          "--host=localhost",
          "--port=" + mailbox.port(),
          "--user=bob",
          "--passwordeval=echo secret",
          "--auth=scram-sha-256",
          "--tls=off",
          "--pipelining=on",
          "--keep=off",
          "--received-header=off",
          "--uidls-file=" + directory.resolve("uidls"),
          "--delivery=maildir," + out);
      assertEquals(List.of(), mailbox.left());
      List<String> collected = new Maildir(out).await(52);
      assertEquals(52, collected.size());
      assertTrue(collected.contains(FIRST) && collected.contains(SECOND));
    }
  }

  @Test
  void getmailCollectsAndDeletes() throws Exception {
    try (Pop3Mailbox mailbox = inClear()) {
      Path out = directory.resolve("collected");
      String settings =
          """
          [retriever]
          type = SimplePOP3Retriever
          server = localhost
          port = %d
          username = bob
          password = secret
          use_apop = true
          [destination]
          type = MDA_external
          path = /bin/sh
          arguments = ("-c", "cat >> %s")
          allow_root_commands = true
          [options]
          delete = true
          received = false
          delivered_to = false
          """;
      Path rc = directory.resolve("getmailrc");
      Files.writeString(rc, settings.formatted(mailbox.port(), out));
      Files.setPosixFilePermissions(rc, PosixFilePermissions.fromString("rw-------"));
      run("", "getmail", "--getmaildir=" + directory, "--rcfile=" + rc);
      assertEquals(List.of(), mailbox.left());
      String collected = Files.readString(out, ISO_8859_1);
      assertTrue(collected.contains("\n\n.dot\n.\n..\nend\n"), collected.substring(0, 500));
      assertTrue(collected.endsWith(SECOND.substring(SECOND.indexOf("\n\n"))));
    }
  }
}
